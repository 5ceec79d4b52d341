import { z } from 'zod'
import { Fault } from '../platform/fault.ts'
import { readYaml, type YamlFile, YamlMistake } from '../platform/read-yaml.ts'
import { plain } from './compare-laws.ts'
import { compileRoute, decide, type Facts, type FactValue, type TraceLine } from './compile-route.ts'
import {
  dayAfter,
  dayBefore,
  loadPolicy,
  type Policy,
  policyFolder,
  type Route,
  yamlFiles,
} from './load-policy.ts'
import { type Operator, PolicyTable, PolicyValue } from './policy-schema.ts'
import { prepaidTax } from './prepaid-tax.ts'
import { findValueAt } from './value-at.ts'
import { addWorkingDays, isWorkingDay } from './working-days.ts'

/** Something a lawyer or a programmer has to mend: where, and what. */
export interface Problem {
  file: string
  line: number
  what: string
}

const DayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const Fact = z.union([z.string(), z.number(), z.boolean()])

const RouteCases = z.strictObject({
  route: z.string(),
  given: z.record(z.string(), Fact),
  cases: z.array(
    z.strictObject({
      case: z.string(),
      at: DayText,
      with: z.record(z.string(), Fact).optional(),
      without: z.array(z.string()).optional(),
      answer: z.enum(['met', 'not-met', 'needs-officer', 'not-needed', 'before-the-rule']),
      ground: z.string().optional(),
    }),
  ),
})
const ValueCases = z.strictObject({
  values: z.array(
    z.strictObject({ value: z.string(), at: DayText, is: z.union([PolicyValue, PolicyTable]) }),
  ),
})
const TaxCases = z.strictObject({
  payments: z.array(
    z.strictObject({
      months: z.int(),
      'paid-on': DayText,
      'per-month': z.number(),
      mci: z.number(),
      tenge: z.int(),
    }),
  ),
})
const DayCases = z.strictObject({
  days: z.array(z.strictObject({ day: DayText, works: z.boolean(), because: z.string().optional() })),
  terms: z.array(
    z.strictObject({ from: DayText, add: z.int(), gives: DayText, because: z.string().optional() }),
  ),
})

/**
 * Runs `policy/cases` against the policy: a case that answers otherwise is a problem, and so is a condition, a threshold, a
 * change of law, a moved day or a holiday that lacks a case on both sides. Empty means that all is well. A policy that does
 * not load gives one problem with its file and line.
 */
export function checkPolicy(folder: URL = policyFolder, loaded?: Policy): Problem[] {
  const problems: Problem[] = []
  const tell = (read: YamlFile<unknown>, path: PropertyKey[], what: string) =>
    problems.push({ file: read.file, line: read.line(path), what })
  try {
    const law = loaded ?? loadPolicy(folder)
    const cases = <S extends z.ZodType>(name: string, schema: S) =>
      readYaml(new URL(`cases/${name}`, folder), schema, `policy/cases/${name}`)

    for (const route of law.routes.values())
      checkRoute(cases(`${route.id}.yaml`, RouteCases), route, law, tell)
    checkValues(
      yamlFiles(new URL('cases/', folder))
        .filter((name) => name.startsWith('values'))
        .map((name) => cases(name, ValueCases)),
      law,
      tell,
    )
    checkTax(cases('prepaid-tax.yaml', TaxCases), law, tell)
    checkDays(cases('working-days.yaml', DayCases), law, tell)
  } catch (mistake) {
    if (mistake instanceof YamlMistake)
      problems.push({ file: mistake.file, line: mistake.line, what: mistake.what })
    else if ((mistake as NodeJS.ErrnoException).code === 'ENOENT')
      problems.push({
        file: String((mistake as NodeJS.ErrnoException).path),
        line: 1,
        what: 'the file is missing',
      })
    else throw mistake
  }
  return problems
}

/** The situations that pin a route's rules down, in the order of their file. */
export const casesOf = (route: string, folder: URL = policyFolder): z.output<typeof RouteCases>['cases'] =>
  routeCases(route, folder).cases

