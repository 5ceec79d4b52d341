import { catalogue, formatNumber, type Locale } from '../platform/language.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }

export const identityText = catalogue({ en, kk, ru })

/** Bits for or against, always with their sign. */
export const formatBits = (locale: Locale, bits: number): string =>
  formatNumber(locale, bits, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
