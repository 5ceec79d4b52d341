import { icuLocales, type Locale, locales, tajikMonths } from '../platform/language.ts'

export type ReadDate =
  | { date: string }
  /** `day-missing` nothing typed, `day-incomplete` a part is missing, `day-impossible` no such day. */
  | { code: 'day-missing' | 'day-incomplete' | 'day-impossible' }

/**
 * The date (YYYY-MM-DD) in the three boxes of a DateField. Also understood: a whole date in the first box ("27.3.1990", "1990-03-27",
 * "27031990"), and a month in words in any of our languages. A year needs four digits: 90 could be 1990 or 2090.
 */
export function readDate(answers: Record<string, string | undefined>, name: string): ReadDate {
  const [day, month, year] = (['day', 'month', 'year'] as const).map((part) =>
    (answers[`${name}-${part}`] ?? '').trim(),
  ) as [string, string, string]
  if (!day && !month && !year) return { code: 'day-missing' }
  const parts = !month && !year ? wholeDate(day) : ([day, month, year] as const)
  if (!parts?.every(Boolean)) return { code: 'day-incomplete' }
  const [d, m, y] = parts
  const monthNumber = /^\d{1,2}$/.test(m) ? Number(m) : monthOf(m)
  if (!/^\d{1,2}$/.test(d) || !/^\d{4}$/.test(y) || !monthNumber) return { code: 'day-impossible' }
  try {
    const date = Temporal.PlainDate.from(
      { year: Number(y), month: monthNumber, day: Number(d) },
      { overflow: 'reject' },
    )
    return { date: date.toString() }
  } catch {
    return { code: 'day-impossible' }
  }
}

function wholeDate(text: string): [string, string, string] | undefined {
  const dayFirst = /^(\d{1,2})[\s./-]+(\d{1,2}|\p{L}+)[\s./-]+(\d{4})$/u.exec(text)
  if (dayFirst) return [dayFirst[1] ?? '', dayFirst[2] ?? '', dayFirst[3] ?? '']
  const yearFirst = /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$/.exec(text)
  if (yearFirst) return [yearFirst[3] ?? '', yearFirst[2] ?? '', yearFirst[1] ?? '']
  const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(text)
  if (digits) return [digits[1] ?? '', digits[2] ?? '', digits[3] ?? '']
  return undefined
}

/** Month names as they stand alone and inside a date ("март", "марта"), by language. */
const months = new Map<string, number>()
for (const locale of locales) for (const [name, month] of namesOf(locale)) months.set(name, month)
for (const [index, name] of tajikMonths.entries()) months.set(name, index + 1)

function namesOf(locale: Locale): [string, number][] {
  return [...Array(12).keys()].flatMap((index) => {
    const at = new Date(Date.UTC(2024, index, 3))
    const alone = new Intl.DateTimeFormat(icuLocales(locale), { month: 'long', timeZone: 'UTC' }).format(at)
    const inside = new Intl.DateTimeFormat(icuLocales(locale), {
      day: 'numeric',
      month: 'long',
      timeZone: 'UTC',
    })
      .formatToParts(at)
      .find((part) => part.type === 'month')?.value
    return [alone, inside ?? alone].map((name): [string, number] => [name.toLowerCase(), index + 1])
  })
}

const monthOf = (word: string): number | undefined => months.get(word.toLowerCase())
