import { z } from 'zod'
import { act } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { findValueAt, numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import type { CaseKind, Evaluation } from './case-kind.ts'
import { caseKind } from './case-kind.ts'
import type { CaseRow } from './case-row.ts'
import { changeState } from './change-state.ts'
import { findOpenHearing, type HearingGround } from './find-hearing.ts'
import { holdCase } from './hold-case.ts'
import { deciders } from './who-may.ts'

const general = 'case.hearing-notice'

/**
 * Working days between the announcement of a hearing and the hearing: the dated value that the kind of case names, where the law of
 * that day has it, else that of every case.
 */
export function hearingNotice(
  announcedOn: Temporal.PlainDate,
  kind?: Pick<CaseKind, 'hearingNotice'>,
): number {
  const own = kind?.hearingNotice
  return numberAt(own && findValueAt(own, announcedOn) ? own : general, announcedOn)
}

/** The first day on which a hearing announced on a day may be held. */
export const firstHearingDay = (
  announcedOn: Temporal.PlainDate,
  kind?: Pick<CaseKind, 'hearingNotice'>,
): Temporal.PlainDate => addWorkingDays(announcedOn, hearingNotice(announcedOn, kind))

/**
 * What a refusal may rest on: conditions that decide and are not met, those on unverified law too (then it is the officer's
 * judgement) unless the kind forbids it, and the kind's own grounds. Never something that is only missing.
 */
export function groundsOf(row: CaseRow, evaluation: Evaluation): HearingGround[] {
  const kind = caseKind(row.kind)
  const failed = kind.onlyLawInForceRefuses ? ['not-met'] : ['not-met', 'needs-officer']
  const unmet = evaluation.trace.filter((line) => line.decides && failed.includes(line.verdict))
  return [...unmet, ...(kind.otherGrounds?.(row) ?? [])].map(
    ({ condition, says, value, threshold, unit, article, state }) => ({
      condition,
      says,
      value,
      threshold,
      unit,
      article,
      state,
    }),
  )
}

/**
 * Tells the person, before anything is refused, why it would be and when they are heard (Administrative Procedural Code art. 73).
 * @throws Fault invalid-input (`heldOn`: too-early; `groundIds`), stale-form, wrong-state, taken-by-another, not-allowed
 */
export const announceRefusal = act({
  name: 'announce-refusal',
  who: deciders,
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.coerce.number().int(),
    reasons: z.string().trim().min(20, 'too-short').max(8000, 'too-long'),
    groundIds: z.array(z.string()).min(1, 'required'),
    heldOn: z.iso.date('invalid-date'),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const kind = caseKind(row.kind)
    if (doing.actor.kind !== 'staff' || !doing.actor.roles.some((role) => kind.deciders.includes(role)))
      throw new Fault('not-allowed')
    const first = firstHearingDay(doing.today, kind).toString()
    if (input.heldOn < first) throw invalid('heldOn', 'too-early', { first })
    const possible = groundsOf(row, await kind.evaluate(doing, row))
    const grounds = possible.filter((ground) => input.groundIds.includes(ground.condition))
    if (grounds.length !== new Set(input.groundIds).size) throw invalid('groundIds', 'no-ground')
    const id = newId()
    await changeState(doing, {
      caseId: row.id,
      to: 'hearing',
      type: 'refusal-announced',
      after: { heldOn: input.heldOn, grounds: input.groundIds },
    })
    await doing.tx.done(sql`
      insert into "case".hearing (id, case_id, preliminary_reasons, grounds, announced_by, announced_at, held_on)
      values (${id}::uuid, ${row.id}::uuid, ${input.reasons}, ${JSON.stringify(grounds)}::jsonb, ${doing.actor.staff}::uuid,
        ${doing.now.toString()}::timestamptz, ${input.heldOn}::date)`)
    return { id, number: row.number }
  },
})

/** The officer no longer means to refuse; the case goes on. @throws Fault stale-form, wrong-state, taken-by-another */
export const takeBackRefusal = act({
  name: 'take-back-refusal',
  who: deciders,
  input: z.object({ caseId: z.uuid(), expectedVersion: z.coerce.number().int() }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const hearing = await findOpenHearing(doing.tx, row.id)
    if (!hearing) throw new Fault('wrong-state', { details: { from: row.state } })
    await doing.tx.done(sql`update "case".hearing set outcome = 'withdrawn' where id = ${hearing.id}::uuid`)
    await changeState(doing, { caseId: row.id, to: 'in-review', type: 'refusal-taken-back' })
    return { number: row.number }
  },
})
