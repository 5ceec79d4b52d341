import { inTransaction } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { latestCheckpoint } from './checkpoints.ts'
import { contentKey, contentOf, subjectKey } from './commit-row.ts'
import { inclusionPath } from './log-tree.ts'
import { rowsOf } from './sequence-log.ts'
import { readCheckpoint, readNote } from './signed-note.ts'

const url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/**
 * The receipt of one look at the asker's data, as JSON. Others whom the same look showed are closed commitments in it.
 * @throws Fault not-found for a look at somebody else, one that is not in the log yet, or one whose salt was erased
 */
export async function getReceipt(instance: Instance, actor: Actor, read: string) {
  if (actor.kind !== 'person' || !actor.person || !/^\d{1,18}$/.test(read)) throw new Fault('not-found')
  const me = actor.person
  const { parts, row } = await inTransaction(instance, actor, false, async (tx) => ({
    parts: await tx.one<{ index: number; salt: Buffer; subjects: string[] }>(
      sql`select p.index::float8 as index, p.salt, p.subjects from oversight.receipt_parts(${read}::bigint) p`,
    ),
    row: (await rowsOf(tx, 'read', sql`e.id = ${read}::bigint`))[0],
  }))
  if (!row) throw new Fault('not-found')
  return inTransaction(instance, { kind: 'system', job: 'get-receipt' }, false, async (tx) => {
    const text = await latestCheckpoint(tx)
    const note = text && readNote(text)
    const size = note ? readCheckpoint(note.body)?.size : undefined
    if (!text || size === undefined || size <= parts.index) throw new Fault('not-found')
    const position = parts.subjects.indexOf(me)
    return {
      type: 'qonys-receipt/1' as const,
      index: parts.index,
      content: contentOf('read', row.row, parts.subjects, parts.salt),
      contentKey: url(contentKey(parts.salt)),
      person: position < 0 ? null : { id: me, position, key: url(subjectKey(parts.salt, position)) },
      path: (await inclusionPath(tx, parts.index, size)).map(url),
      checkpoint: text,
    }
  })
}
