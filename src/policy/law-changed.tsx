import { Named } from '../classifier/named.tsx'
import { formatDate, type Locale } from '../platform/language.ts'
import { Notice } from '../ui/notice.tsx'
import type { Visit } from '../ui/visit.ts'
import { changesSince, type LawChange, type Scope } from './changes-since.ts'
import { Article } from './show-article.tsx'
import { policyText, saysIn, withUnit } from './text.ts'

/** Hidden in a form: the moment whose law its reader saw. */
export const seenField = '_seen'

/** What to hide in a form, so that nobody sends it under a law they have not seen. */
export const seenNow = (visit: Visit): Record<string, string> => ({
  [seenField]: visit.instance.clock.now().toString(),
})

/** What changed between the page that was read and the form that came from it; nothing where the page does not say. */
export function changesUnseen(visit: Visit, scope: Scope): LawChange[] {
  const given = visit.answers.text[seenField]
  if (!given) return []
  const now = visit.instance.clock.now()
  try {
    const seen = Temporal.Instant.from(given)
    return Temporal.Instant.compare(seen, now) < 0 ? changesSince(seen, now, scope) : []
  } catch {
    return []
  }
}

/**
 * Tells an applicant what changed since a day: each value then and now, each condition that is new, gone or other, with article and
 * since when. Without a change it says so. Answers are kept, and the day whose law decides stands below.
 */
export function LawChanged(props: {
  locale: Locale
  since: Temporal.PlainDate | string
  changes: LawChange[]
  /** The page was open while the law changed. */
  unsent?: boolean
}) {
  const { locale, changes } = props
  const t = policyText(locale)
  const since = formatDate(locale, props.since)
  if (changes.length === 0) return <p class="hint">{t('changed.none', { date: since })}</p>
  return (
    <Notice
      locale={locale}
      tone="warning"
      title={t(props.unsent ? 'changed.unsent' : 'changed.title', { date: since })}
      live
    >
      <p>{t('changed.lead')}</p>
      <ul>
        {changes.map((change) => (
          <li>
            {change.kind === 'value' ? (
              <ValueChange change={change} locale={locale} />
            ) : (
              <ConditionChange change={change} locale={locale} />
            )}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function ValueChange({ change, locale }: { change: Extract<LawChange, { kind: 'value' }>; locale: Locale }) {
  const t = policyText(locale)
  const { value, before, after } = change
  const now = after ?? before
  return (
    <>
      <a href={`/rules/values/${value.id}`}>
        <Named names={value.title} locale={locale} />
      </a>
      :{' '}
      {before ? <del>{withUnit(locale, before.value, before.unit, value.words)}</del> : t('changed.nothing')}
      {' → '}
      {after ? <ins>{withUnit(locale, after.value, after.unit, value.words)}</ins> : t('changed.nothing')}
      <br />
      <span class="hint">
        {now && <Article locale={locale} article={now.article} />}
        {after && `, ${t('changed.since', { date: formatDate(locale, after.from) })}`}
        {after &&
          before &&
          after.state !== before.state &&
          `, ${t(after.state === 'in force' ? 'state.in-force' : `state.${after.state}`)}`}
      </span>
    </>
  )
}

function ConditionChange({
  change,
  locale,
}: {
  change: Extract<LawChange, { kind: 'condition' }>
  locale: Locale
}) {
  const t = policyText(locale)
  const { row } = change
  return (
    <>
      <b>{t(`changed.${change.change}`)}</b> {saysIn(row.says, locale)}
      <br />
      <span class="hint">
        <Article locale={locale} article={row.article} />
        {change.change !== 'gone' && `, ${t('changed.since', { date: formatDate(locale, row.from) })}`}
      </span>
    </>
  )
}

/** Which day's law decides what is sent today; said before anything is sent. */
export function Governs({ locale, on }: { locale: Locale; on: Temporal.PlainDate }) {
  return <p class="hint">{policyText(locale)('changed.governs', { date: formatDate(locale, on) })}</p>
}
