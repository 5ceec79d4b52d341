import type { PersonPanel } from '../../person/person-panels.ts'
import { sql } from '../../platform/database.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { findValueAt } from '../../policy/value-at.ts'
import { DaysLeft } from '../../ui/days-left.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import type { StayAnswer } from '../count-days.ts'
import { isUnionCitizen, stayOf } from '../grounds.ts'
import { type Duty, nextDuty } from '../next-duty.ts'
import { stayText } from '../text.ts'

/** On a person's page: how many lawful days are left, why, and what comes next. The clock's answer, never the crossings. */
export const stayPanel: PersonPanel = {
  order: 10,
  async show({ tx, today }, personId, locale) {
    const person = await tx.maybe<{ citizenship: string }>(
      sql`select citizenship from person.person where id = ${personId}::uuid`,
    )
    if (!person || person.citizenship === 'KAZ') return undefined
    const stay = await stayOf(tx, personId, person.citizenship, today)
    const duty = await nextDuty(tx, personId, stay, today)
    const t = stayText(locale)
    return (
      <section class="flow-small" aria-labelledby="stay">
        <h2 id="stay">{t('panel.title')}</h2>
        <StayAnswered
          locale={locale}
          stay={stay}
          citizenship={person.citizenship}
          today={today}
          duty={duty}
        />
        {duty.notifiedFor && (
          <p class="hint">{t('notice.given', { date: formatDate(locale, duty.notifiedFor) })}</p>
        )}
      </section>
    )
  },
}

/** The clock's answer with its reason; also what the public calculator shows. */
export function StayAnswered(props: {
  locale: Locale
  stay: StayAnswer
  citizenship: string
  today: Temporal.PlainDate
  duty?: Duty | undefined
}) {
  const { locale, stay, duty } = props
  const t = stayText(locale)
  if (!stay.lastDay || stay.daysLeft === undefined)
    return <p>{t(stay.reason === 'outside' ? 'reason.outside' : 'reason.no-entry-known')}</p>
  return (
    <DaysLeft
      locale={locale}
      days={stay.daysLeft}
      until={stay.lastDay}
      reason={<Reason {...props} />}
      next={duty && <p>{dutyText(locale, duty)}</p>}
    />
  )
}

function Reason({
  locale,
  stay,
  citizenship,
  today,
}: {
  locale: Locale
  stay: StayAnswer
  citizenship: string
  today: Temporal.PlainDate
}) {
  const t = stayText(locale)
  if (stay.reason === 'ground') {
    const known = grounds.find((kind) => kind === stay.ground) ?? 'other'
    return <>{t(`ground.${known}`)}</>
  }
  const value = (id: string) => findValueAt(id, today)
  const perEntry = value(
    isUnionCitizen(citizenship, today) ? 'stay.eaeu-per-entry' : 'stay.visa-free-per-entry',
  )
  const inWindow = value('stay.visa-free-in-window')
  const rule = stay.reason === 'in-window' ? inWindow : perEntry
  return (
    <>
      {stay.reason === 'in-window'
        ? t('reason.in-window', {
            days: Number(inWindow?.value),
            window: Number(value('stay.window')?.value),
          })
        : t('reason.per-entry', { days: Number(perEntry?.value) })}{' '}
      {rule && <LawStateTag locale={locale} state={rule.state} />}
    </>
  )
}

const grounds = ['labour-permit', 'bridging', 'visa', 'visa-free', 'residence', 'other'] as const

export function dutyText(locale: Locale, duty: Duty): string {
  const t = stayText(locale)
  const date = duty.by ? formatDate(locale, duty.by) : ''
  return t(`duty.${duty.code}`, { date, days: 30 })
}
