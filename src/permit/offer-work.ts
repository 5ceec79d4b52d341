import { z } from 'zod'
import { eraseDraft } from '../case/keep-application-draft.ts'
import { countGuess, refuseGuessing } from '../person/limit-guessing.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'

/** Working days the worker has to answer an offer; after that it must be made anew. A rule of ours, not of law. */
export const daysToAnswer = 10

/** The kind under which an offer that is not sent is kept. */
export const offerDraft = 'household-offer'

export const Offer = z.object({
  /** The worker is found by document and date of birth; a wrong pair and an unknown person get the same answer. */
  issuingState: z.string().trim().toUpperCase().min(1).max(3),
  documentNumber: z.string().trim().toUpperCase().min(3).max(20),
  birthDate: z.iso.date(),
  kindOfWork: z.string().regex(/^[a-z0-9-]{2,60}$/),
  duties: z.string().trim().min(5).max(1000),
  /** Monthly wage in tiyn. */
  wageTiyn: z.int().positive().max(1_000_000_000_00),
  months: z.int().min(1).max(12),
  startsOn: z.iso.date(),
})
export type Offer = z.infer<typeof Offer>

/**
 * A private person offers household work to a registered worker (Law on Migration art. 43-2). Nothing is filed until the worker
 * has confirmed wage, work and place in a language they read.
 */
export const offerWork = act({
  name: 'offer-work',
  who: account,
  input: Offer,
  async do(input, doing) {
    if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
    const employer = await doing.tx.maybe<{
      id: string
      name: string
      region: string
      address: string
      person_id: string
    }>(
      sql`select id, name, region, address, person_id from organisation.employer where account_id = ${doing.actor.account}::uuid and kind = 'private-person'`,
    )
    if (!employer) return refuse({ code: 'household-not-registered' })
    const most = numberAt('household-permit.max-months-total', doing.today)
    if (input.months > most) throw invalid('months', 'too-many-months', { most })
    if (input.startsOn < doing.today.toString()) throw invalid('startsOn', 'in-the-past')
    await refuseGuessing(doing)
    const worker = await doing.tx.one<{ id: string | null; name: string | null }>(sql`
      select g.id, permit.name_for_offer(g.id) as name from stay.guest_by_document(${input.issuingState}, ${input.documentNumber}, ${input.birthDate}) as g(id)`)
    if (!worker.id || worker.id === employer.person_id) {
      await countGuess(doing)
      return refuse({ code: 'worker-not-found' })
    }
    const id = newId()
    await doing.tx.done(sql`
      insert into permit.offer (id, employer_id, employer_account, employer_name, worker_person, worker_name, kind_of_work, duties, wage_tiyn, region, address,
        months, starts_on, state, made_at, answer_by)
      values (${id}, ${employer.id}, ${doing.actor.account}, ${employer.name}, ${worker.id}, ${worker.name ?? ''}, ${input.kindOfWork}, ${input.duties},
        ${input.wageTiyn}::bigint, ${employer.region}, ${employer.address}, ${input.months}, ${input.startsOn}, 'sent', ${doing.now.toString()},
        ${addWorkingDays(doing.today, daysToAnswer).toString()})`)
    await eraseDraft(doing, offerDraft)
    await doing.record({
      type: 'work-offered',
      subjects: [worker.id, employer.person_id],
      ground: 'LAW-MIG art. 43-2',
      after: { offer: id, kindOfWork: input.kindOfWork, months: input.months },
    })
    await doing.later('reaction', 'offer-made', { offer: id, worker: worker.id })
    return { id }
  },
})
