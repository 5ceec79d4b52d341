import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { closeGround } from '../stay/grounds.ts'
import { getApplication } from './application-row.ts'
import { holdEmployerPermit } from './hold-employer-permit.ts'
import { letPlaceGo } from './hold-place.ts'

/** Work has ended before the term: told by the employer or the worker. The day may be today or up to ten days back. */
export const endEmployerPermit = act({
  name: 'end-employer-permit',
  who: account,
  input: z.object({ permit: z.uuid(), expectedVersion: z.int(), on: z.iso.date() }),
  async do(input, doing) {
    const permit = await holdEmployerPermit(doing.tx, input)
    if (input.on > doing.today.toString()) throw invalid('on', 'in-the-future')
    if (input.on < permit.valid_from || input.on < doing.today.subtract({ days: 10 }).toString())
      throw invalid('on', 'too-long-ago')
    const byWorker = doing.actor.kind === 'person' && doing.actor.person === permit.worker_person
    await doing.tx.done(sql`
      update employer_permit.permit set state = 'ended', ended_on = ${input.on}, ended_because = ${byWorker ? 'worker-left' : 'employer-ended'}, version = version + 1
      where id = ${permit.id}::uuid`)
    await closeGround(doing, permit.id, input.on, 'work-ended')
    await letPlaceGo(doing, await getApplication(doing.tx, permit.case_id), 'exit')
    await doing.record({
      type: 'work-ended',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id, on: input.on, byWorker },
    })
    await doing.later('reaction', 'revoke-employer-permit-document', { permit: permit.id })
    return { ended: input.on }
  },
})

/**
 * Permits whose last day has passed are over, at most `most` at a time. Nobody decides anything: the term was in the permit from the
 * beginning. @returns how many were closed; call again while it is `most`
 */
export const expireEmployerPermits = act({
  name: 'expire-employer-permits',
  who: system,
  input: z.object({ most: z.int().positive().default(500) }),
  async do({ most }, doing) {
    const today = doing.today.toString()
    const over = await doing.tx.rows<{
      id: string
      worker_person: string
      case_id: string
      valid_to: string
    }>(sql`
      update employer_permit.permit set state = 'expired', ended_on = valid_to, ended_because = 'term-over', version = version + 1
      where id in (select id from employer_permit.permit where state = 'active' and valid_to < ${today}::date order by valid_to limit ${most} for update skip locked)
      returning id, worker_person, case_id, valid_to::text`)
    for (const permit of over) {
      await letPlaceGo(doing, await getApplication(doing.tx, permit.case_id), 'expired')
      await doing.record({
        type: 'employer-permit-expired',
        subjects: [permit.worker_person],
        case: permit.case_id,
        after: { permit: permit.id, on: permit.valid_to },
      })
      await doing.later('reaction', 'employer-permit-over', {
        permit: permit.id,
        worker: permit.worker_person,
      })
    }
    if (over.length === 0)
      await doing.record({ type: 'employer-permits-checked', subjects: [], after: { today } })
    return { permits: over.length }
  },
})
