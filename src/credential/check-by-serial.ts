import type { Actor } from '../platform/actor.ts'
import type { Query } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { limitRate } from '../platform/limit-rate.ts'
import { look } from '../platform/read.ts'
import { type CheckedDocument, findDocument } from './find-documents.ts'
import { readSerial } from './serial-number.ts'

/**
 * One try with a serial number and a birth date: twenty an hour and a hundred a day for a number, in whatever way it is typed, for birth
 * dates can be guessed. @throws Fault too-many-requests
 */
export async function limitTries(query: Query, now: Temporal.Instant, serial: string): Promise<void> {
  for (const [most, seconds] of [
    [20, 3600],
    [100, 86_400],
  ] as const)
    await limitRate(query, now, { what: `check-document-${seconds}`, who: serial, most, seconds })
}

/**
 * The check without a code, by serial number and the holder's birth date, for anybody. What can be no serial number is asked of nobody.
 * @throws Fault too-many-requests (`limitTries`)
 */
export const checkBySerial = (
  instance: Instance,
  actor: Actor,
  typed: string,
  birthDate: string | undefined,
): Promise<CheckedDocument | undefined> =>
  look(instance, actor, async (tx) => {
    const serial = readSerial(typed)
    if (!serial) return undefined
    await limitTries(tx, instance.clock.now(), serial)
    return birthDate === undefined ? undefined : findDocument(tx, serial, birthDate, instance.clock.today())
  })
