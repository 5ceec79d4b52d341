import { icuLocales, type Locale, tajikMonths, withoutYearSign } from '../platform/language.ts'
import { credentialText } from './text.ts'

const onDevice =
  /^(verdict|reason|particulars|kind)\.|^checker\.(kind|serial|name|region|place|valid-|checked-at|list-at|checking|hours|days)/

/**
 * Content of `<script type="application/json" id="texts">` for `<credential-checker>`: words in the page's language. `<` is
 * escaped, so that no text can end the script.
 * @param regions names by ISO 3166-2 code, in the page's language
 * @param shiftDays days by which a demo's clock is moved
 */
export function checkerTexts(
  locale: Locale,
  options: { regions?: Record<string, string>; shiftDays?: number } = {},
): string {
  const t = credentialText(locale)
  const texts: Record<string, string | number> = { $shiftDays: options.shiftDays ?? 0 }
  for (let month = 1; month <= 12; month++) texts[`$month.${month}`] = datePattern(locale, month)
  for (const key of credentialText.keys) if (onDevice.test(key)) texts[key] = t(key, { count: '{count}' })
  for (const [code, name] of Object.entries(options.regions ?? {})) texts[`region.${code}`] = name
  return JSON.stringify(texts).replace(/</g, '\\u003c')
}

/** How a day of this month is written, as `{d} March {y}` (`{dd}` for 05): few browsers know the months of Central Asian languages. */
function datePattern(locale: Locale, month: number): string {
  if (locale === 'tg') return `{d} ${tajikMonths[month - 1]} {y}`
  const format = new Intl.DateTimeFormat(icuLocales(locale), { dateStyle: 'long', timeZone: 'UTC' })
  const parts = format
    .formatToParts(new Date(Date.UTC(2026, month - 1, 5)))
    .map(({ type, value }) =>
      type === 'day' ? (value === '05' ? '{dd}' : '{d}') : type === 'year' ? '{y}' : value,
    )
  return withoutYearSign(parts.join(''))
}
