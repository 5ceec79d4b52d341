import type { CaseKind, Reading } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { recordDecision } from '../case/record-decision.ts'
import { countryName } from '../classifier/countries.ts'
import { regionName } from '../classifier/regions.ts'
import { sql } from '../platform/database.ts'
import { formatDate, type Locale } from '../platform/language.ts'
import { appellantLinks } from '../stay/let-appellant-stay.ts'
import {
  findMembers,
  getApplication,
  kandasCard,
  kandasStatus,
  passportEnd,
  type Route,
  termOf,
} from './application-row.ts'
import { evaluateApplication, giveStatus, grantResidence } from './grant-residence.ts'
import { letPlacesGo, takePlacesBack } from './hold-places.ts'
import { refuseResidence } from './refuse-residence.ts'
import { residenceText } from './text.ts'

/** How the case module works on an application for one of the two: what is asked, what the rules say, what a yes and a no do. */
const kindOf = (route: Route): CaseKind => ({
  kind: route,
  name: (locale) => residenceText(locale)(`case.${route}`),
  deciders: ['permit-officer', 'supervisor'],
  onlyLawInForceRefuses: true,
  // Of the rules on the status; for the card no term of its own was seen.
  ...(route === kandasStatus ? { hearingNotice: 'kandas.hearing-days' } : {}),
  async evaluate(reading, row) {
    const { facts, decision } = await evaluateApplication(reading.tx, row, reading.today)
    return { ...decision, facts }
  },
  summary,
  async links(reading, row, locale) {
    const t = residenceText(locale)
    const statuses = await reading.tx.rows<{ id: string; number: string }>(sql`
      select s.id, s.number from residence.status s join residence.application a on a.case_id = ${row.id}::uuid
      where s.case_id = a.case_id or s.id = a.extends_status order by s.number`)
    return [
      ...(reading.actor.kind === 'staff'
        ? [
            { label: t('assess.title'), href: `/cases/${row.number}/evidence` },
            { label: t('checks.title'), href: `/cases/${row.number}/residence-checks` },
          ]
        : [{ label: t('evidence.title'), href: '/kandas/evidence' }]),
      ...appellantLinks(reading, row, locale),
      ...statuses.map((one) => ({ label: one.number, href: `/statuses/${one.id}` })),
    ]
  },
  grant: (instance, actor, given, request) => grantResidence(instance, actor, given, request),
  refuse: (instance, actor, given, request) => refuseResidence(instance, actor, given, request),
  async onAppealOverturned(doing, row) {
    const { application, facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    const members = await findMembers(doing.tx, row.id)
    await takePlacesBack(doing, application, 1 + members.length)
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
    await giveStatus(doing, row, application, id, decision)
  },
  onWithdrawn: (doing, row) => letPlacesGo(doing, row.id, 'withdrawn'),
  sayGround: (ground, locale) => {
    const key = residenceText.keys.find((one) => one === `refused.${ground.code}`)
    return key ? residenceText(locale)(key) : undefined
  },
  eventName: (type, locale) => {
    const key = residenceText.keys.find((one) => one === `event.${type}`)
    return key ? residenceText(locale)(key) : undefined
  },
})

export const kandasStatusKind = kindOf(kandasStatus)
export const kandasCardKind = kindOf(kandasCard)

async function summary(reading: Reading, row: CaseRow, locale: Locale) {
  const t = residenceText(locale)
  const application = await getApplication(reading.tx, row.id)
  const members = await findMembers(reading.tx, row.id)
  const term = termOf(application, reading.today, await passportEnd(reading.tx, application.person_id))
  return [
    { label: t('applicant'), value: application.person_name },
    ...(members.length > 0
      ? [
          {
            label: t('family'),
            value: members.map((one) => `${one.name} (${t(`relation.${one.relation}`)})`).join(', '),
          },
        ]
      : []),
    { label: t('kind'), value: t(`kind.${application.kind}`) },
    { label: t('ground'), value: t(`ground.${application.ground ?? application.card_route ?? 'none'}`) },
    ...(application.details ? [{ label: t('details'), value: application.details }] : []),
    {
      label: t('region'),
      value: `${regionName(`KZ-${application.region}`, locale)}, ${application.settlement}`,
    },
    { label: t('applied-from'), value: countryName(application.applied_from, locale) },
    {
      label: t('term'),
      value: t('term.value', { from: formatDate(locale, term.from), to: formatDate(locale, term.to) }),
    },
    ...(application.ground === 'regional-quota'
      ? [
          { label: t('place'), value: t(`place.${application.place}`) },
          {
            label: t('contract'),
            value: t(application.accepts_contract ? 'yes' : 'no'),
          },
        ]
      : []),
    ...(application.in_pilot ? [{ label: t('pilot'), value: t('yes') }] : []),
    ...(application.work_years === null
      ? []
      : [{ label: t('work-years'), value: String(application.work_years) }]),
  ]
}
