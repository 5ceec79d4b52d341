import type { RegisterPerson } from '../person/register-person.ts'
import type { SamePersonWatch } from '../person/same-person-watch.ts'
import type { Doing } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { type Candidate, findCandidates, type Wanted } from './find-candidates.ts'
import { keepKeys, keyRecord } from './key-record.ts'
import { nameForm } from './match-keys.ts'
import { type DeskAnswer, notePair } from './note-pair.ts'

/** Somebody who waits is kept only for those who more likely than not are the same; less likely ones are for the reviewers, whom nobody waits for. */
const likelyAtTheDesk = 0.5
const mostAtTheDesk = 5

/**
 * Looks for the newcomer before the record is made, in any script and all regions, and keeps the record's keys up. Nothing is joined
 * here: look-alikes become pairs that wait for reviewers, with what was said of them at the desk.
 */
export const registrationWatch: SamePersonWatch = {
  async lookFor({ tx }, newcomer) {
    const candidates = await findCandidates(tx, wantedOf(newcomer), 'newcomer', likelyAtTheDesk)
    if (candidates.length === 0) return []
    const ids = candidates.map(({ id }) => id)
    const seen = await tx.rows<{ id: string }>(
      sql`select id from person.person where id = any (${ids}::uuid[]) and same_as is null`,
    )
    return candidates.slice(0, mostAtTheDesk).map((candidate) => ({
      person: candidate.id,
      visible: seen.some(({ id }) => id === candidate.id),
      probability: candidate.score.probability,
      kept: candidate,
    }))
  },
  async registered(doing, person, newcomer, alike) {
    const { tx, now } = doing
    const regions = [newcomer.region]
    await keepKeys(tx, { ...wantedOf(newcomer), id: person }, now)
    for (const one of alike)
      await notePair(
        tx,
        { id: person, regions },
        one.kept as Candidate,
        now,
        saidOf(doing, newcomer, one.person),
      )
  },
  changed: ({ tx, now }, person) => keyRecord(tx, person, now),
}

const wantedOf = ({ latinName, nativeName, birthDate, sex, document }: RegisterPerson): Wanted => ({
  forms: [latinName, ...(nativeName ? [nativeName] : [])].map(nameForm),
  birthDate,
  sex,
  documents: [document.number],
})

/** What an officer said of a look-alike. A machine's word is nobody's: it lets the registration go on and decides nothing. */
function saidOf({ actor }: Doing, newcomer: RegisterPerson, person: string): DeskAnswer | undefined {
  const answer = newcomer.alike?.find((one) => one.person === person)?.answer
  if (!answer || !newcomer.alikeReason || actor.kind !== 'staff') return undefined
  return { answer, reason: newcomer.alikeReason, by: actor.staff, decides: mayDecide(actor) }
}
const mayDecide = (actor: Extract<Actor, { kind: 'staff' }>): boolean =>
  actor.roles.includes('registrar') || actor.roles.includes('supervisor')
