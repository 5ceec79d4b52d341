import { z } from 'zod'
import { findOffice } from '../institution/find-office.ts'
import { parse } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import type { LawState } from '../policy/law-state.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { behindWall, seal } from './behind-wall.ts'
import { courtUntil, giveStatus, laterDay, stayAfter, writeDecision } from './decide-request.ts'
import { giveCertificate } from './give-certificate.ts'
import { Reasons, speaksFor } from './hear-person.ts'
import { holdRequest, moveRequest } from './hold-request.ts'
import { officeOf } from './take-request.ts'

/**
 * The person appeals, by their own page or by what they say at the counter. It goes to the body above, which from now on may read the request;
 * one that comes after the term is taken and marked late. @throws Fault not-found, wrong-state, invalid-input
 */
export async function lodgeAppeal(
  instance: Instance,
  actor: Actor,
  given: { request: string; words: string; form: string },
): Promise<void> {
  speaksFor(actor)
  const { words } = parse(
    z.object({ words: z.string().trim().min(10, 'too-short').max(20_000, 'too-long') }),
    given,
  )
  const today = instance.clock.today()
  const decideBy = addWorkingDays(today, numberAt('case.complaint-decision', today)).toString()
  await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, { ...given, table: 'appeal' }, 'refused')
    if (row.done) return
    const decision = await tx.one<{ id: string; appeal_until: string }>(sql`
      select id, appeal_until::text from asylum.decision where request_id = ${row.id}::uuid and kind = 'refuse' order by decided_on desc, id desc limit 1`)
    const id = newId()
    await tx.done(sql`
      insert into asylum.appeal (id, request_id, decision_id, form, sealed, lodged_on, in_time, decide_by)
      values (${id}::uuid, ${row.id}::uuid, ${decision.id}::uuid, ${given.form}::uuid, ${seal(instance, id, words)}, ${today.toString()}::date,
        ${today.toString() <= decision.appeal_until}, ${decideBy}::date)`)
    await moveRequest(tx, row.id, 'appealed', today)
  })
}

/**
 * The body above judges: another office and another human, by the database. Upheld: the way leads to court, and the days last until the
 * term for that is over (`case.court-term`, unverified). Overturned: the person is a refugee.
 * @throws Fault not-found, wrong-state, stale-form, invalid-input
 */
export async function judgeAppeal(
  instance: Instance,
  actor: Actor,
  given: {
    request: string
    version: number
    outcome: 'upheld' | 'overturned'
    reasons: string
    form: string
  },
): Promise<void> {
  const judge = officeOf(actor)
  const { outcome, reasons } = parse(
    z.object({ outcome: z.enum(['upheld', 'overturned'], 'required'), reasons: Reasons }),
    given,
  )
  const today = instance.clock.today()
  const certificate = newId()
  await behindWall(instance, actor, async (tx) => {
    const { may } = await tx.one<{ may: boolean }>(
      sql`select asylum.listed(${judge.institution}, 'judges') as may`,
    )
    if (!may) throw new Fault('not-found')
    const row = await holdRequest(tx, { ...given, table: 'decision' }, 'appealed')
    if (row.done) return
    const appeal = await tx.one<{
      id: string
      decision: string
      grounds: string[]
      law_states: LawState[]
    }>(sql`
      select a.id, d.id as decision, d.grounds, d.law_states from asylum.appeal a join asylum.decision d on d.id = a.decision_id
      where a.request_id = ${row.id}::uuid and a.outcome is null`)
    await tx.done(sql`update asylum.appeal set outcome = ${outcome} where id = ${appeal.id}::uuid`)
    const decided = { reasons, form: given.form, supersedes: appeal.decision }
    if (outcome === 'overturned') {
      await giveStatus(instance, tx, actor, row, { ...decided, kind: 'overturn' }, certificate, today)
      return
    }
    const court = await findOffice(tx, 'court', row.region, today)
    if (!court) throw new Fault('not-found', { details: { noOfficeFor: 'court', region: row.region } })
    const until = courtUntil(today)
    await writeDecision(instance, tx, actor, row, {
      ...decided,
      kind: 'uphold',
      grounds: appeal.grounds,
      states: appeal.law_states,
      appealTo: court.id,
      appealUntil: until.day,
    })
    await moveRequest(tx, row.id, 'closed')
    const to = laterDay(until.day, row.certificate_to)
    await stayAfter(tx, {
      id: certificate,
      request: row.id,
      form: given.form,
      from: today,
      to,
      state: 'unverified',
    })
  })
  await giveCertificate(instance, certificate)
}
