import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { catalogue, fullLocales, type Locale, negotiate } from '../../src/platform/language.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }

export const partnerText = catalogue({ en, kk, ru })
export type PartnerTranslate = ReturnType<typeof partnerText>

export type FullLocale = (typeof fullLocales)[number]
const isFull = (value: string | undefined): value is FullLocale => fullLocales.some((one) => one === value)

/** The language of a partner's page: chosen by `?lang=`, chosen before, or the browser's. */
export function chooseLanguage(c: Context): FullLocale {
  const asked = c.req.query('lang')
  if (isFull(asked)) {
    setCookie(c, 'partner_lang', asked, { path: '/', sameSite: 'Lax', httpOnly: true })
    return asked
  }
  const kept = getCookie(c, 'partner_lang')
  return isFull(kept) ? kept : nearest(negotiate(c.req.header('accept-language')))
}

/** Partners speak three languages; readers of the others get the one they most likely know. */
export function nearest(locale: Locale): FullLocale {
  if (isFull(locale)) return locale
  return locale === 'zh' || locale === 'tr' ? 'en' : 'ru'
}
