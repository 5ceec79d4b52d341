import { z } from 'zod'
import { foldRoots, growTree, type Hash, hashLeaf, provesConsistency, same } from './merkle.ts'
import { findSignature, type NoteVerifier, readCheckpoint, readNote } from './signed-note.ts'
import { consistencyOf } from './witness.ts'

export interface LogVerdict {
  ok: boolean
  /** Leaves of the log as it stands. */
  size: number
  /** Leaves under the newest checkpoint that was kept. */
  keptSize: number
  problems: string[]
}

const Leaves = z.object({ leaves: z.array(z.base64()) })

/**
 * What an outsider can find with nothing but the log's key and checkpoints kept earlier (their own, or a witness's): a log that
 * shrank, was rewritten, or whose commitments are no longer those it signed. With `whole` all commitments are fetched and the tree
 * is built again; without, a proof is asked.
 */
export async function verifyLog(given: {
  get: (path: string) => Promise<string>
  log: NoteVerifier
  kept: string[]
  whole: boolean
  progress?: (leaves: number) => void
}): Promise<LogVerdict> {
  const problems: string[] = []
  const text = await given.get('/log/checkpoint').catch(() => undefined)
  if (text === undefined) return { ok: false, size: 0, keptSize: 0, problems: ['log-gives-no-checkpoint'] }
  const now = read(text, given.log)
  if (!now) return { ok: false, size: 0, keptSize: 0, problems: ['checkpoint-not-signed-by-the-log'] }
  const kept = given.kept.map((text) => read(text, given.log)).filter((one) => one !== undefined)
  if (kept.length < given.kept.length) problems.push('kept-checkpoint-not-signed-by-the-log')
  for (const old of kept) {
    if (old.size > now.size) {
      problems.push('log-shrank')
      continue
    }
    const path = await consistencyOf(given.get, old.size, now.size)
    if (!path || !provesConsistency({ from: old.size, to: now.size, path }, old.root, now.root))
      problems.push('log-rewritten')
  }
  if (given.whole) problems.push(...(await rebuild(given, [...kept, now])))
  const keptSize = Math.max(0, ...kept.map(({ size }) => size))
  return { ok: problems.length === 0, size: now.size, keptSize, problems: [...new Set(problems)] }
}

function read(text: string, log: NoteVerifier) {
  const note = readNote(text)
  return note && findSignature(note, log) ? readCheckpoint(note.body) : undefined
}

/** Builds the tree from the commitments the log shows and compares its root at each checkpoint. */
async function rebuild(
  { get, progress }: { get: (path: string) => Promise<string>; progress?: (leaves: number) => void },
  checkpoints: { size: number; root: Uint8Array }[],
): Promise<string[]> {
  const wanted = [...checkpoints].sort((a, b) => a.size - b.size)
  const last = wanted.at(-1)?.size ?? 0
  let size = 0
  let edge: Hash[] = []
  let ready: Hash[] = []
  const problems: string[] = []
  for (const { size: until, root } of wanted) {
    while (size < until) {
      if (ready.length === 0) {
        const page = Leaves.parse(JSON.parse(await get(`/log/leaves?from=${size}`)))
        if (page.leaves.length === 0) return ['log-shrank']
        ready = page.leaves.map((one) => hashLeaf(Buffer.from(one, 'base64')))
      }
      const taken = ready.slice(0, until - size)
      ready = ready.slice(taken.length)
      edge = growTree(size, edge, taken).edge
      size += taken.length
      if (last > 0) progress?.(size)
    }
    if (!same(foldRoots(edge), root)) problems.push('leaves-do-not-give-the-root')
  }
  return problems
}
