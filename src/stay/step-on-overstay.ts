import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export const overstayStaff = staff('registrar', 'border-officer', 'supervisor')
export const overstaySteps = ['contact', 'invite', 'close'] as const
export type OverstayStep = (typeof overstaySteps)[number]

const stateAfter: Record<OverstayStep, string> = { contact: 'contacted', invite: 'invited', close: 'closed' }

/**
 * An officer does something about a stay that seems over: writes to the person, invites them to explain, or closes the question, each
 * with a word why. There is no other step: nothing here is a finding, and nothing follows by itself. Refused: `no-account` when
 * the person cannot be written to here, `over-already` when the question is settled.
 * @throws Fault not-found, stale-form
 */
export const stepOnOverstay = act({
  name: 'step-on-overstay',
  who: overstayStaff,
  input: z.object({
    person: z.uuid(),
    version: z.coerce.number().int(),
    step: z.enum(overstaySteps, { error: 'required' }),
    note: z.string().trim().min(5, 'required').max(2000),
  }),
  async do({ person, version, step, note }, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const row = await tx.one<{ state: string; version: number; missing: string[] }>(
      sql`select state, version, missing from stay.overstay where person_id = ${person}::uuid for update`,
    )
    if (row.version !== version) throw new Fault('stale-form', { details: { version: row.version } })
    if (row.state === 'closed' || row.state === 'resolved') return refuse({ code: 'over-already' })
    if (step !== 'close' && row.missing.includes('no-account')) return refuse({ code: 'no-account' })
    await tx.done(sql`
      update stay.overstay set state = ${stateAfter[step]}, state_since = ${doing.now.toString()}::timestamptz, version = version + 1
      where person_id = ${person}::uuid`)
    const id = newId()
    await tx.done(sql`
      insert into stay.overstay_step (id, person_id, step, note, staff_id, at)
      values (${id}, ${person}::uuid, ${step}, ${note}, ${actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: `overstay-${stateAfter[step]}`,
      subjects: [person],
      ground: 'GOV-148',
      before: { state: row.state },
      after: { state: stateAfter[step] },
    })
    if (step !== 'close') await doing.later('reaction', 'overstay-step', { person, step, id })
    return { state: stateAfter[step] }
  },
})
