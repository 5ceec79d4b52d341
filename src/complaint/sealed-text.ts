import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { deriveKey } from '../platform/config.ts'
import type { Instance } from '../platform/instance.ts'

const key = ({ config }: Instance) => deriveKey(config.secret, 'complaint')

/** Words as they are kept: AES-256-GCM under a key that the database does not hold. */
export function seal(instance: Instance, value: unknown): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key(instance), iv)
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

export function unseal<T>(instance: Instance, sealed: Buffer): T {
  const decipher = createDecipheriv('aes-256-gcm', key(instance), sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  const body = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
  return JSON.parse(body.toString('utf8')) as T
}

/** Letters and digits that nobody confuses, read aloud or written down. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The way back to a complaint: 16 characters, 78 bits, drawn from the id of the form, so that a form sent twice gets the same one.
 * Who has it can read the answer; the system keeps only a hash and cannot tell it again.
 */
export function wayBack(instance: Instance, request: string): string {
  const bytes = createHmac('sha512', key(instance)).update(`way back ${request}`).digest()
  const code = Array.from(
    { length: 16 },
    (_, i) => letters[(bytes.readUInt16BE(i * 2) * letters.length) >> 16],
  )
  return code.join('').replace(/(.{4})(?=.)/g, '$1-')
}

export const hashWayBack = (instance: Instance, typed: string): Buffer =>
  createHmac('sha256', key(instance))
    .update(typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
    .digest()
