import { z } from 'zod'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { ArrivalNotice, noticeDueOn } from './give-arrival-notice.ts'

interface HeldNotice {
  id: string
  person_id: string
  host_account: string | null
  host_name: string
  region: string
  address: string
  arrived_on: string
  noticed_on: string
}

const hosts = anyOf(account, staff('registrar', 'border-officer'))
const Reason = z.string().trim().min(3, 'required').max(300)

/**
 * Mends a notice: the day, the host or the address was wrong. The former stays in the history; the day on which the host told
 * it stays, so that mending an address does not make a notice late. The guest cannot be changed: that is another notice.
 * @throws Fault not-found, invalid-input (`arrivedOn`)
 */
export const correctArrivalNotice = act({
  name: 'correct-arrival-notice',
  who: hosts,
  input: ArrivalNotice.pick({ arrivedOn: true, hostName: true, region: true, address: true }).extend({
    notice: z.uuid(),
    reason: Reason,
  }),
  async do(input, doing) {
    if (input.arrivedOn > doing.today.toString()) throw invalid('arrivedOn', 'in-the-future')
    const former = await supersede(doing, input.notice)
    const id = newId()
    const due = noticeDueOn(input.arrivedOn)
    const written = await doing.tx.done(sql`
      insert into stay.arrival_notice (id, person_id, host_account, host_name, region, address, arrived_on, noticed_on, due_on, filed_by, filed_at)
      values (${id}, ${former.person_id}, ${former.host_account}::uuid, ${input.hostName}, ${input.region}, ${input.address}, ${input.arrivedOn},
        ${former.noticed_on}, ${due.toString()}, ${doing.actor.kind}, ${doing.now.toString()})
      on conflict do nothing`)
    if (!written) return refuse({ code: 'already-notified', values: { arrivedOn: input.arrivedOn } })
    await doing.record({
      type: 'arrival-notice-corrected',
      subjects: [former.person_id],
      ground: input.reason,
      before: { notice: former.id, arrivedOn: former.arrived_on, region: former.region },
      after: { notice: id, arrivedOn: input.arrivedOn, region: input.region },
    })
    return { id, dueOn: due.toString() }
  },
})

/** Takes a notice back: the guest never came, or it was somebody else. It stays in the history. @throws Fault not-found */
export const withdrawArrivalNotice = act({
  name: 'withdraw-arrival-notice',
  who: hosts,
  input: z.object({ notice: z.uuid(), reason: Reason }),
  async do(input, doing) {
    const former = await supersede(doing, input.notice)
    await doing.record({
      type: 'arrival-notice-withdrawn',
      subjects: [former.person_id],
      ground: input.reason,
      before: { notice: former.id, arrivedOn: former.arrived_on, region: former.region },
    })
    return { id: former.id }
  },
})

// Row-level security decides whose notice it is; one that was corrected already is not found.
const supersede = (doing: Doing, notice: string): Promise<HeldNotice> =>
  doing.tx.one<HeldNotice>(sql`
    update stay.arrival_notice set superseded_at = ${doing.now.toString()}::timestamptz
    where id = ${notice}::uuid and superseded_at is null
    returning id, person_id, host_account, host_name, region, address, arrived_on::text, noticed_on::text`)
