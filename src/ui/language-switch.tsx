import { type Locale, languages, locales } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

const scripts: Partial<Record<Locale, string>> = { uz: 'uz-Latn', zh: 'zh-Hans' }

/** BCP 47 tag of a language as we write it: Uzbek in Latin, Chinese simplified. */
export const htmlLanguage = (locale: Locale): string => scripts[locale] ?? locale

type Query = string | URLSearchParams | Record<string, string | undefined> | undefined

export interface LanguageSwitchProps {
  locale: Locale
  path: string
  query?: Query
  hasForm?: boolean | undefined
}

/** Languages under their own names behind one control; it opens without script. */
export function LanguageSwitch(props: LanguageSwitchProps) {
  return (
    <details class="language">
      <summary>
        <Icon name="globe" />
        <span class="unseen">{uiText(props.locale)('language.title')}: </span>
        {languages[props.locale]}
        <Icon name="chevron-down" />
      </summary>
      <LanguageList {...props} />
    </details>
  )
}

/**
 * The eight languages as a list, for the switch and for a home page. On a page with a form each is a submit button of the
 * form `answers` (`_language=kk`, no validation), so that what was typed is kept; elsewhere a link that keeps the query.
 */
export function LanguageList({ locale, path, query, hasForm }: LanguageSwitchProps) {
  return (
    <ul class="languages">
      {locales.map((each) => (
        <li lang={htmlLanguage(each)}>
          {each === locale ? (
            <span aria-current="true">
              <Icon name="check" />
              {languages[each]}
            </span>
          ) : hasForm ? (
            <button type="submit" form="answers" name="_language" value={each} formnovalidate>
              {languages[each]}
            </button>
          ) : (
            <a href={languageHref(path, query, each)} hreflang={htmlLanguage(each)}>
              {languages[each]}
            </a>
          )}
        </li>
      ))}
    </ul>
  )
}

/** The same page in another language: `?language=kk` and all other parameters as they were. */
export function languageHref(path: string, query: Query, locale: Locale): string {
  const params = new URLSearchParams(
    typeof query === 'object' && !(query instanceof URLSearchParams)
      ? Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
      : query,
  )
  params.set('language', locale)
  return `${path}?${params}`
}
