import { officeName } from '../../institution/find-office.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import type { LawState } from '../../policy/law-state.ts'
import { Article } from '../../policy/show-article.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { RecipientRow, RequestFile } from '../find-requests.ts'
import { isRefusalGround } from '../refusal-grounds.ts'
import { asylumText } from '../text.ts'

export function sayError(locale: Locale, code: string): string {
  const t = asylumText(locale)
  return t(
    asylumText.keys.find((key) => key === `error.${code}`) ??
      (code.startsWith('day-') ? 'error.not-a-date' : 'error.required'),
  )
}

export const groundName = (locale: Locale, ground: string): string =>
  asylumText(locale)(`ground.${isRefusalGround(ground) ? ground : 'refugee'}`)

/** A value that the law gives, with the place in it and how firm it is. */
export function OnLaw({ locale, article, state }: { locale: Locale; article: string; state: LawState }) {
  return (
    <span class="hint">
      <Article locale={locale} article={article} /> <LawStateTag locale={locale} state={state} />
    </span>
  )
}

/** The whole list of those that may have anything of a request, and what for. */
export function Recipients({ locale, recipients }: { locale: Locale; recipients: RecipientRow[] }) {
  const t = asylumText(locale)
  return (
    <ul>
      {recipients.map((one) => (
        <li>
          {officeName(one.names, locale)}: {one.does.map((does) => t(`does.${does as 'told'}`)).join('; ')}
        </li>
      ))}
    </ul>
  )
}

/** Every decision with its grounds, reasons, human and the way on. */
export function Decisions({ locale, file }: { locale: Locale; file: RequestFile }) {
  const t = asylumText(locale)
  return (
    <>
      {file.decisions.map((one) => (
        <section class="flow-small">
          <h2>{t(`decision.${one.kind}`)}</h2>
          <p>{t('own.decided', { date: formatDate(locale, one.decided_on), name: one.decider })}</p>
          <ul>
            {one.grounds.map((ground, index) => (
              <li>
                {groundName(locale, ground)}{' '}
                <LawStateTag locale={locale} state={one.law_states[index] ?? 'unverified'} />
              </li>
            ))}
          </ul>
          <Typed block>{one.reasons}</Typed>
          {one.appeal_until && one.office && (
            <p>
              {t('own.appeal-until', {
                date: formatDate(locale, one.appeal_until),
                office: officeName(one.office, locale),
              })}
            </p>
          )}
        </section>
      ))}
    </>
  )
}

/** What was announced and what the person said to it; appeals in the person's words. */
export function Heard({ locale, file }: { locale: Locale; file: RequestFile }) {
  const t = asylumText(locale)
  return (
    <>
      {file.appeals.map((one) => (
        <section class="flow-small">
          <h2>{t('own.appeal.was', { date: formatDate(locale, one.lodged_on) })}</h2>
          <Typed block>{one.words}</Typed>
        </section>
      ))}
      {file.hearings.map((one) => (
        <section class="flow-small">
          <h2>{t('own.hearing')}</h2>
          <p>{t('own.hearing.grounds')}:</p>
          <ul>
            {one.grounds.map((ground) => (
              <li>{groundName(locale, ground)}</li>
            ))}
          </ul>
          <Typed block>{one.reasons}</Typed>
          {one.statement && (
            <>
              <p>{t('own.statement.was', { date: formatDate(locale, one.stated_on ?? '') })}:</p>
              <Typed block>{one.statement}</Typed>
            </>
          )}
        </section>
      ))}
    </>
  )
}

/** What went to whom and why; which institutions opened the request. */
export function WhereItWent({ locale, file }: { locale: Locale; file: RequestFile }) {
  const t = asylumText(locale)
  return (
    <>
      <section class="flow-small" aria-labelledby="handed">
        <h2 id="handed">{t('own.handed')}</h2>
        {file.handings.length === 0 ? (
          <p>{t('own.handed.none')}</p>
        ) : (
          <ul>
            {file.handings.map((one) => (
              <li>
                {formatDate(locale, one.handed_on)}: {officeName(one.names, locale)} (
                {one.categories.map((what) => t(`category.${what as 'story'}`)).join('; ')}).{' '}
                <Typed>{one.purpose}</Typed>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section class="flow-small" aria-labelledby="reads">
        <h2 id="reads">{t('own.reads')}</h2>
        {file.reads.length === 0 ? (
          <p>{t('own.reads.none')}</p>
        ) : (
          <ul>
            {file.reads.map((one) => (
              <li>
                {formatDate(locale, one.read_on)}: {officeName(one.names, locale)}
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  )
}
