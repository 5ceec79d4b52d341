import { sql, type Tx } from '../platform/database.ts'
import type { Facts } from '../policy/compile-route.ts'
import { monthsCovered } from '../policy/prepaid-tax.ts'
import { lastEntry, stayOf } from '../stay/grounds.ts'

export interface ApplicationRow {
  case_id: string
  kind: 'first' | 'extension' | 'change-of-employer'
  offer_id: string
  employer_id: string
  worker_person: string
  months: number
  starts_on: string
  extends_permit: string | null
  obligation_id: string
  place: 'held' | 'none' | 'not-needed' | 'released'
}

export const applicationColumns = sql`case_id, kind, offer_id, employer_id, worker_person, months, starts_on, extends_permit, obligation_id, place`

/** First and last day of the permit an application asks for. */
export function termOf(application: Pick<ApplicationRow, 'starts_on' | 'months'>): {
  from: string
  to: string
} {
  const from = Temporal.PlainDate.from(application.starts_on)
  return {
    from: from.toString(),
    to: from.add({ months: application.months }).subtract({ days: 1 }).toString(),
  }
}

/**
 * Everything the household route asks about, read from the modules that own it, as plain facts. What nobody recorded stays
 * absent: the rules turn it into a request, never into a refusal.
 */
export async function gatherFacts(
  tx: Tx,
  application: ApplicationRow,
  today: Temporal.PlainDate,
): Promise<Facts> {
  const term = termOf(application)
  const worker = await tx.one<{
    citizenship: string
    birth_date: string
    document_to: string | null
    iin: boolean
  }>(sql`
    select p.citizenship, p.birth_date, (select max(d.expires_on)::text from person.travel_document d where d.person_id = p.id and d.superseded_at is null) as document_to,
      exists (select 1 from person.iin i where i.person_id = p.id and i.superseded_at is null) as iin
    from person.person p where p.id = ${application.worker_person}`)
  const offer = await tx.one<{ kind_of_work: string; state: string }>(
    sql`select kind_of_work, state from permit.offer where id = ${application.offer_id}`,
  )
  const employer = await tx.maybe<{ kind: string }>(
    sql`select kind from organisation.employer where id = ${application.employer_id}`,
  )
  const tax = await tx.one<{ paid_on: string | null; paid: bigint | null }>(sql`
    select (paid_at at time zone 'Asia/Almaty')::date::text as paid_on, paid_tiyn as paid from payment.obligation where id = ${application.obligation_id}`)
  const evidence = await tx.rows<{ kind: string }>(sql`
    select kind from permit.evidence where worker_person = ${application.worker_person} and withdrawn_at is null
      and (valid_to is null or valid_to >= ${today.toString()}::date)`)
  const entered = await lastEntry(tx, application.worker_person)
  const stay = await stayOf(tx, application.worker_person, worker.citizenship, today)
  const notice = await tx.maybe<{ id: string }>(sql`
    select id from stay.arrival_notice where person_id = ${application.worker_person} and superseded_at is null
      and arrived_on >= ${entered ?? '1900-01-01'}::date limit 1`)
  const { others } = await tx.one<{ others: number }>(
    sql`select permit.workers_in_household(${application.employer_id}::uuid, ${term.from}::date, ${term.to}::date, ${application.worker_person}::uuid) as others`,
  )
  const before = await monthsBefore(tx, application)
  const seen = (kind: string) => (evidence.some((e) => e.kind === kind) ? true : undefined)
  return {
    'worker-citizenship': worker.citizenship,
    'worker-age': ageOn(worker.birth_date, today),
    'employer-kind': employer?.kind === 'private-person' ? 'natural-person' : employer?.kind,
    'last-entry-on': entered,
    'stay-days-left': stay.daysLeft,
    // No register of bans reaches us. The border looks a ban up before it lets anybody in, so a recorded entry speaks against one.
    'entry-banned': entered ? false : undefined,
    'arrival-notice-received': notice ? true : undefined,
    'workers-in-household': others + 1,
    'application-kind': application.kind === 'extension' ? 'extension' : 'first',
    'months-requested': application.months,
    'months-total': before + application.months,
    'full-term-used': before + application.months > 12,
    'kind-of-work': offer.kind_of_work,
    'worker-confirmed-offer': ['confirmed', 'used'].includes(offer.state),
    'tax-months-paid': tax.paid_on && tax.paid !== null ? monthsCovered(tax.paid, tax.paid_on) : 0,
    'document-valid-to': worker.document_to ?? undefined,
    'permit-ends-on': term.to,
    'worker-iin-known': worker.iin ? true : undefined,
    'fingerprints-registered': seen('fingerprints'),
    'medical-certificate': seen('medical-certificate'),
    'medical-insurance': seen('medical-insurance'),
  }
}

/** Months already granted in the unbroken run that this application continues. */
async function monthsBefore(tx: Tx, application: ApplicationRow): Promise<number> {
  if (!application.extends_permit) return 0
  const row = await tx.maybe<{ months: number }>(
    sql`select months from permit.permit where id = ${application.extends_permit}`,
  )
  return row?.months ?? 0
}

function ageOn(birth: string, today: Temporal.PlainDate): number | undefined {
  if (birth.length !== 10) return undefined
  return Temporal.PlainDate.from(birth).until(today, { largestUnit: 'years' }).years
}