/** The same with what every situation starts from (`given`). */
export const routeCases = (route: string, folder: URL = policyFolder): z.output<typeof RouteCases> =>
  readYaml(new URL(`cases/${route}.yaml`, folder), RouteCases, `policy/cases/${route}.yaml`).data

type Tell = (read: YamlFile<unknown>, path: PropertyKey[], what: string) => void

function checkRoute(
  read: YamlFile<z.output<typeof RouteCases>>,
  route: Route,
  law: Policy,
  tell: Tell,
): void {
  const met = new Set<string>()
  const failed = new Set<string>()
  const compared = new Map<string, Set<string>>()
  const days = new Set<string>()

  for (const [at, row] of read.data.cases.entries()) {
    const path = ['cases', at]
    const facts: Record<string, FactValue> = { ...read.data.given, ...row.with }
    for (const fact of row.without ?? []) delete facts[fact]
    for (const fact of [...Object.keys(facts), ...(row.without ?? [])])
      if (!Object.hasOwn(route.facts, fact)) tell(read, path, `${row.case}: unknown fact ${fact}`)
    days.add(row.at)

    const answer = answerOf(route, facts, row.at, law)
    if (answer.is !== row.answer) tell(read, path, `${row.case}: expected ${row.answer}, got ${answer.is}`)
    if (
      row.ground &&
      !answer.trace.some((told) => told.condition === row.ground && isGround(told, row.answer))
    )
      tell(read, path, `${row.case}: ${row.ground} is not its ground`)
    if (!row.ground && row.answer !== 'met' && row.answer !== 'before-the-rule')
      tell(read, path, `${row.case}: an answer that is no plain yes names its ground`)

    for (const told of answer.trace) {
      const version = [...route.notNeeded, ...route.conditions].find(
        (condition) =>
          condition.id === told.condition &&
          condition.from <= row.at &&
          (!condition.to || row.at <= condition.to),
      )
      const key = `${told.condition}@${version?.from}`
      if (told.verdict === 'met') met.add(key)
      else failed.add(key)
      if (typeof told.value === 'number' && typeof told.threshold === 'number')
        note(compared, key, String(told.value - told.threshold))
      else if (typeof told.value === 'string' && typeof told.threshold === 'string')
        note(compared, key, String(daysApart(told.threshold, told.value)))
    }
  }

  for (const condition of route.notNeeded)
    if (!met.has(`${condition.id}@${condition.from}`))
      tell(read, ['cases'], `${condition.id} (from ${condition.from}) has no case where it holds`)
  for (const condition of route.conditions) {
    const key = `${condition.id}@${condition.from}`
    if (!met.has(key)) tell(read, ['cases'], `${key} has no case where it is met`)
    if (!failed.has(key)) tell(read, ['cases'], `${key} has no case where it is not met`)
    const beyond = beyondThreshold[condition.is]
    const seen = compared.get(key)
    if (beyond === undefined || !seen) continue
    if (!seen.has('0')) tell(read, ['cases'], `${key} has no case exactly at its threshold`)
    if (!seen.has(String(beyond))) tell(read, ['cases'], `${key} has no case just beyond its threshold`)
  }
  for (const change of compileRoute(route.id, law).changes)
    for (const day of [dayBefore(change), change])
      if (!days.has(day)) tell(read, ['cases'], `the law changes on ${change}, but no case is dated ${day}`)
}

/** By how much (a unit or a day) a fact lies beyond a threshold that includes its bound. */
const beyondThreshold: Partial<Record<z.infer<typeof Operator>, number>> = {
  'at-most': 1,
  'at-least': -1,
  'on-or-before': 1,
  'on-or-after': -1,
}

function answerOf(route: Route, facts: Facts, at: string, law: Policy): { is: string; trace: TraceLine[] } {
  try {
    const { answer, trace } = decide(compileRoute(route.id, law), facts, at)
    return { is: answer, trace }
  } catch (fault) {
    if (fault instanceof Fault && fault.issues[0]?.code === 'before-the-rule')
      return { is: 'before-the-rule', trace: [] }
    throw fault
  }
}

const isGround = (told: TraceLine, answer: string): boolean => {
  if (answer === 'not-needed') return told.verdict === 'met'
  if (answer === 'not-met') return told.verdict === 'not-met' && told.decides
  // An exemption that nobody has read in the act: it holds, and so an officer looks.
  if (told.verdict === 'met') return told.state === 'unverified'
  return told.verdict === 'needs-officer' || told.verdict === 'missing'
}

