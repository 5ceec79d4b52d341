import type { Doing } from '../platform/act.ts'
import { Fault } from '../platform/fault.ts'
import { countRate, rateOf } from '../platform/limit-rate.ts'

/** How often in a day an account may name a document, number or date that fits nobody, or one that is somebody's, over all its forms. */
export const wrongGuesses = 30

const guess = (account: string) => ({ what: 'guess-person', who: account, seconds: 86_400 })

/**
 * Before an account finds somebody by their document: who guessed wrong too often today is not answered, whatever they ask, so that
 * passports and birth dates cannot be tried out. Staff and machines have limits of reading instead.
 * @throws Fault too-many-requests
 */
export async function refuseGuessing({ actor, tx, now }: Doing): Promise<void> {
  if (actor.kind !== 'person') return
  if ((await rateOf(tx, now, guess(actor.account))) >= wrongGuesses)
    throw new Fault('too-many-requests', { details: { retryAfter: 3600 } })
}

/** After a miss. The act answers with a refusal, not with a fault, or the miss would be forgotten with its transaction. */
export async function countGuess({ actor, tx, now }: Doing): Promise<void> {
  if (actor.kind === 'person') await countRate(tx, now, guess(actor.account))
}
