import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/**
 * C2SP signed-note, tlog-checkpoint and tlog-cosignature with Ed25519. A key's id is the beginning of the hash of name and key, so
 * that a reader skips what it does not know and never takes one kind of signature for another.
 */
export interface NoteVerifier {
  name: string
  /** 1: the log's own signature; 4: a witness's, with the time at which it saw the checkpoint. */
  kind: 1 | 4
  key: KeyObject
  id: Uint8Array
}
export interface NoteSigner extends NoteVerifier {
  private: KeyObject
}

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const spki = Buffer.from('302a300506032b6570032100', 'hex')

/** @param seed 32 bytes */
export function noteSigner(name: string, kind: 1 | 4, seed: Uint8Array): NoteSigner {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  return { ...verifierOf(name, kind, createPublicKey(key)), private: key }
}

const rawKey = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32)

function verifierOf(name: string, kind: 1 | 4, key: KeyObject): NoteVerifier {
  const id = createHash('sha256')
    .update(`${name}\n`)
    .update(Uint8Array.of(kind))
    .update(rawKey(key))
    .digest()
    .subarray(0, 4)
  return { name, kind, key, id }
}

/** `name+keyid+key`, the form in which keys are handed on. */
export const writeVerifierKey = ({ name, kind, key, id }: NoteVerifier): string =>
  `${name}+${Buffer.from(id).toString('hex')}+${Buffer.concat([Uint8Array.of(kind), rawKey(key)]).toString('base64')}`

/** @returns undefined when the text is no such key or its id is not its own */
export function readVerifierKey(text: string): NoteVerifier | undefined {
  const [, name, id, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? []
  if (!name || !base64) return undefined
  const bytes = Buffer.from(base64, 'base64')
  const kind = bytes[0]
  if (bytes.length !== 33 || (kind !== 1 && kind !== 4)) return undefined
  const key = createPublicKey({ key: Buffer.concat([spki, bytes.subarray(1)]), format: 'der', type: 'spki' })
  const verifier = verifierOf(name, kind, key)
  return Buffer.from(verifier.id).toString('hex') === id ? verifier : undefined
}

const line = (name: string, bytes: Uint8Array): string => `— ${name} ${Buffer.from(bytes).toString('base64')}`

/** The log's signature line under a body that ends with a newline. */
export const signNote = (signer: NoteSigner, body: string): string =>
  line(signer.name, Buffer.concat([signer.id, sign(null, Buffer.from(body), signer.private)]))

/** A witness's signature line: it saw this checkpoint, consistent with all it saw before, at this second (UTC). */
export function cosignNote(signer: NoteSigner, body: string, at: Temporal.Instant): string {
  const seconds = Math.floor(at.epochMilliseconds / 1000)
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(seconds))
  return line(
    signer.name,
    Buffer.concat([signer.id, time, sign(null, Buffer.from(cosigned(seconds, body)), signer.private)]),
  )
}
const cosigned = (seconds: number, body: string): string => `cosignature/v1\ntime ${seconds}\n${body}`

export interface Note {
  body: string
  lines: string[]
}

/** A note is its body, an empty line and signature lines. @returns undefined when it is none */
export function readNote(text: string): Note | undefined {
  const end = text.indexOf('\n\n')
  if (end < 0) return undefined
  const lines = text
    .slice(end + 2)
    .split('\n')
    .filter(Boolean)
  return lines.every((one) => one.startsWith('— ')) ? { body: text.slice(0, end + 1), lines } : undefined
}
export const writeNote = ({ body, lines }: Note): string => `${body}\n${lines.join('\n')}\n`

/** The signature of the verifier under a note, if there is a good one; for a witness with its time. */
export function findSignature(
  { body, lines }: Note,
  verifier: NoteVerifier,
): { line: string; at?: Temporal.Instant } | undefined {
  for (const one of lines) {
    const [, name, base64] = /^— (\S+) (\S+)$/.exec(one) ?? []
    if (name !== verifier.name || !base64) continue
    const bytes = Buffer.from(base64, 'base64')
    if (Buffer.compare(bytes.subarray(0, 4), verifier.id) !== 0) continue
    if (verifier.kind === 1) {
      if (verify(null, Buffer.from(body), verifier.key, bytes.subarray(4))) return { line: one }
      continue
    }
    if (bytes.length !== 76) continue
    const seconds = Number(bytes.readBigUInt64BE(4))
    if (verify(null, Buffer.from(cosigned(seconds, body)), verifier.key, bytes.subarray(12)))
      return { line: one, at: Temporal.Instant.fromEpochMilliseconds(seconds * 1000) }
  }
  return undefined
}

export interface Checkpoint {
  origin: string
  size: number
  root: Uint8Array
}

/** C2SP tlog-checkpoint: origin, number of leaves, root. */
export const writeCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`

export function readCheckpoint(body: string): Checkpoint | undefined {
  const [origin, size, root] = body.split('\n')
  const hash = Buffer.from(root ?? '', 'base64')
  if (!origin || !/^(0|[1-9]\d{0,14})$/.test(size ?? '') || hash.length !== 32) return undefined
  return { origin, size: Number(size), root: hash }
}
