import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Reading } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { findAppeals } from '../case/find-appeals.ts'
import { holdCase } from '../case/hold-case.ts'
import { act, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { deriveKey } from '../platform/config.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import { idOfDigest } from '../platform/new-id.ts'
import { valueAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { stayText } from './text.ts'

export const appealJudges = staff('appeal-officer')

/** The foreign workers and applicants whom an appealed case is about. */
export const findAppellants = (tx: Reading['tx'], row: CaseRow): Promise<{ id: string; name: string }[]> =>
  tx.rows(sql`
    select id, latin_name as name from person.person
    where id = any (${[...row.subjects, ...(row.applicant_person ? [row.applicant_person] : [])]}::uuid[]) and citizenship <> 'KAZ' order by id`)

/** The last day of the term to judge an appeal that is lodged today. */
export function judgedBy(today: Temporal.PlainDate): { day: string; article: string } {
  const { value, article } = valueAt('case.complaint-decision', today)
  return { day: addWorkingDays(today, Number(value)).toString(), article }
}

/** A pseudonym, as those of asylum: no join leads from the ground to the case without the key. */
const basisOf = ({ config }: Instance, appeal: string, person: string, to: string): string =>
  idOfDigest(
    createHmac('sha256', deriveKey(config.secret, 'lawful-stay'))
      .update(`${appeal} ${person} ${to}`)
      .digest(),
  )

/**
 * The office that judges an appeal lets those whom it is about stay lawfully while it is pending, until the end of the term to judge it, and again
 * when that is over. No text of law on this was seen, so nothing opens by itself: a human decides, and the days are marked unverified. They get the
 * same paper, by the same job, as everybody with another ground. Refused: `nobody-to-stay`. @throws Fault wrong-state, not-allowed, stale-form
 */
export const letAppellantStay = act({
  name: 'let-appellant-stay',
  who: appealJudges,
  input: z.object({ caseId: z.uuid(), expectedVersion: z.coerce.number().int() }),
  async do(input, doing) {
    const { tx, today, instance } = doing
    const row = await holdCase(doing, input)
    if (row.state !== 'appealed') throw new Fault('wrong-state', { details: { from: row.state } })
    const appeal = (await findAppeals(tx, row.id)).find((one) => one.outcome === null)
    const people = await findAppellants(tx, row)
    if (!appeal || people.length === 0) return refuse({ code: 'nobody-to-stay' })
    const from = today.toString()
    const to = row.due_on && row.due_on > from ? row.due_on : judgedBy(today).day
    for (const { id } of people)
      await doing.later('reaction', 'give-lawful-stay', {
        person: id,
        basis: basisOf(instance, appeal.id, id, to),
        from,
        to,
        lawState: 'unverified',
      })
    await doing.record({
      type: 'appellant-may-stay',
      subjects: people.map(({ id }) => id),
      case: row.id,
      after: { to },
    })
    return { to, people: people.length }
  },
})

/** The way there from an appealed case, for whoever judges it. */
export const appellantLinks = (reading: Reading, row: CaseRow, locale: Locale) =>
  reading.actor.kind === 'staff' && reading.actor.roles.includes('appeal-officer') && row.state === 'appealed'
    ? [{ label: stayText(locale)('appellant.title'), href: `/cases/${row.number}/let-stay` }]
    : []
