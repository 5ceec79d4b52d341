import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { closeGround } from '../stay/grounds.ts'
import { holdPermit } from './hold-permit.ts'
import { letHouseholdPlaceGo } from './hold-place.ts'

/** Work has ended before the term: told by the employer or the worker. The day may be today or up to ten days back. */
export const endPermit = act({
  name: 'end-permit',
  who: account,
  input: z.object({ permit: z.uuid(), expectedVersion: z.int(), on: z.iso.date() }),
  async do(input, doing) {
    const permit = await holdPermit(doing.tx, input)
    if (input.on > doing.today.toString()) throw invalid('on', 'in-the-future')
    if (input.on < permit.valid_from || input.on < doing.today.subtract({ days: 10 }).toString())
      throw invalid('on', 'too-long-ago')
    const byWorker = doing.actor.kind === 'person' && doing.actor.person === permit.worker_person
    await doing.tx.done(sql`
      update permit.permit set state = 'ended', ended_on = ${input.on}, ended_because = ${byWorker ? 'worker-left' : 'employer-ended'}, version = version + 1 where id = ${permit.id}`)
    await closeGround(doing, permit.id, input.on, 'work-ended')
    await letHouseholdPlaceGo(doing, permit.case_id, 'exit')
    await doing.record({
      type: 'work-ended',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: permit.id, on: input.on, byWorker },
    })
    await doing.later('reaction', 'revoke-permit-document', { permit: permit.id })
    return { ended: input.on }
  },
})
