import { icuLocales, type Locale } from '../platform/language.ts'
import { credentialText } from './text.ts'

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
  const texts: Record<string, string | number> = {
    $icu: icuLocales(locale).join(','),
    $shiftDays: options.shiftDays ?? 0,
  }
  const wanted =
    /^(verdict|reason|particulars|kind)\.|^checker\.(kind|serial|name|region|place|valid-|checked-at|list-at|checking)/
  for (const key of credentialText.keys) if (wanted.test(key)) texts[key] = t(key)
  for (const [code, name] of Object.entries(options.regions ?? {})) texts[`region.${code}`] = name
  return JSON.stringify(texts).replace(/</g, '\\u003c')
}
