import type { CaseKind, Reading } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { recordDecision } from '../case/record-decision.ts'
import { sql } from '../platform/database.ts'
import { formatDate, formatMoney, type Locale } from '../platform/language.ts'
import { appellantLinks } from '../stay/let-appellant-stay.ts'
import { householdPermit } from './apply-for-permit.ts'
import { termOf } from './gather-facts.ts'
import { letHouseholdPlaceGo } from './hold-place.ts'
import { evaluateApplication, getApplication, givePermit, issuePermit } from './issue-permit.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'
import { refusePermit } from './refuse-permit.ts'
import { permitText } from './text.ts'
import { WorkInWords } from './work-in-words.tsx'

/** How the case module works on a household permit: what is asked, what the rules say, what a yes and a no do. */
export const householdPermitKind: CaseKind = {
  kind: householdPermit,
  name: (locale) => permitText(locale)('case.name'),
  deciders: ['permit-officer', 'supervisor'],
  async evaluate(reading, row) {
    const { facts, decision } = await evaluateApplication(reading.tx, row, reading.today)
    return { ...decision, facts }
  },
  summary,
  links: async (reading, row, locale) => appellantLinks(reading, row, locale),
  grant: (instance, actor, given, request) => issuePermit(instance, actor, given, request),
  refuse: (instance, actor, given, request) => refusePermit(instance, actor, given, request),
  onWithdrawn: (doing, row) => letHouseholdPlaceGo(doing, row.id, 'withdrawn'),
  async onAppealOverturned(doing, row) {
    const { application, facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    const { id } = await recordDecision(doing, {
      caseId: row.id,
      kind: application.kind === 'extension' ? 'extend' : 'grant',
      adverse: false,
      by: 'staff',
      trace: decision.trace,
      facts,
      governingDate: row.governing_date,
      policyHash: decision.policyHash,
      lawStates: decision.states,
    })
    await givePermit(doing, row, application, id)
  },
  eventName: (type, locale) => {
    const key = permitText.keys.find((one) => one === `event.${type}`)
    return key ? permitText(locale)(key) : undefined
  },
}

async function summary(reading: Reading, row: CaseRow, locale: Locale) {
  const t = permitText(locale)
  const application = await getApplication(reading.tx, row.id)
  const offer = await reading.tx.one<OfferRow>(
    sql`select ${offerColumns} from permit.offer where id = ${application.offer_id}`,
  )
  const owed = await reading.tx.one<{
    tiyn: bigint
    state: 'open' | 'paid' | 'lapsed' | 'cancelled'
    due_on: string
  }>(sql`select tiyn, state, due_on from payment.obligation where id = ${application.obligation_id}`)
  const term = termOf(application)
  return [
    { label: t('summary.worker'), value: offer.worker_name },
    { label: t('summary.employer'), value: offer.employer_name },
    { label: t('summary.work'), value: WorkInWords({ offer, locale }) },
    { label: t('summary.place'), value: offer.address },
    { label: t('summary.wage'), value: formatMoney(locale, offer.wage_tiyn) },
    {
      label: t('summary.term'),
      value: t('summary.term.value', {
        months: application.months,
        from: formatDate(locale, term.from),
        to: formatDate(locale, term.to),
      }),
    },
    ...(application.place === 'not-needed'
      ? []
      : [{ label: t('summary.quota'), value: t(`quota.${application.place}`) }]),
    {
      label: t('summary.tax'),
      value: t(`tax.${owed.state}`, {
        sum: formatMoney(locale, owed.tiyn),
        date: formatDate(locale, owed.due_on),
      }),
    },
  ]
}
