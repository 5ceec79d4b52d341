import { z } from 'zod'
import { eraseDraft, extensionDraft } from '../case/keep-application-draft.ts'
import { openCase } from '../case/open-case.ts'
import { openTaxObligation } from '../payment/open-tax-obligation.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { holdHouseholdPlace } from './hold-place.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'

export const householdPermit = 'household-permit'

/**
 * The employer files for a permit on an offer that the worker has confirmed. Opens the case and what is owed for it; the permit
 * is decided when the prepaid tax has arrived (Law on Migration art. 43-2). The law of the filing day governs.
 */
export const applyForPermit = act({
  name: 'apply-for-permit',
  who: account,
  input: z.object({ offer: z.uuid() }),
  async do(input, doing) {
    const offer = await ownOffer(doing, input.offer)
    if (offer.state === 'sent')
      return refuse({ code: 'worker-has-not-confirmed', article: 'LAW-MIG art. 43-2' })
    if (offer.state !== 'confirmed') throw new Fault('wrong-state')
    const { elsewhere } = await doing.tx.one<{ elsewhere: boolean }>(
      sql`select permit.works_elsewhere(${offer.worker_person}::uuid, ${offer.employer_id}::uuid) as elsewhere`,
    )
    return file(doing, offer, {
      kind: elsewhere ? 'change-of-employer' : 'first',
      months: offer.months,
      startsOn: later(offer.starts_on, doing.today.toString()),
      extendsPermit: null,
    })
  },
})

/** Asks for more months on a running permit; together not more than twelve. The new term follows the old without a gap. */
export const applyForExtension = act({
  name: 'apply-for-extension',
  who: account,
  input: z.object({ permit: z.uuid(), months: z.int().min(1).max(12) }),
  async do(input, doing) {
    const permit = await doing.tx.one<{
      id: string
      offer_id: string
      months: number
      valid_to: string
      state: string
    }>(
      sql`select id, offer_id, months, valid_to, state from permit.permit where id = ${input.permit} for update`,
    )
    if (permit.state !== 'active') throw new Fault('wrong-state')
    const most = numberAt('household-permit.max-months-total', doing.today)
    if (permit.months + input.months > most)
      throw invalid('months', 'too-many-months', { most: most - permit.months })
    const open = await doing.tx.maybe<{ case_id: string }>(sql`
      select a.case_id from permit.application a join "case"."case" c on c.id = a.case_id where a.extends_permit = ${permit.id} and c.closed_at is null`)
    if (open) return refuse({ code: 'extension-already-asked', see: open.case_id })
    const offer = await ownOffer(doing, permit.offer_id)
    const startsOn = Temporal.PlainDate.from(permit.valid_to).add({ days: 1 }).toString()
    await eraseDraft(doing, extensionDraft(permit.id))
    return file(doing, offer, { kind: 'extension', months: input.months, startsOn, extendsPermit: permit.id })
  },
})

const later = (a: string, b: string) => (a > b ? a : b)

async function ownOffer(doing: Doing, id: string): Promise<OfferRow> {
  const offer = await doing.tx.one<OfferRow>(
    sql`select ${offerColumns} from permit.offer where id = ${id} for update`,
  )
  if (doing.actor.kind !== 'person' || offer.employer_account !== doing.actor.account)
    throw new Fault('not-found')
  return offer
}

async function file(
  doing: Doing,
  offer: OfferRow,
  what: {
    kind: 'first' | 'extension' | 'change-of-employer'
    months: number
    startsOn: string
    extendsPermit: string | null
  },
): Promise<{ case: string; number: string; obligation: string; tiyn: string; payBy: string }> {
  const opened = await openCase(doing, {
    kind: householdPermit,
    applicantAccount: offer.employer_account,
    subjects: [offer.worker_person],
    subjectName: offer.worker_name,
    region: offer.region,
    matter: householdPermit,
    dueOn: addWorkingDays(doing.today, numberAt('household-permit.decision-days', doing.today)),
    governingDate: doing.today,
  })
  const owed = await openTaxObligation(doing, {
    payerAccount: offer.employer_account,
    subject: offer.worker_person,
    subjectName: offer.worker_name,
    caseId: opened.id,
    caseNumber: opened.number,
    region: offer.region,
    months: what.months,
  })
  await doing.tx.done(sql`
    insert into permit.application (case_id, kind, offer_id, employer_id, worker_person, months, starts_on, extends_permit, obligation_id, filed_at)
    values (${opened.id}, ${what.kind}, ${offer.id}, ${offer.employer_id}, ${offer.worker_person}, ${what.months}, ${what.startsOn}, ${what.extendsPermit}::uuid, ${owed.id}, ${doing.now.toString()})`)
  await doing.tx.done(
    sql`update permit.offer set state = 'used', version = version + 1 where id = ${offer.id}`,
  )
  await doing.record({
    type: 'permit-applied-for',
    subjects: [offer.worker_person],
    case: opened.id,
    ground: 'LAW-MIG art. 43-2',
    after: { kind: what.kind, months: what.months, startsOn: what.startsOn },
  })
  const place = await holdHouseholdPlace(doing, {
    caseId: opened.id,
    region: offer.region,
    startsOn: what.startsOn,
    extension: what.kind === 'extension',
  })
  await doing.tx.done(sql`update permit.application set place = ${place} where case_id = ${opened.id}::uuid`)
  await doing.later('reaction', 'lapse-if-unpaid', { case: opened.id }, { startAfterSeconds: 3600 })
  return {
    case: opened.id,
    number: opened.number,
    obligation: owed.id,
    tiyn: owed.tiyn.toString(),
    payBy: owed.dueOn,
  }
}
