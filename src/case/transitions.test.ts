import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { locales } from '../platform/language.ts'
import { readCaseNumber, writeCaseNumber } from './case-number.ts'
import { plainStatus, plainStatuses } from './plain-status.ts'
import { bucketOf, queueDays } from './queue-days.ts'
import { caseText } from './text.ts'
import { caseStates, drawTransitions, mayMove, transitions } from './transitions.ts'

test('the diagram in the README is the table', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  expect(readme).toContain(
    `<!-- transitions -->\n\n\`\`\`mermaid\n${drawTransitions()}\n\`\`\`\n\n<!-- /transitions -->`,
  )
})

test('every state can be reached and, but for the last ones, left', () => {
  const reached = new Set(['submitted'])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const { from, to } of transitions) if (reached.has(from)) reached.add(to)
  }
  expect([...reached].sort()).toEqual([...caseStates].sort())
  const final = caseStates.filter((state) => !transitions.some((one) => one.from === state))
  expect(final).toEqual(['withdrawn', 'closed'])
})

test('nothing is refused straight after handing in, and what is withdrawn stays so', () => {
  expect(mayMove('submitted', 'hearing')).toBe(false)
  expect(mayMove('withdrawn', 'in-review')).toBe(false)
  expect(mayMove('appealed', 'closed')).toBe(false)
})

test('every state has one of the five plain statuses; a hearing waits on the person until they spoke', () => {
  const seen = new Set(caseStates.map((state) => plainStatus({ state }, { statementGiven: false })))
  expect([...seen].sort()).toEqual([...plainStatuses].sort())
  expect(plainStatus({ state: 'hearing' }, { statementGiven: true })).toBe('in-progress')
})

test('one wrong digit in a case number is always noticed, exchanged neighbours nearly always', () => {
  const number = writeCaseNumber(2026, 123)
  expect(readCaseNumber(number)).toBe(number)
  const digits = number.replace(/\D/g, '')
  for (let at = 0; at < digits.length; at++)
    for (let digit = 0; digit < 10; digit++) {
      const typed = `KZ${digits.slice(0, at)}${digit}${digits.slice(at + 1)}`
      expect(readCaseNumber(typed) === undefined).toBe(String(digit) !== digits[at])
    }
  let missed = 0
  let swaps = 0
  for (let serial = 1; serial < 500; serial++) {
    const all = writeCaseNumber(2026, serial).replace(/\D/g, '')
    for (let at = 4; at < all.length - 1; at++) {
      if (all[at] === all[at + 1]) continue
      swaps++
      if (readCaseNumber(`KZ${all.slice(0, at)}${all[at + 1]}${all[at]}${all.slice(at + 2)}`)) missed++
    }
  }
  expect(missed / swaps).toBeLessThan(0.03)
})

test('on a Friday tomorrow is Monday, and what falls due on the weekend is work of today', () => {
  // Friday 20 November 2026; no holiday nearby.
  const days = queueDays(Temporal.PlainDate.from('2026-11-20'))
  expect(
    ['2026-11-19', '2026-11-20', '2026-11-22', '2026-11-23', '2026-11-24', null].map((due) =>
      bucketOf(due, days),
    ),
  ).toEqual(['overdue', 'today', 'today', 'tomorrow', 'later', 'later'])
  const tuesday = queueDays(Temporal.PlainDate.from('2026-11-24'))
  expect(
    ['2026-11-25', '2026-11-26', '2026-11-29', '2026-11-30'].map((due) => bucketOf(due, tuesday)),
  ).toEqual(['tomorrow', 'week', 'week', 'later'])
})

test('staff pages are whole in Kazakh, Russian and English, what parties read in all eight', () => {
  const { files, keys } = caseText
  const party = keys.filter((key) => /^(party|event|actor|outcome)\./.test(key))
  for (const locale of locales) {
    const has = Object.keys(files[locale] ?? {})
    const wanted = ['kk', 'ru', 'en'].includes(locale) ? keys : party
    expect(
      wanted.filter((key) => !has.includes(key)),
      locale,
    ).toEqual([])
    expect(
      has.filter((key) => key !== '$review' && !keys.includes(key as never)),
      locale,
    ).toEqual([])
    for (const key of has)
      if (key !== '$review')
        expect(placeholders(files[locale]?.[key] ?? ''), `${locale} ${key}`).toEqual(
          placeholders(files.en?.[key] ?? ''),
        )
  }
})

const placeholders = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)[},]/g)].map((match) => match[1] ?? ''))].sort()
