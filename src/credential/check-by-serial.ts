import type { Actor } from '../platform/actor.ts'
import type { Instance } from '../platform/instance.ts'
import { limitRate } from '../platform/limit-rate.ts'
import { look } from '../platform/read.ts'
import { type CheckedDocument, findDocument } from './find-documents.ts'

/**
 * The check without a code, by serial number and the holder's birth date, for anybody. Twenty tries an hour a serial number, for
 * birth dates can be guessed. @throws Fault too-many-requests
 */
export const checkBySerial = (
  instance: Instance,
  actor: Actor,
  serial: string,
  birthDate: string | undefined,
): Promise<CheckedDocument | undefined> =>
  look(instance, actor, async (tx) => {
    await limitRate(tx, instance.clock.now(), {
      what: 'check-document',
      who: serial.trim().toUpperCase(),
      most: 20,
      seconds: 3600,
    })
    return birthDate === undefined ? undefined : findDocument(tx, serial, birthDate, instance.clock.today())
  })
