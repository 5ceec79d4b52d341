import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { findRegion } from '../classifier/regions.ts'
import { readYaml, type YamlFile, YamlMistake } from '../platform/read-yaml.ts'
import { type LawState, weaker } from './law-state.ts'
import {
  type Calendar,
  CalendarFile,
  type ConditionRow,
  type FactType,
  type FromSeen,
  type Instrument,
  Instruments,
  type PolicyTable,
  type PolicyValue,
  type Question,
  RouteFile,
  type Source,
  type Unit,
  ValuesFile,
} from './policy-schema.ts'

/** One version of a dated value, with everything that was inherited from its value filled in. */
export interface DatedVersion {
  id: string
  value: PolicyValue | PolicyTable
  unit: Unit
  article: string
  source: Source
  state: LawState
  /** First and last day, inclusive; `to` is missing while the version is the newest. */
  from: string
  /** Less than the day was read of `from`: it was chosen. */
  fromSeen?: FromSeen
  to?: string
  adopted?: string
  inForce?: string
  note?: string
  /** "mci@2026-01-01": names this version in a decision. */
  version: string
}

export interface DatedValue {
  id: string
  title: { kk: string; ru: string; en: string }
  unit: Unit
  /** Officials of the ministry publish its versions. */
  official: boolean
  /** What the codes of a list, text or table are called. */
  words: Record<string, { kk: string; ru: string; en: string }>
  /** The file of `policy/values` it stands in, and what that is about. */
  group: string
  about: { kk: string; ru: string; en: string }
  versions: DatedVersion[]
}

export interface Route {
  id: string
  title: { kk: string; ru: string; en: string }
  from: string
  facts: Record<string, FactType>
  /** How a person is asked; facts without a question are not asked in the self-test. */
  questions: Record<string, Question>
  /** The answers a text fact may have, where the file names them. */
  options: Record<string, string[]>
  notNeeded: ConditionRow[]
  conditions: ConditionRow[]
}

export interface Policy {
  values: Map<string, DatedValue>
  routes: Map<string, Route>
  instruments: Map<string, Instrument>
  calendar: Calendar
}

/** `policy/` of this installation. */
export const policyFolder = new URL('../../policy/', import.meta.url)

let loaded: Policy | undefined
let followed: Policy | undefined

/** The law of the files alone, read once and checked; throws a YamlMistake with file and line otherwise. */
export function filesLaw(): Policy {
  loaded ??= loadPolicy(policyFolder)
  return loaded
}

/** The law of this installation: that of the files, with what officials published over it (`followLaw`). */
export const policy = (): Policy => followed ?? filesLaw()

/** From now on `policy()` answers with this law; undefined for that of the files alone. */
export function useLaw(law: Policy | undefined): void {
  followed = law
}

/**
 * Reads every file under a policy folder. Refuses, with file and line: what the schema does not know, a version that overlaps
 * the one before it or leaves a gap after it, a day that does not exist, an unknown fact, value or instrument.
 */
export function loadPolicy(folder: URL | string): Policy {
  const root =
    typeof folder === 'string' ? pathToFileURL(folder.endsWith('/') ? folder : `${folder}/`) : folder
  const file = <S extends Parameters<typeof readYaml>[1]>(name: string, schema: S) =>
    readYaml(new URL(name, root), schema, `policy/${name}`)

  const acts = file('instruments.yaml', Instruments)
  const instruments = new Map<string, Instrument>(acts.data.instruments.map((act) => [act.id, act]))

  const values = new Map<string, DatedValue>()
  for (const name of yamlFiles(new URL('values/', root))) {
    const read = file(`values/${name}`, ValuesFile)
    for (const [at, value] of readValues(read, name.replace(/\.yaml$/, ''), instruments).entries()) {
      if (values.has(value.id)) throw mistake(read, ['values', at], `the value ${value.id} stands twice`)
      values.set(value.id, value)
    }
  }

  const routes = new Map<string, Route>()
  for (const name of yamlFiles(new URL('routes/', root))) {
    const route = readRoute(file(`routes/${name}`, RouteFile), values, instruments)
    routes.set(route.id, route)
  }

  return {
    values,
    routes,
    instruments,
    calendar: readCalendar(file('calendar/kz.yaml', CalendarFile), instruments),
  }
}

export const yamlFiles = (folder: URL): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()

const mistake = (read: YamlFile<unknown>, path: PropertyKey[], what: string): YamlMistake =>
  new YamlMistake(read.file, read.line(path), what)

export const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString()
export const dayBefore = (day: string): string =>
  Temporal.PlainDate.from(day).subtract({ days: 1 }).toString()

function readValues(
  read: YamlFile<typeof ValuesFile._output>,
  group: string,
  instruments: Map<string, Instrument>,
): DatedValue[] {
  return read.data.values.map((row, at) => {
    const versions = row.versions.map((version, index): DatedVersion => {
      const where = ['values', at, 'versions', index]
      const state = version.state ?? row.state
      const article = version.article ?? row.article
      if (!state) throw mistake(read, where, `${row.id} from ${version.from} has no state`)
      if (!article) throw mistake(read, where, `${row.id} from ${version.from} has no article`)
      if (!instruments.has(version.source.instrument))
        throw mistake(read, where, `unknown instrument ${version.source.instrument}`)
      const nameless = namelessCode(version.value, row.words)
      if (nameless) throw mistake(read, where, `${row.id}: the row ${nameless} is no region and has no words`)
      return {
        id: row.id,
        value: version.value,
        unit: row.unit,
        article,
        source: version.source,
        state,
        from: version.from,
        ...(version['from-seen'] ? { fromSeen: version['from-seen'] } : {}),
        ...(version.to ? { to: version.to } : {}),
        ...(version.adopted ? { adopted: version.adopted } : {}),
        ...(version['in-force'] ? { inForce: version['in-force'] } : {}),
        ...(version.note ? { note: version.note } : {}),
        version: `${row.id}@${version.from}`,
      }
    })
    checkDates(versions, (index, what) =>
      mistake(read, ['values', at, 'versions', index], `${row.id}: ${what}`),
    )
    return {
      id: row.id,
      title: row.title,
      unit: row.unit,
      official: row['set-by-officials'] ?? false,
      words: row.words ?? {},
      group,
      about: read.data.about ?? { kk: group, ru: group, en: group },
      versions,
    }
  })
}

