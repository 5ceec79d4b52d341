import type { PersonPanel } from '../../person/person-panels.ts'
import { sql } from '../../platform/database.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { Article } from '../../policy/show-article.tsx'
import { DaysLeft } from '../../ui/days-left.tsx'
import { Details } from '../../ui/details.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import type { StayAnswer, StayTrace } from '../count-days.ts'
import { stayOf } from '../grounds.ts'
import { type Duty, nextDuty } from '../next-duty.ts'
import { stayText } from '../text.ts'

/** On a person's page: how many lawful days are left, why, and what comes next. The clock's answer, never the crossings. */
export const stayPanel: PersonPanel = {
  order: 10,
  categories: ['stay'],
  async show({ tx, today, actor }, personId, locale) {
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
        <StayAnswered locale={locale} stay={stay} duty={duty} staff={actor.kind === 'staff'} />
        {duty.notifiedFor && (
          <p class="hint">{t('notice.given', { date: formatDate(locale, duty.notifiedFor) })}</p>
        )}
        {duty.registration && <p class="hint">{t(`mine.registration.${duty.registration}`)}</p>}
        {actor.kind === 'staff' &&
          actor.roles.some((role) => role === 'registrar' || role === 'border-officer') && (
            <p>
              <a href={`/people/${personId}/grounds`}>{t('grounds.title')}</a>
            </p>
          )}
        {actor.kind === 'person' && (
          <p>
            <a href="/me/stay">{t('mine.more')}</a>
          </p>
        )}
      </section>
    )
  },
}

interface Answered {
  locale: Locale
  stay: StayAnswer
  duty?: Duty | undefined
  /** An officer reads it, about somebody else. */
  staff?: boolean | undefined
}

/** The clock's answer with its reason, for officers too: no day of a crossing is in it. */
export function StayAnswered({ locale, stay, duty, staff }: Answered) {
  const t = stayText(locale)
  if (stay.reason === 'ground' && !stay.lastDay)
    return <p>{t('reason.no-end', { ground: groundName(locale, stay.ground) })}</p>
  if (!stay.lastDay || stay.daysLeft === undefined) {
    const reason =
      stay.reason === 'outside' || stay.reason === 'law-not-seen' ? stay.reason : 'no-entry-known'
    return <p>{t(staff ? `reason.${reason}.staff` : `reason.${reason}`)}</p>
  }
  return (
    <DaysLeft
      locale={locale}
      days={stay.daysLeft}
      until={stay.lastDay}
      reason={<StayReason locale={locale} stay={stay} />}
      next={duty && <p>{dutyText(locale, duty)}</p>}
    />
  )
}

/** The rule that gives the last day, in a line. */
export function StayReason({ locale, stay }: Answered) {
  const t = stayText(locale)
  if (stay.reason === 'ground') return <>{groundName(locale, stay.ground)}</>
  const line = stay.trace.find(({ rule }) => rule === stay.reason)
  if (!line) return <>{t('reason.law-not-seen')}</>
  return (
    <>
      {stay.reason === 'in-window'
        ? t('reason.in-window', { days: line.allowed ?? 0, window: line.window ?? 0 })
        : t('reason.per-entry', { days: line.allowed ?? 0 })}{' '}
      <LawStateTag locale={locale} state={line.state} />
    </>
  )
}

/** How the clock came to its answer, rule by rule with days used and article. It names the day of entry: for the person alone. */
export function StayReasons({ locale, stay }: Answered) {
  const t = stayText(locale)
  if (stay.trace.length === 0) return null
  return (
    <Details title={t('why.title')}>
      <ul>
        {stay.trace.map((line) => (
          <li>
            {lineText(locale, line)}
            {line.article && (
              <span class="hint facts">
                <LawStateTag locale={locale} state={line.state} />
                <span>
                  <Article locale={locale} article={line.article} />
                </span>
              </span>
            )}
          </li>
        ))}
      </ul>
      {stay.regime === 'general' && stay.reason !== 'ground' && <p>{t('why.visa-unknown')}</p>}
    </Details>
  )
}

function lineText(locale: Locale, line: StayTrace): string {
  const t = stayText(locale)
  const date = (day: string | undefined) => (day ? formatDate(locale, day) : '')
  const [used, allowed] = [line.used ?? 0, line.allowed ?? 0]
  switch (line.rule) {
    case 'per-entry':
      return t('why.per-entry', { date: date(line.from), used, allowed, until: date(line.until) })
    case 'in-window':
      return t('why.in-window', { window: line.window ?? 0, used, allowed })
    case 'after-contract':
      return t('why.after-contract', { days: allowed, until: date(line.until) })
    case 'not-verified':
      return t('why.not-verified', { days: allowed })
    default:
      return t('why.ground', {
        ground: groundName(locale, line.ground),
        from: date(line.from),
        until: date(line.until),
      })
  }
}

const grounds = [
  'labour-permit',
  'bridging',
  'visa',
  'visa-free',
  'residence',
  'kandas',
  'union-contract',
  'union-family',
  'after-contract',
  'contract',
  'other',
] as const

export function groundName(locale: Locale, kind: string | undefined): string {
  return stayText(locale)(`ground.${grounds.find((one) => one === kind) ?? 'other'}`)
}

export function dutyText(locale: Locale, duty: Duty): string {
  const t = stayText(locale)
  const date = duty.by ? formatDate(locale, duty.by) : ''
  return t(`duty.${duty.code}`, { date, days: duty.days ?? 0 })
}
