import { z } from 'zod'
import { countGuess, refuseGuessing } from '../person/limit-guessing.ts'
import { act, refuse } from '../platform/act.ts'
import { account, anyOf, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import { limitRate } from '../platform/limit-rate.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'

export const ArrivalNotice = z.object({
  issuingState: z.string().trim().toUpperCase().min(1).max(3),
  documentNumber: z.string().trim().toUpperCase().min(3).max(20),
  birthDate: z.iso.date(),
  arrivedOn: z.iso.date(),
  hostName: z.string().trim().min(2).max(120),
  region: z.string().regex(/^\d{2}$/),
  address: z.string().trim().min(5).max(200),
})
export type ArrivalNotice = z.infer<typeof ArrivalNotice>

/** The last day on which the host may notify: so many working days after the arrival (3 since 10 January 2020; before, 5). */
export const noticeDueOn = (arrivedOn: string): Temporal.PlainDate =>
  addWorkingDays(Temporal.PlainDate.from(arrivedOn), numberAt('stay.host-notice', arrivedOn))

/**
 * The host tells the migration service that a foreigner has arrived and where they stay (Gov. Resolution 148; host's duty,
 * Code on Administrative Offences art. 518 for lateness). A late notice is taken and marked late: it protects the guest.
 * The guest is found by document and date of birth; a wrong pair and an unknown person get the same answer, and a private host may
 * try thirty times a day, so that passports cannot be guessed.
 */
export const giveArrivalNotice = act({
  name: 'give-arrival-notice',
  who: anyOf(account, staff('registrar', 'border-officer')),
  input: ArrivalNotice,
  async do(input, doing) {
    if (input.arrivedOn > doing.today.toString()) throw invalid('arrivedOn', 'in-the-future')
    if (doing.actor.kind === 'person')
      await limitRate(doing.tx, doing.now, {
        what: 'arrival-notice',
        who: doing.actor.account,
        most: 30,
        seconds: 86_400,
      })
    await refuseGuessing(doing)
    const guest = await doing.tx.one<{ id: string | null }>(
      sql`select stay.guest_by_document(${input.issuingState}, ${input.documentNumber}, ${input.birthDate}) as id`,
    )
    if (!guest.id) {
      await countGuess(doing)
      return refuse({ code: 'guest-not-found' })
    }
    const due = noticeDueOn(input.arrivedOn)
    const id = newId()
    const written = await doing.tx.done(sql`
      insert into stay.arrival_notice (id, person_id, host_account, host_name, region, address, arrived_on, noticed_on, due_on, filed_by, filed_at)
      values (${id}, ${guest.id}, ${doing.actor.kind === 'person' ? doing.actor.account : null}::uuid, ${input.hostName}, ${input.region},
        ${input.address}, ${input.arrivedOn}, ${doing.today.toString()}, ${due.toString()}, ${doing.actor.kind}, ${doing.now.toString()})
      on conflict do nothing`)
    if (!written) return refuse({ code: 'already-notified', values: { arrivedOn: input.arrivedOn } })
    await doing.record({
      type: 'arrival-notified',
      subjects: [guest.id],
      ground: 'GOV-148',
      after: {
        arrivedOn: input.arrivedOn,
        region: input.region,
        late: doing.today.toString() > due.toString(),
      },
    })
    return { id, dueOn: due.toString(), late: doing.today.toString() > due.toString() }
  },
})
