import { createHmac } from 'node:crypto'
import { deriveKey } from '../platform/config.ts'
import type { Instance } from '../platform/instance.ts'
import { sealWords, unsealWords } from '../platform/sealed-words.ts'

/** The key of this module, which the database does not hold. */
export const complaintKey = ({ config }: Instance) => deriveKey(config.secret, 'complaint')

/** Words as they are kept: under the module's key. */
export const seal = (instance: Instance, value: unknown): Buffer => sealWords(complaintKey(instance), value)
export const unseal = <T>(instance: Instance, sealed: Buffer): T =>
  unsealWords<T>(complaintKey(instance), sealed)

/** Letters and digits that nobody confuses, read aloud or written down. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A word drawn from the id of a form, so that a form sent twice gets the same one; `length` characters, 4.9 bits each. */
function draw(instance: Instance, what: string, request: string, length: number): string {
  const bytes = createHmac('sha512', complaintKey(instance)).update(`${what} ${request}`).digest()
  const code = Array.from({ length }, (_, i) => letters[(bytes.readUInt16BE(i * 2) * letters.length) >> 16])
  return code.join('').replace(/(.{4})(?=.)/g, '$1-')
}

/**
 * The way back to a complaint: 16 characters, 78 bits. Who has it can read the answer; the system keeps only a hash and cannot tell it
 * again.
 */
export const wayBack = (instance: Instance, request: string): string =>
  draw(instance, 'way back', request, 16)

/** Erases the safe contact and opens nothing: 12 characters, 58 bits. */
export const stopWord = (instance: Instance, request: string): string => draw(instance, 'stop', request, 12)

export const hashWayBack = (instance: Instance, typed: string): Buffer =>
  createHmac('sha256', complaintKey(instance))
    .update(typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
    .digest()

/** The worker's own word as it is kept: bound to its complaint, so that the same word of two workers is not seen to be the same. */
export const hashWord = (instance: Instance, complaint: string, typed: string): Buffer =>
  createHmac('sha256', complaintKey(instance))
    .update(
      `word ${complaint} ${typed
        .normalize('NFKC')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]/gu, '')}`,
    )
    .digest()
