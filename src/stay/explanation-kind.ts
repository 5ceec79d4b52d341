import type { CaseKind, Reading } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { sql } from '../platform/database.ts'
import { formatDate, type Locale } from '../platform/language.ts'
import {
  acceptExplanation,
  decide,
  evaluateExplanation,
  getExplanation,
  letAddressCount,
  otherGrounds,
  refuseExplanation,
} from './decide-explanation.ts'
import { addressExplanation, overstayExplanation } from './explain-stay.ts'
import { stayOf } from './grounds.ts'
import { appellantLinks } from './let-appellant-stay.ts'
import { stayText } from './text.ts'

const common = {
  deciders: ['registrar', 'permit-officer', 'supervisor'],
  evaluate: (reading, row) => evaluateExplanation(reading.tx, row),
  summary,
  async links(reading, row, locale) {
    if (reading.actor.kind !== 'staff') return []
    const { person_id } = await getExplanation(reading.tx, row.id)
    return [
      { label: stayText(locale)('explain.record'), href: `/people/${person_id}` },
      ...appellantLinks(reading, row, locale),
    ]
  },
  grant: (instance, actor, given, request) => acceptExplanation(instance, actor, given, request),
  refuse: (instance, actor, given, request) => refuseExplanation(instance, actor, given, request),
  sayGround: ({ code }, locale) =>
    code === 'not-waiting' ? stayText(locale)('refused.not-waiting') : undefined,
} satisfies Partial<CaseKind>

/** An address that the host denied or did not answer: an officer decides whether it counts. */
export const addressKind: CaseKind = {
  ...common,
  kind: addressExplanation,
  name: (locale) => stayText(locale)('explain.address.name'),
  otherGrounds: () => otherGrounds(),
  async onAppealOverturned(doing, row) {
    await letAddressCount(doing, row, await getExplanation(doing.tx, row.id))
    await decide(doing, row, { kind: 'grant', adverse: false })
  },
}

/** How it came that somebody's days were over: a way to put it right before anything else. */
export const overstayKind: CaseKind = {
  ...common,
  kind: overstayExplanation,
  name: (locale) => stayText(locale)('explain.overstay.name'),
  // What was refused was no right: the judge's decision says that the explanation counts.
  async onAppealOverturned() {},
}

async function summary(reading: Reading, row: CaseRow, locale: Locale) {
  const t = stayText(locale)
  const explained = await getExplanation(reading.tx, row.id)
  const says = { label: t('explain.says'), value: explained.says }
  if (explained.about === 'address')
    return [
      { label: t('form.address'), value: explained.address ?? '' },
      { label: t('address.since'), value: explained.since ? formatDate(locale, explained.since) : '' },
      { label: t('form.host'), value: explained.host_name ?? '' },
      { label: t('explain.host-said'), value: explained.answer_reason ?? '' },
      says,
    ]
  const { citizenship } = await reading.tx.one<{ citizenship: string }>(
    sql`select citizenship from person.person where id = ${explained.person_id}::uuid`,
  )
  const stay = await stayOf(reading.tx, explained.person_id, citizenship, reading.today)
  return [
    {
      label: t('explain.until'),
      value: stay.lastDay ? formatDate(locale, stay.lastDay) : t('explain.until.unknown'),
    },
    says,
  ]
}
