import { countries, countryName } from '../classifier/countries.ts'
import { householdWork, householdWorkName } from '../classifier/occupations.ts'
import { regionName, regionsAt } from '../classifier/regions.ts'
import { collator, formatDate, type Locale } from '../platform/language.ts'
import { readDate } from '../ui/read-date.ts'
import type { FactValue } from './compile-route.ts'
import { policy, type Route } from './load-policy.ts'
import en from './messages/en.json' with { type: 'json' }
import type { FactType } from './policy-schema.ts'
import { policyText, saysIn, withUnit } from './text.ts'
import type { TraceLine } from './trace-line.ts'

export interface Asked {
  fact: string
  type: FactType
  label: string
  /** Answers to choose from, where there is a known list. */
  options?: { value: string; label: string }[]
}

type Key = keyof typeof en
const isKey = (key: string): key is Key => Object.hasOwn(en, key)

/** The facts of a route as questions in a language, in the order of its file. */
export function questionsOf(route: Route, locale: Locale): Asked[] {
  return Object.entries(route.facts).map(([fact, type]) => {
    const options = optionsOf(route, fact, locale)
    return { fact, type, label: factLabel(route, fact, locale), ...(options ? { options } : {}) }
  })
}

/** What a fact is called: its own question, or the words of the first condition over it. */
export function factLabel(route: Route, fact: string, locale: Locale): string {
  const asked = route.questions[fact]
  if (asked) return saysIn(asked.ask, locale)
  const key = `fact.${fact}`
  if (isKey(key)) return policyText(locale)(key as 'fact.worker-age')
  const row = [...route.notNeeded, ...route.conditions].find((one) => one.fact === fact)
  return row ? saysIn(row.says, locale) : fact
}

function optionsOf(route: Route, fact: string, locale: Locale): Asked['options'] {
  const known = route.questions[fact]?.options
  if (known === 'countries' || (!known && fact === 'worker-citizenship')) {
    const order = collator(locale)
    return countries()
      .map(({ alpha3 }) => ({ value: alpha3, label: countryName(alpha3, locale) }))
      .sort((a, b) => order.compare(a.label, b.label))
  }
  if (known === 'regions')
    return regionsAt('9999-12-31').map(({ code }) => ({
      value: code.slice(3),
      label: regionName(code, locale),
    }))
  if (known === 'household-work' || (!known && fact === 'kind-of-work'))
    return householdWork().map(({ code }) => ({ value: code, label: householdWorkName(code, locale) }))
  if (known) return Object.entries(known).map(([value, says]) => ({ value, label: saysIn(says, locale) }))
  const plain = plainOptions[fact]
  return plain?.map((value) => ({ value, label: policyText(locale)(`option.${value}`) }))
}

const plainOptions: Record<
  string,
  ('natural-person' | 'individual-entrepreneur' | 'legal-entity' | 'first' | 'extension')[]
> = {
  'employer-kind': ['natural-person', 'individual-entrepreneur', 'legal-entity'],
  'application-kind': ['first', 'extension'],
}

/** An answer to a fact as its reader knows it: the name of a choice, yes or no. */
export function answerIn(route: Route, fact: string, value: FactValue, locale: Locale): string | undefined {
  return optionsOf(route, fact, locale)?.find((option) => option.value === value)?.label
}

/**
 * What a line of a trace compares, in the reader's words: a choice by its name ("a private person", not `natural-person`), a day in
 * words, a list name by name, anything else with its unit. Undefined where nothing is known.
 * @param asked the law and the fact of it that were asked; without it, those that have the condition now
 */
export function comparedIn(
  line: Pick<TraceLine, 'condition' | 'unit'>,
  value: TraceLine['threshold'],
  locale: Locale,
  asked: { route: Route; fact: string } | undefined = askedBy(line.condition),
): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (Array.isArray(value)) return value.map((one) => comparedIn(line, one, locale, asked)).join(', ')
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return formatDate(locale, value)
  // A state has its name anyway: finding it among all, sorted, would cost each line of a page as much as the page.
  const named =
    asked && typeof value === 'string' && !/^[A-Z]{3}$/.test(value)
      ? answerIn(asked.route, asked.fact, value, locale)
      : undefined
  return named ?? withUnit(locale, value, line.unit)
}

function askedBy(condition: string): { route: Route; fact: string } | undefined {
  for (const route of policy().routes.values()) {
    const row = [...route.notNeeded, ...route.conditions].find((one) => one.id === condition)
    if (row) return { route, fact: row.fact }
  }
  return undefined
}

/**
 * The facts in a form's answers. An empty answer leaves the fact unknown; what cannot be read is named in `errors`, with
 * `number` or `day`. An answer that is none of the known choices counts as empty.
 */
export function readFacts(
  route: Route,
  answers: Record<string, string | undefined>,
): { facts: Record<string, FactValue>; errors: { field: string; code: 'number' | 'day' }[] } {
  const facts: Record<string, FactValue> = {}
  const errors: { field: string; code: 'number' | 'day' }[] = []
  for (const { fact, type, options } of questionsOf(route, 'en')) {
    const text = (answers[fact] ?? '').trim()
    if (type === 'day') {
      const read = readDate(answers, fact)
      if ('date' in read) facts[fact] = read.date
      else if (read.code !== 'day-missing') errors.push({ field: fact, code: 'day' })
    } else if (text === '') continue
    else if (type === 'flag') {
      if (text === 'yes' || text === 'no') facts[fact] = text === 'yes'
    } else if (type === 'number') {
      if (/^-?\d{1,6}$/.test(text)) facts[fact] = Number(text)
      else errors.push({ field: fact, code: 'number' })
    } else if (!options || options.some(({ value }) => value === text)) facts[fact] = text.slice(0, 100)
  }
  return { facts, errors }
}
