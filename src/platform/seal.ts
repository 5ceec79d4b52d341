import { EncryptJWT, jwtDecrypt } from 'jose'
import { type Config, deriveKey } from './config.ts'

/**
 * Seals something for the browser to carry back: encrypted and signed with a key of its own for each purpose (AES-256-GCM), so that
 * it can be neither read nor changed nor used for anything else, for `seconds` of real time.
 */
export const seal = (
  config: Config,
  purpose: string,
  value: Record<string, unknown>,
  seconds: number,
): Promise<string> =>
  new EncryptJWT({ value })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(`${seconds}s`)
    .encrypt(deriveKey(config.secret, `seal:${purpose}`))

/** What was sealed for this purpose; undefined when it is another's, changed, or too old. */
export async function unseal<T>(
  config: Config,
  purpose: string,
  sealed: string | undefined,
): Promise<T | undefined> {
  if (!sealed) return undefined
  try {
    const { payload } = await jwtDecrypt(sealed, deriveKey(config.secret, `seal:${purpose}`), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return payload.value as T
  } catch {
    return undefined
  }
}
