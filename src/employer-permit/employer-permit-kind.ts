import type { CaseKind, Reading } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { recordDecision } from '../case/record-decision.ts'
import { occupationName } from '../classifier/occupations.ts'
import { regionName } from '../classifier/regions.ts'
import { sql } from '../platform/database.ts'
import { formatDate, formatMoney, type Locale } from '../platform/language.ts'
import { appellantLinks } from '../stay/let-appellant-stay.ts'
import { employerPermit, getApplication, termOf } from './application-row.ts'
import { evaluateApplication, givePermit, grantEmployerPermit } from './grant-employer-permit.ts'
import { letPlaceGo, takePlaceBack } from './hold-place.ts'
import { refuseEmployerPermit } from './refuse-employer-permit.ts'
import { reviveEmployerPermit } from './revive-employer-permit.ts'
import { employerPermitText } from './text.ts'

/** How the case module works on an employer's permit: what is asked, what the rules say, what a yes and a no do. */
export const employerPermitKind: CaseKind = {
  kind: employerPermit,
  name: (locale) => employerPermitText(locale)('case.name'),
  deciders: ['permit-officer', 'supervisor'],
  async evaluate(reading, row) {
    const { facts, decision } = await evaluateApplication(reading.tx, row, reading.today)
    return { ...decision, facts }
  },
  summary,
  async links(reading, row, locale) {
    const t = employerPermitText(locale)
    const permit = await reading.tx.maybe<{ id: string; number: string }>(sql`
      select p.id, p.number from employer_permit.permit p join employer_permit.application a on p.case_id = a.case_id or p.id = a.extends_permit
      where a.case_id = ${row.id}::uuid limit 1`)
    return [
      ...(reading.actor.kind === 'staff'
        ? [{ label: t('checks.title'), href: `/cases/${row.number}/checks` }]
        : []),
      ...appellantLinks(reading, row, locale),
      ...(permit
        ? [{ label: t('permit.title', { number: permit.number }), href: `/employer-permits/${permit.id}` }]
        : []),
    ]
  },
  grant: (instance, actor, given, request) => grantEmployerPermit(instance, actor, given, request),
  refuse: (instance, actor, given, request) => refuseEmployerPermit(instance, actor, given, request),
  async onAppealOverturned(doing, row) {
    if (await reviveEmployerPermit(doing, row)) return
    await takePlaceBack(doing, await getApplication(doing.tx, row.id))
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
  async onWithdrawn(doing, row) {
    await letPlaceGo(doing, await getApplication(doing.tx, row.id), 'withdrawn')
  },
  sayGround: (ground, locale) => {
    const key = employerPermitText.keys.find((one) => one === `refused.${ground.code}`)
    return key ? employerPermitText(locale)(key) : undefined
  },
  eventName: (type, locale) => {
    const key = employerPermitText.keys.find((one) => one === `event.${type}`)
    return key ? employerPermitText(locale)(key) : undefined
  },
}

async function summary(reading: Reading, row: CaseRow, locale: Locale) {
  const t = employerPermitText(locale)
  const application = await getApplication(reading.tx, row.id)
  const term = termOf(application)
  const { staffing, transfer } = application
  return [
    { label: t('worker'), value: application.worker_name },
    { label: t('employer'), value: application.employer_name },
    { label: t('category'), value: t(`category.${application.category}`) },
    { label: t('kind'), value: t(`kind.${application.kind}`) },
    {
      label: t('occupation'),
      value: `${occupationName(application.occupation, locale)}. ${application.position}`,
    },
    {
      label: t('regions'),
      value: application.regions.map((one) => regionName(`KZ-${one}`, locale)).join(', '),
    },
    { label: t('address'), value: application.address },
    { label: t('wage'), value: formatMoney(locale, application.wage_tiyn) },
    {
      label: t('term'),
      value: t('term.value', {
        months: application.months,
        from: formatDate(locale, term.from),
        to: formatDate(locale, term.to),
      }),
    },
    ...(application.vacancy_code
      ? [
          {
            label: t('vacancy'),
            value: t('vacancy.value', {
              code: application.vacancy_code,
              date: application.vacancy_published_on
                ? formatDate(locale, application.vacancy_published_on)
                : '—',
            }),
          },
        ]
      : []),
    {
      label: t('staffing'),
      value: t('staffing.value', {
        heads: `${staffing.citizenHeads ?? '—'}/${staffing.allHeads ?? '—'}`,
        workers: `${staffing.citizenWorkers ?? '—'}/${staffing.allWorkers ?? '—'}`,
      }),
    },
    ...(transfer ? [{ label: t('sender'), value: transfer.sender }] : []),
    { label: t('place'), value: t(`place.${application.place}`) },
    {
      label: t('fee'),
      value:
        application.category === 'intra-corporate'
          ? t('fee.none')
          : application.fee_mci
            ? t('fee.read', { mci: application.fee_mci, source: application.fee_source ?? '' })
            : application.category === 'seasonal'
              ? t('fee.seasonal')
              : t('fee.unknown'),
    },
  ]
}
