import { catalogue, type Locale } from '../platform/language.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }

export const feedText = catalogue({ en, kk, ru })

/** A reason in words; one that is new is shown as its code. */
export function reasonText(locale: Locale, reason: string): string {
  const key = feedText.keys.find((one) => one === `reason.${reason}`)
  return key ? feedText(locale)(key) : reason
}
