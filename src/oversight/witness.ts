import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { provesConsistency } from './merkle.ts'
import {
  cosignNote,
  findSignature,
  noteSigner,
  readCheckpoint,
  readNote,
  readVerifierKey,
  writeNote,
  writeVerifierKey,
} from './signed-note.ts'

/** What a witness remembers between two looks: its own key, the log's key as it was first told, and what it last cosigned. */
export const WitnessState = z.object({
  name: z.string(),
  seed: z.string(),
  logKey: z.string(),
  /** The last cosigned checkpoint, whole. */
  last: z.string().optional(),
})
export type WitnessState = z.infer<typeof WitnessState>

export const newWitness = (name: string, logKey: string): WitnessState => ({
  name,
  seed: randomBytes(32).toString('base64url'),
  logKey: logKey.trim(),
})
export const witnessSigner = ({ name, seed }: WitnessState) =>
  noteSigner(name, 4, Buffer.from(seed, 'base64url'))
export const witnessKey = (state: WitnessState): string => writeVerifierKey(witnessSigner(state))

export function readWitness(file: string): WitnessState | undefined {
  return existsSync(file) ? WitnessState.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined
}
/** Whole or not at all: a witness that forgets what it saw would cosign two histories. */
export function keepWitness(file: string, state: WitnessState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export type Witnessed =
  | { ok: true; size: number; note: string; state: WitnessState }
  | { ok: false; why: string; note?: string }

/**
 * Looks at the log once: its newest checkpoint must be signed by the key that was told first, and contain all that was cosigned
 * before. Only then it is cosigned; the new state is to be kept before the cosignature is handed out.
 * @param get answers the log's text at a path, e.g. by HTTP
 */
export async function witnessOnce(
  state: WitnessState,
  get: (path: string) => Promise<string>,
  now: Temporal.Instant,
): Promise<Witnessed> {
  const logKey = readVerifierKey(state.logKey)
  if (!logKey) return { ok: false, why: 'log-key-unreadable' }
  const text = await get('/log/checkpoint')
  const note = readNote(text)
  const checkpoint = note && readCheckpoint(note.body)
  if (!note || !checkpoint) return { ok: false, why: 'checkpoint-unreadable', note: text }
  if (checkpoint.origin !== logKey.name || !findSignature(note, logKey))
    return { ok: false, why: 'checkpoint-not-signed-by-the-log', note: text }
  const before = state.last ? readCheckpoint(readNote(state.last)?.body ?? '') : undefined
  if (before) {
    if (checkpoint.size < before.size) return { ok: false, why: 'log-shrank', note: text }
    const path = await consistencyOf(get, before.size, checkpoint.size)
    const given = { from: before.size, to: checkpoint.size, path: path ?? [] }
    if (!path || !provesConsistency(given, before.root, checkpoint.root))
      return { ok: false, why: 'log-rewritten', note: text }
  }
  const line = cosignNote(witnessSigner(state), note.body, now)
  const cosigned = writeNote({ body: note.body, lines: [...note.lines, line] })
  return { ok: true, size: checkpoint.size, note: cosigned, state: { ...state, last: cosigned } }
}

const Proof = z.object({ path: z.array(z.base64()) })

/** The log's proof that its tree of `from` leaves is the beginning of that of `to`; undefined when it gives none. */
export async function consistencyOf(
  get: (path: string) => Promise<string>,
  from: number,
  to: number,
): Promise<Uint8Array[] | undefined> {
  if (from === 0 || from === to) return []
  try {
    const { path } = Proof.parse(JSON.parse(await get(`/log/consistency?from=${from}&to=${to}`)))
    return path.map((one) => new Uint8Array(Buffer.from(one, 'base64')))
  } catch {
    // A log that answers with anything else has proven nothing.
    return undefined
  }
}
