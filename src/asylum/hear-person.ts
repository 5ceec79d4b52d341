import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { type Actor, account, admits } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { behindWall, seal, unseal } from './behind-wall.ts'
import { holdRequest, moveRequest } from './hold-request.ts'
import { refusalGrounds } from './refusal-grounds.ts'
import { officeOf } from './take-request.ts'
import { tellAlike } from './tell-alike.ts'

export const Reasons = z.string().trim().min(20, 'too-short').max(20_000, 'too-long')

/**
 * Announces that the office means to refuse, with grounds and reasons, and the day on which the person is heard (`case.hearing-notice`,
 * working days, as of any refusal). Nothing is decided yet. @throws Fault not-found, wrong-state, stale-form, invalid-input
 */
export async function announceRefusal(
  instance: Instance,
  actor: Actor,
  given: { request: string; version: number; grounds: string[]; reasons: string; form: string },
): Promise<void> {
  const officer = officeOf(actor)
  const { grounds, reasons } = parse(
    z.object({ grounds: z.array(z.enum(refusalGrounds)).min(1, 'required'), reasons: Reasons }),
    given,
  )
  const today = instance.clock.today()
  const heldOn = addWorkingDays(today, numberAt('case.hearing-notice', today)).toString()
  const id = newId()
  const person = await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, { ...given, table: 'hearing' }, 'pending')
    if (row.done) return undefined
    await tx.done(sql`
      insert into asylum.hearing (id, request_id, form, announced_on, announced_by, held_on, grounds, sealed)
      values (${id}::uuid, ${row.id}::uuid, ${given.form}::uuid, ${today.toString()}::date, ${officer.staff}::uuid, ${heldOn}::date, ${grounds}::text[],
        ${seal(instance, id, reasons)})`)
    await moveRequest(tx, row.id, 'hearing')
    return unseal<{ person: string }>(instance, row.id, row.sealed).person
  })
  if (person) await tellAlike(instance, person, id)
}

/** Takes the announcement back: the request is pending as before. @throws Fault not-found, wrong-state, stale-form */
export async function takeBackRefusal(
  instance: Instance,
  actor: Actor,
  given: { request: string; version: number },
): Promise<void> {
  officeOf(actor)
  await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, given, 'hearing')
    await moveRequest(tx, row.id, 'pending')
  })
}

/** Whoever may speak for a request: the person, or the officer who writes down what they say. */
export function speaksFor(actor: Actor): void {
  if (actor.kind === 'staff') officeOf(actor)
  else if (!admits(account, actor)) throw new Fault('not-found')
}

/**
 * What the person says to the announced refusal, by their own page or written down by the officer who hears them; once for a hearing.
 * @throws Fault not-found, wrong-state, invalid-input
 */
export async function giveStatement(
  instance: Instance,
  actor: Actor,
  given: { request: string; words: string },
): Promise<void> {
  speaksFor(actor)
  const { words } = parse(
    z.object({ words: z.string().trim().min(2, 'required').max(20_000, 'too-long') }),
    given,
  )
  await behindWall(instance, actor, async (tx) => {
    const { state } = await tx.one<{ state: string }>(
      sql`select state from asylum.request where id = ${given.request}::uuid`,
    )
    if (state !== 'hearing') throw new Fault('wrong-state', { details: { from: state } })
    const { id } = await tx.one<{ id: string }>(
      sql`select id from asylum.hearing where request_id = ${given.request}::uuid order by announced_on desc, id desc limit 1`,
    )
    await tx.done(sql`update asylum.hearing set statement = ${seal(instance, id, words)}, stated_on = ${instance.clock.today().toString()}::date
      where id = ${id}::uuid and statement is null`)
  })
}
