import { z } from 'zod'
import { type Content, commit, commitSubject } from './commit-row.ts'
import { hashLeaf, provesInclusion } from './merkle.ts'
import { findSignature, type NoteVerifier, readCheckpoint, readNote } from './signed-note.ts'

const Bytes = z.base64url().transform((text) => new Uint8Array(Buffer.from(text, 'base64url')))

/** What a person takes away of one look at their data: enough for an outsider to check, and about nobody else. */
export const Receipt = z.object({
  type: z.literal('qonys-receipt/1'),
  index: z.int().nonnegative(),
  content: z.object({
    source: z.enum(['event', 'read']),
    row: z.record(z.string(), z.unknown()),
    subjects: z.array(z.string()),
  }),
  contentKey: Bytes,
  /** Null for a look at the whole register, which names nobody and is about everybody. */
  person: z.object({ id: z.uuid(), position: z.int().nonnegative(), key: Bytes }).nullable(),
  path: z.array(Bytes),
  checkpoint: z.string(),
})
export type Receipt = z.infer<typeof Receipt>

export type Verdict = { ok: true; cosignedBy: string[] } | { ok: false; why: string }

/**
 * Checks a receipt with nothing but keys: the content is what the log committed to, the person is in it, the leaf is in the tree
 * of the checkpoint, the checkpoint is signed by the log, and by which witnesses.
 */
export function verifyReceipt(receipt: Receipt, log: NoteVerifier, witnesses: NoteVerifier[]): Verdict {
  const { index, content, contentKey, person, path } = receipt
  const note = readNote(receipt.checkpoint)
  const checkpoint = note && readCheckpoint(note.body)
  if (!note || !checkpoint) return { ok: false, why: 'checkpoint-unreadable' }
  if (!findSignature(note, log)) return { ok: false, why: 'checkpoint-not-signed-by-the-log' }
  const about = person
    ? content.subjects[person.position] === commitSubject(person.key, person.id)
    : content.row.what === 'whole-register' && content.subjects.length === 0
  if (!about) return { ok: false, why: 'person-not-in-the-leaf' }
  const leaf = hashLeaf(commit(contentKey, content as Content))
  if (!provesInclusion({ index, size: checkpoint.size, leaf, path }, checkpoint.root))
    return { ok: false, why: 'not-in-the-log' }
  return {
    ok: true,
    cosignedBy: witnesses.filter((one) => findSignature(note, one)).map(({ name }) => name),
  }
}