/** The first row of a table that is neither a region nor one of the words. */
export function namelessCode(value: PolicyValue | PolicyTable, words: object = {}): string | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  return Object.keys(value).find((code) => !Object.hasOwn(words, code) && !findRegion(code))
}

/** Versions stand in the order of time, each begins the day after the one before it ends, and only the last may be open. */
export function checkDates(
  versions: { from: string; to?: string | undefined }[],
  wrong: (index: number, what: string) => Error,
): void {
  for (const [index, version] of versions.entries()) {
    if (version.to !== undefined && version.to < version.from)
      throw wrong(index, `ends ${version.to} before it begins ${version.from}`)
    const next = versions[index + 1]
    if (!next) continue
    if (version.to === undefined || next.from <= version.to)
      throw wrong(
        index + 1,
        `overlap: begins ${next.from} while the version from ${version.from} still holds`,
      )
    if (next.from !== dayAfter(version.to))
      throw wrong(index + 1, `gap: nothing holds from ${dayAfter(version.to)} to ${dayBefore(next.from)}`)
  }
}

function readRoute(
  read: YamlFile<typeof RouteFile._output>,
  values: Map<string, DatedValue>,
  instruments: Map<string, Instrument>,
): Route {
  const { route: id, title, from, conditions } = read.data
  const questions = Object.fromEntries(
    Object.entries(read.data.facts).filter(
      (entry): entry is [string, Question] => typeof entry[1] === 'object',
    ),
  )
  const facts = Object.fromEntries(
    Object.entries(read.data.facts).map(([name, fact]) => [
      name,
      typeof fact === 'object' ? fact.type : fact,
    ]),
  )
  const options = Object.fromEntries(
    Object.entries(questions).flatMap(([name, { options }]) =>
      typeof options === 'object' ? [[name, Object.keys(options)]] : [],
    ),
  )
  const notNeeded = read.data['not-needed']

  for (const [part, list] of [
    ['not-needed', notNeeded],
    ['conditions', conditions],
  ] as const) {
    const byId = new Map<string, number[]>()
    for (const [at, row] of list.entries()) {
      const wrong = (what: string) => mistake(read, [part, at], `${row.id}: ${what}`)
      const known = (fact: string) => {
        if (!Object.hasOwn(facts, fact)) throw wrong(`unknown fact ${fact}`)
      }
      known(row.fact)
      for (const when of [row.when ?? []].flat()) known(when.fact)
      if (row.of) known(row.of)
      if (!instruments.has(row.source.instrument)) throw wrong(`unknown instrument ${row.source.instrument}`)
      if ((row.value === undefined) !== (row.is === 'known')) throw wrong(`${row.is} and value do not fit`)
      if ((row.of === undefined) === (row.is === 'within-days'))
        throw wrong('within-days needs of, others do not')
      if (row.from < from) throw wrong(`begins ${row.from} before the route, ${from}`)
      if (typeof row.value === 'object' && 'fact' in row.value) known(row.value.fact)
      if (typeof row.value === 'object' && 'dated' in row.value) {
        const dated = values.get(row.value.dated)
        if (!dated) throw wrong(`unknown value ${row.value.dated}`)
        if (dated.versions.some(({ value }) => typeof value === 'object' && !Array.isArray(value)))
          throw wrong(`${dated.id} is a table, and no condition compares with one`)
        const first = dated.versions[0]?.from ?? ''
        const last = dated.versions.at(-1)?.to
        if (first > row.from || (last !== undefined && (row.to === undefined || row.to > last)))
          throw wrong(`${dated.id} does not cover the days of this condition`)
      }
      byId.set(row.id, [...(byId.get(row.id) ?? []), at])
    }
    for (const [name, places] of byId)
      checkDates(
        places.map((at) => list[at] as ConditionRow),
        (index, what) => mistake(read, [part, places[index] ?? 0], `${name}: ${what}`),
      )
  }
  return { id, title, from, facts, questions, options, notNeeded, conditions }
}

function readCalendar(read: YamlFile<Calendar>, instruments: Map<string, Instrument>): Calendar {
  const calendar = read.data
  for (const part of ['holidays', 'kurban-ait', 'moved'] as const)
    for (const [at, row] of calendar[part].entries())
      if (!instruments.has(row.source.instrument))
        throw mistake(read, [part, at], `unknown instrument ${row.source.instrument}`)

  const years = new Set<string>()
  for (const [at, row] of calendar['kurban-ait'].entries()) {
    const year = row.on.slice(0, 4)
    if (years.has(year)) throw mistake(read, ['kurban-ait', at], `overlap: ${year} stands twice`)
    years.add(year)
  }
  for (
    let year = Number(calendar.complete.from.slice(0, 4));
    year <= Number(calendar.complete.to.slice(0, 4));
    year++
  )
    if (!years.has(String(year)))
      throw mistake(read, ['kurban-ait'], `gap: no first day of Kurban Ait in ${year}`)
  return calendar
}

/** The state of a condition over the dated value it compares with. */
export const stateOver = (condition: LawState, value: DatedVersion | undefined): LawState =>
  value ? weaker(condition, value.state) : condition
