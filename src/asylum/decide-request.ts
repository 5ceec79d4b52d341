import { z } from 'zod'
import { appealRoute } from '../case/appeal-route.ts'
import { findOffice } from '../institution/find-office.ts'
import { parse } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import type { LawState } from '../policy/law-state.ts'
import { numberAt, policyHash, valueAt } from '../policy/value-at.ts'
import { behindWall, seal } from './behind-wall.ts'
import { addCertificate, giveCertificate } from './give-certificate.ts'
import { Reasons } from './hear-person.ts'
import { type HeldRequest, holdRequest, moveRequest } from './hold-request.ts'
import { groundOn, refusalGrounds } from './refusal-grounds.ts'
import { officeOf } from './take-request.ts'
import { statusFrom } from './terms.ts'

interface Deciding {
  request: string
  version: number
  reasons: string
  form: string
}

interface Written {
  kind: 'recognise' | 'refuse' | 'uphold' | 'overturn'
  grounds: string[]
  states: LawState[]
  hearing?: string
  supersedes?: string
  appealTo?: string
  appealUntil?: string
}

/** Written once, never changed; the table holds the same constraints as any decision (`case.decision`), and that no refusal rests on unverified law alone. */
export async function writeDecision(
  instance: Instance,
  tx: Query,
  actor: Actor,
  row: HeldRequest,
  given: Pick<Deciding, 'reasons' | 'form'> & Written,
): Promise<string> {
  const { staff, office, institution } = officeOf(actor)
  const today = instance.clock.today()
  const id = newId()
  await tx.done(sql`
    insert into asylum.decision (id, request_id, form, kind, adverse, decided_by, office_id, institution, decided_on, reasons, grounds, law_states, policy_hash,
      hearing_id, supersedes, appeal_to, appeal_until)
    values (${id}::uuid, ${row.id}::uuid, ${given.form}::uuid, ${given.kind}, ${given.kind === 'refuse' || given.kind === 'uphold'}, ${staff}::uuid, ${office}::uuid,
      ${institution}, ${today.toString()}::date, ${seal(instance, id, given.reasons)}, ${given.grounds}::text[], ${given.states}::text[], ${policyHash(today)},
      ${given.hearing ?? null}::uuid, ${given.supersedes ?? null}::uuid, ${given.appealTo ?? null}::uuid, ${given.appealUntil ?? null}::date)`)
  return id
}

/** A certificate that a decision gives, in place of the one before. */
export async function stayAfter(
  tx: Query,
  given: { id: string; request: string; form: string; from: Temporal.PlainDate; to: string; state: LawState },
): Promise<void> {
  await addCertificate(tx, {
    id: given.id,
    request: given.request,
    form: given.form,
    from: given.from.toString(),
    to: given.to,
    lawState: given.state,
  })
}

/**
 * Recognises a refugee: the status and its lawful stay for as long as the rules say (`refugee.status-months`, unverified: days are given on it,
 * nobody is refused on it). @throws Fault not-found, wrong-state, stale-form, invalid-input
 */
export async function recogniseRefugee(instance: Instance, actor: Actor, given: Deciding): Promise<void> {
  officeOf(actor)
  const { reasons } = parse(z.object({ reasons: Reasons }), given)
  const today = instance.clock.today()
  const certificate = newId()
  await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, { ...given, table: 'decision' }, 'pending', 'hearing')
    if (row.done) return
    await giveStatus(instance, tx, actor, row, { ...given, reasons, kind: 'recognise' }, certificate, today)
  })
  await giveCertificate(instance, certificate)
}

/** The decision that gives the status, and its days. */
export async function giveStatus(
  instance: Instance,
  tx: Query,
  actor: Actor,
  row: HeldRequest,
  given: Pick<Deciding, 'reasons' | 'form'> & { kind: 'recognise' | 'overturn'; supersedes?: string },
  certificate: string,
  today: Temporal.PlainDate,
): Promise<void> {
  const { day, state } = statusFrom(today)
  await writeDecision(instance, tx, actor, row, {
    ...given,
    grounds: ['refugee'],
    states: [groundOn('not-a-refugee', today).state],
  })
  await moveRequest(tx, row.id, 'recognised')
  await stayAfter(tx, { id: certificate, request: row.id, form: given.form, from: today, to: day, state })
}

/**
 * Refuses, after the announcement and the hearing: a named human, reasons, an appeal that is open; at least one ground of law that was seen. The
 * officer decides at the same time that the person stays lawfully until the term to appeal is over (no text of law on that was seen, so the days
 * are marked unverified). @throws Fault not-found, wrong-state, stale-form, invalid-input (`grounds`: no-ground; `hearing`: not-yet)
 */
export async function refuseRequest(
  instance: Instance,
  actor: Actor,
  given: Deciding & { grounds: string[] },
): Promise<void> {
  officeOf(actor)
  const { grounds, reasons } = parse(
    z.object({ grounds: z.array(z.enum(refusalGrounds)).min(1, 'required'), reasons: Reasons }),
    given,
  )
  const today = instance.clock.today()
  const states = grounds.map((one) => groundOn(one, today).state)
  if (!states.some((state) => state === 'in force' || state === 'pilot'))
    throw invalid('grounds', 'unverified-alone')
  const certificate = newId()
  await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, { ...given, table: 'decision' }, 'hearing')
    if (row.done) return
    const hearing = await tx.one<{
      id: string
      held_on: string
      heard: boolean
      grounds: string[]
    }>(sql`
      select id, held_on::text, statement is not null as heard, grounds from asylum.hearing where request_id = ${row.id}::uuid
      order by announced_on desc, id desc limit 1`)
    if (!hearing.heard && today.toString() < hearing.held_on) throw invalid('hearing', 'not-yet')
    // What was not announced was not heard.
    if (grounds.some((one) => !hearing.grounds.includes(one))) throw invalid('grounds', 'no-ground')
    const route = await appealRoute(tx, { region: row.region, decidedOn: today })
    const above = await findOffice(tx, 'asylum-appeal', row.region, today)
    if (!above)
      throw new Fault('not-found', { details: { noOfficeFor: 'asylum-appeal', region: row.region } })
    await writeDecision(instance, tx, actor, row, {
      ...given,
      kind: 'refuse',
      reasons,
      grounds,
      states,
      hearing: hearing.id,
      appealTo: above.id,
      appealUntil: route.until,
    })
    await moveRequest(tx, row.id, 'refused')
    const to = laterDay(route.until, row.certificate_to)
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

/** Days are ISO text: the later is the greater. */
export const laterDay = (...days: string[]): string => days.sort().at(-1) ?? ''

/** Until when the way to court is open: a figure that was not seen in the Code. */
export const courtUntil = (today: Temporal.PlainDate): { day: string; state: LawState } => ({
  day: today.add({ months: numberAt('case.court-term', today) }).toString(),
  state: valueAt('case.court-term', today).state,
})
