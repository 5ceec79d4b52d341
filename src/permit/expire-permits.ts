import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { letHouseholdPlaceGo } from './hold-place.ts'

/**
 * Permits whose last day has passed and offers whose day to answer has passed are over, at most `most` at a time. Nobody decides
 * anything: the term was in the permit from the beginning.
 * @returns how many were closed; call again while it is `most`
 */
export const expirePermits = act({
  name: 'expire-permits',
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
      update permit.permit set state = 'expired', ended_on = valid_to, ended_because = 'term-over', version = version + 1
      where id in (select id from permit.permit where state = 'active' and valid_to < ${today}::date order by valid_to limit ${most} for update skip locked)
      returning id, worker_person, case_id, valid_to::text`)
    for (const permit of over) {
      await doing.record({
        type: 'permit-expired',
        subjects: [permit.worker_person],
        case: permit.case_id,
        after: { permit: permit.id, on: permit.valid_to },
      })
      await letHouseholdPlaceGo(doing, permit.case_id, 'expired')
      await doing.later('reaction', 'permit-over', { permit: permit.id, worker: permit.worker_person })
    }
    const offers = await doing.tx.rows<{ id: string; worker_person: string }>(sql`
      update permit.offer set state = 'expired', version = version + 1
      where id in (select id from permit.offer where state = 'sent' and answer_by < ${today}::date limit ${most} for update skip locked)
      returning id, worker_person`)
    for (const offer of offers)
      await doing.record({
        type: 'offer-expired',
        subjects: [offer.worker_person],
        after: { offer: offer.id },
      })
    if (over.length + offers.length === 0)
      await doing.record({ type: 'permits-checked', subjects: [], after: { today } })
    return { permits: over.length, offers: offers.length }
  },
})
