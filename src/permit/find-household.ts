import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { read } from '../platform/read.ts'
import { numberAt } from '../policy/value-at.ts'
import type { Visit } from '../ui/visit.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'

export interface HouseholdApplication {
  case_number: string
  case_state: string
  worker_name: string
  filed_at: Date
  obligation_id: string
  obligation_state: 'open' | 'paid' | 'lapsed' | 'cancelled'
  tiyn: bigint
  due_on: string
}

export interface HouseholdPermitRow {
  id: string
  number: string
  worker_name: string
  worker_person: string
  kind_of_work: string
  valid_from: string
  valid_to: string
  months: number
  state: 'active' | 'ended' | 'revoked' | 'expired'
}

export interface HouseholdHome {
  household?: { id: string; region: string; address: string } | undefined
  taken: number
  most: number
  /** Months that one worker may have with this employer in all. */
  mostMonths: number
  offers: OfferRow[]
  applications: HouseholdApplication[]
  permits: HouseholdPermitRow[]
}

/** Everything of one private employer: the household, its places, offers, applications and permits, the newest first. */
export function lookAtHousehold(visit: Visit): Promise<HouseholdHome> {
  const { instance, actor } = visit
  if (actor.kind !== 'person') throw new Fault('not-signed-in')
  return read(
    instance,
    actor,
    {
      what: 'household',
      who: account,
      purpose: 'employ-in-household',
      legalBasis: 'LAW-MIG art. 43-2',
      categories: ['identity', 'employment', 'payment'],
    },
    async ({ tx, today }) => {
      const household = await tx.maybe<{ id: string; region: string; address: string }>(
        sql`select id, region, address from organisation.employer where account_id = ${actor.account}::uuid and kind = 'private-person'`,
      )
      const offers = await tx.rows<OfferRow>(
        sql`select ${offerColumns} from permit.offer where employer_account = ${actor.account}::uuid and state <> 'used' order by made_at desc limit 50`,
      )
      const applications = await tx.rows<HouseholdApplication & { worker_person: string }>(sql`
        select c.number as case_number, c.state as case_state, f.worker_name, a.worker_person, a.filed_at, o.id as obligation_id, o.state as obligation_state, o.tiyn, o.due_on
        from permit.application a join permit.offer f on f.id = a.offer_id join "case"."case" c on c.id = a.case_id
          join payment.obligation o on o.id = a.obligation_id
        where f.employer_account = ${actor.account}::uuid order by a.filed_at desc limit 50`)
      const permits = await tx.rows<HouseholdPermitRow>(sql`
        select p.id, p.number, o.worker_name, p.worker_person, o.kind_of_work, p.valid_from, p.valid_to, p.months, p.state
        from permit.permit p join permit.offer o on o.id = p.offer_id
        where p.employer_account = ${actor.account}::uuid order by p.valid_to desc limit 50`)
      const day = today.toString()
      const { taken } = household
        ? await tx.one<{ taken: number }>(
            sql`select permit.workers_in_household(${household.id}::uuid, ${day}::date, ${day}::date, ${household.id}::uuid) as taken`,
          )
        : { taken: 0 }
      return {
        answer: {
          household,
          taken,
          most: numberAt('household-permit.max-workers', today),
          mostMonths: numberAt('household-permit.max-months-total', today),
          offers,
          applications,
          permits,
        },
        subjects: [...offers, ...applications, ...permits].map((one) => one.worker_person),
      }
    },
  )
}