const note = (where: Map<string, Set<string>>, key: string, what: string) =>
  where.set(key, (where.get(key) ?? new Set()).add(what))

const isDay = /^\d{4}-\d{2}-\d{2}$/
const daysApart = (from: string, to: string): number =>
  isDay.test(from) && isDay.test(to)
    ? Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
    : Number.NaN

function checkValues(files: YamlFile<z.output<typeof ValueCases>>[], law: Policy, tell: Tell): void {
  const seen = new Set<string>()
  for (const read of files)
    for (const [at, row] of read.data.values.entries()) {
      if (!law.values.has(row.value)) {
        tell(read, ['values', at], `unknown value ${row.value}`)
        continue
      }
      seen.add(`${row.value}@${row.at}`)
      const found = findValueAt(row.value, row.at, law)?.value ?? 'none'
      if (JSON.stringify(found) !== JSON.stringify(row.is))
        tell(
          read,
          ['values', at],
          `${row.value} on ${row.at}: expected ${plain(row.is)}, got ${plain(found)}`,
        )
    }
  const [read] = files
  if (!read) throw new Error('policy/cases has no file of values')
  for (const value of law.values.values())
    for (const version of value.versions)
      for (const day of [
        dayBefore(version.from),
        version.from,
        ...(version.to ? [version.to, dayAfter(version.to)] : []),
      ])
        if (!seen.has(`${value.id}@${day}`))
          tell(read, ['values'], `${version.version} has no case on ${day}`)
}

function checkTax(read: YamlFile<z.output<typeof TaxCases>>, law: Policy, tell: Tell): void {
  const days = new Set<string>()
  for (const [at, row] of read.data.payments.entries()) {
    days.add(row['paid-on'])
    const tax = prepaidTax(row.months, row['paid-on'], law)
    if (tax.tiyn !== BigInt(row.tenge) * 100n || tax.mci !== row.mci || tax.mciPerMonth !== row['per-month'])
      tell(read, ['payments', at], `${row.months} months paid ${row['paid-on']}: got ${tax.tiyn / 100n} KZT`)
  }
  const rate = law.values.get('household-permit.prepaid-tax-per-month')?.versions ?? []
  const first = rate[0]?.from ?? ''
  for (const version of [...rate, ...(law.values.get('mci')?.versions ?? [])])
    if (version.from > first)
      for (const day of [dayBefore(version.from), version.from])
        if (!days.has(day)) tell(read, ['payments'], `${version.version} has no payment on ${day}`)
}

function checkDays(read: YamlFile<z.output<typeof DayCases>>, law: Policy, tell: Tell): void {
  const seen = new Map<string, boolean>()
  for (const [at, row] of read.data.days.entries()) {
    seen.set(row.day, row.works)
    if (isWorkingDay(row.day, law.calendar) !== row.works)
      tell(read, ['days', at], `${row.day} is ${row.works ? 'not ' : ''}a working day`)
  }
  for (const [at, row] of read.data.terms.entries()) {
    const gives = addWorkingDays(row.from, row.add, law.calendar).toString()
    if (gives !== row.gives)
      tell(read, ['terms', at], `${row.from} and ${row.add} working days: got ${gives}`)
  }
  const { holidays, moved } = law.calendar
  for (const { rest, work } of moved)
    for (const day of [rest, work])
      if (!seen.has(day)) tell(read, ['days'], `the moved day ${day} has no case`)
  for (const { on } of law.calendar['kurban-ait'])
    if (!seen.has(on)) tell(read, ['days'], `Kurban Ait on ${on} has no case`)
  for (const { day, from, to, name } of holidays) {
    const cases = [...seen.keys()].filter((date) => date.slice(5) === day)
    if (!cases.some((date) => date >= from && (!to || date <= to)))
      tell(read, ['days'], `${name.en} (${day}) has no case`)
    if (to && !cases.some((date) => date > to))
      tell(read, ['days'], `${name.en} (${day}) has no case after it ended on ${to}`)
  }
}
