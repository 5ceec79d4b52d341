import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { wrongCall } from '../../platform/command.ts'
import { isoDay } from '../../platform/day.ts'
import { YamlMistake } from '../../platform/read-yaml.ts'
import { checkPolicy } from '../check-policy.ts'
import { compareLaws, type Difference, plain } from '../compare-laws.ts'
import { compileRoute } from '../compile-route.ts'
import { type DatedVersion, filesLaw, loadPolicy, type Policy } from '../load-policy.ts'
import type { ConditionRow, FromSeen } from '../policy-schema.ts'
import { lawWith, standing, type Published as Text } from '../published-law.ts'
import { findValueAt, policyHash } from '../value-at.ts'

interface Io {
  out(text: string): void
  err(text: string): void
  tty: boolean
}

export const usage = `qonys policy check [--json]
qonys policy explain ROUTE|VALUE [--at DATE] [--files] [--json]
qonys policy diff [--from DATE] [--to DATE] [--with DIR] [--files] [--json]
qonys policy replay [--with DIR] [--kind KIND] [--since DATE] [--until DATE] [--json]
qonys policy replay --scenario ID [--json]   a scenario of /reform anew, and whether its numbers are the same
qonys policy draft FILE --to DIR             the law as the text of a draft would make it, as files`

/** What officials published in this installation; undefined where there is no database to ask. */
export type Published = () => Promise<Text[] | undefined>

/**
 * `check` runs the cases of the files (exit 1 when something is wrong); `explain` prints what a route asks or a value is on a day
 * (today in Kazakhstan without --at), with article, source and state; `diff` what differs between two days or two laws. Both read the
 * files and what officials published over them, where there is a database, and say which is which; `--files` leaves the database alone.
 * Exit 2 for a wrong call, 3 when there is a database that does not answer.
 */
export async function policyCommand(
  args: string[],
  io: Io,
  published: Published = async () => undefined,
): Promise<number> {
  let call: { positionals: string[]; values: Options }
  try {
    call = parseArgs({ args, allowPositionals: true, options })
    for (const day of [call.values.at, call.values.from, call.values.to]) if (day) isoDay(day)
  } catch (error) {
    io.err(`${wrongCall(error)}\n${usage}`)
    return 2
  }
  const { positionals, values } = call
  const [verb, name, ...rest] = positionals
  const takes = { check: [], explain: ['at', 'files'], diff: ['from', 'to', 'with', 'files'] }
  const allowed: string[] = takes[verb as keyof typeof takes] ?? []
  const fits =
    (verb === 'explain') === (name !== undefined) &&
    rest.length === 0 &&
    Object.keys(values).every((option) => option === 'json' || allowed.includes(option))
  if (!fits || (verb !== 'check' && verb !== 'explain' && verb !== 'diff')) {
    io.err(usage)
    return 2
  }
  if (verb === 'check') return check(io, values.json === true)
  let texts: Text[] | undefined
  try {
    texts = values.files ? undefined : await published()
  } catch (error) {
    io.err(
      `The database did not say what officials published: ${(error as Error).message}\nWith --files this tells the law of the files alone.`,
    )
    return 3
  }
  const told = { law: lawWith(filesLaw(), texts ?? []), texts, io, json: values.json === true }
  if (!told.json)
    io.err(
      texts
        ? `The law of the files, and ${standing(texts).length} texts that officials published here.`
        : 'The law of the files alone.',
    )
  return verb === 'explain' ? explain(name ?? '', isoDay(values.at ?? today()), told) : diff(values, told)
}

const options = {
  at: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  with: { type: 'string' },
  files: { type: 'boolean' },
  json: { type: 'boolean' },
} as const
type Options = {
  [O in keyof typeof options]?: (typeof options)[O]['type'] extends 'string' ? string : boolean
}

/** The law that is told of, and where it is told. `texts` are those of officials; undefined without a database. */
interface Told {
  law: Policy
  texts: Text[] | undefined
  io: Io
  json: boolean
}

const today = () => Temporal.Now.plainDateISO('Asia/Almaty')

function check(io: Io, json: boolean): number {
  const problems = checkPolicy()
  if (json) io.out(JSON.stringify({ problems }))
  else if (problems.length === 0) io.out('The policy and its cases agree.')
  else for (const { file, line, what } of problems) io.out(`${file}:${line}: ${what}`)
  return problems.length === 0 ? 0 : 1
}

function explain(name: string, day: string, { law, texts, io, json }: Told): number {
  const published = texts ? standing(texts).length : null
  if (law.values.has(name)) {
    const version = findValueAt(name, day, law)
    if (!version) {
      if (json) io.out(JSON.stringify({ value: name, at: day, published, version: null }))
      else io.out(`${name} had no value on ${day}.`)
      return 1
    }
    if (json) io.out(JSON.stringify({ value: name, at: day, published, from: originOf(version), version }))
    else tellValue(version, law, io)
    return 0
  }
  const route = law.routes.get(name)
  if (!route) {
    io.err(`Neither a route nor a value is called ${name}. Routes: ${[...law.routes.keys()].join(', ')}.`)
    return 2
  }
  if (day < route.from) {
    if (json) io.out(JSON.stringify({ route: name, at: day, conditions: null, from: route.from }))
    else io.out(`${name} began on ${route.from}.`)
    return 1
  }
  const compiled = compileRoute(name, law).lawAt(day)
  if (json) {
    const told = (rows: typeof compiled.conditions) =>
      rows.map(({ row, state, dated }) => ({
        ...row,
        state,
        ...(dated ? { version: dated, 'value-from': originOf(dated) } : {}),
      }))
    io.out(
      JSON.stringify({
        route: name,
        at: day,
        published,
        policyHash: policyHash(day, law),
        'not-needed': told(compiled.notNeeded),
        conditions: told(compiled.conditions),
      }),
    )
    return 0
  }
  io.out(`${route.title.en}, law of ${day} (${policyHash(day, law).slice(0, 12)})\n`)
  for (const { row, dated, state } of [...compiled.notNeeded, ...compiled.conditions]) {
    io.out(row.says.en)
    io.out(`  ${asks(row, dated)}`)
    const chosen = dated ? dated.fromSeen : row['from-seen']
    io.out(
      `  ${row.article} · ${state} · from ${dated?.from ?? row.from}${chosen ? ` (${chosenWords[chosen]})` : ''}`,
    )
    io.out(dated ? `  its value: ${originWords(dated, law)}\n` : '')
  }
  return 0
}

/** What differs between the law of two days, or between the law and a draft of it. Exit 1 when something does. */
function diff(values: Options, { law, texts, io, json }: Told): number {
  let draft = law
  try {
    if (values.with !== undefined)
      draft = lawWith(loadPolicy(pathToFileURL(`${values.with.replace(/\/$/, '')}/`)), texts ?? [])
  } catch (error) {
    io.err(
      error instanceof YamlMistake
        ? `${error.file}:${error.line}: ${error.what}`
        : `${wrongCall(error)}\n${usage}`,
    )
    return 2
  }
  const from = isoDay(values.from ?? today())
  const to = isoDay(values.to ?? from)
  const found = compareLaws({ law, on: from }, { law: draft, on: to }).map((one) => ({
    ...one,
    beforeFrom: originOn(one, from, law),
    afterFrom: originOn(one, to, draft),
  }))
  if (json) io.out(JSON.stringify({ published: texts ? standing(texts).length : null, differences: found }))
  else if (found.length === 0) io.out('Nothing differs.')
  else
    for (const { kind, id, before, after, beforeFrom, afterFrom } of found) {
      io.out(`${kind} ${id}`)
      if (before !== undefined) io.out(`  - ${before} [${beforeFrom}]`)
      if (after !== undefined) io.out(`  + ${after} [${afterFrom}]`)
    }
  return found.length === 0 ? 0 : 1
}

/** Where a text comes from: a file of the law, or two officials. */
const originOf = (version: DatedVersion): 'file' | 'published' =>
  version.source.seen === 'published' ? 'published' : 'file'

/** Where a text that differs comes from on a day; a condition is published where the value it compares with is. */
function originOn({ kind, id }: Difference, day: string, law: Policy): 'file' | 'published' | undefined {
  if (kind === 'value') {
    const version = law.values.has(id) ? findValueAt(id, day, law) : undefined
    return version && originOf(version)
  }
  const [route = '', condition] = id.split('/')
  const first = law.routes.get(route)?.from
  if (first === undefined || day < first) return undefined
  const { notNeeded, conditions } = compileRoute(route, law).lawAt(day)
  const found = [...notNeeded, ...conditions].find(({ row }) => row.id === condition)
  return found && (found.dated ? originOf(found.dated) : 'file')
}

function originWords(version: DatedVersion, law: Policy): string {
  const by = law.instruments.get(version.source.instrument)?.published
  return by
    ? `published here on ${by.at.toString().slice(0, 10)} by two officials, ${by.institution.en}, serial ${by.serial}`
    : `policy/values/${law.values.get(version.id)?.group}.yaml`
}

const chosenWords: Record<FromSeen, string> = {
  year: 'only the year was read, the day was chosen',
  month: 'only the month was read, the day was chosen',
  'not-seen': 'the first day was not read, it was chosen',
}

function tellValue(version: DatedVersion, law: Policy, io: Io): void {
  const chosen = version.fromSeen ? ` (${chosenWords[version.fromSeen]})` : ''
  io.out(`${law.values.get(version.id)?.title.en}: ${plain(version.value)} ${version.unit}`)
  io.out(`  from ${version.from}${chosen}${version.to ? ` to ${version.to}` : ''}, ${version.state}`)
  io.out(`  ${version.article}`)
  io.out(
    `  ${law.instruments.get(version.source.instrument)?.title ?? version.source.instrument} ${version.source.url ?? `(${version.source.seen})`}`,
  )
  io.out(`  ${originWords(version, law)}`)
  if (version.note) io.out(`  ${version.note}`)
}

function asks(row: ConditionRow, dated: DatedVersion | undefined): string {
  const value = row.value
  const bound =
    dated !== undefined
      ? `${String(dated.value)} (${dated.version})`
      : typeof value === 'object' && 'fact' in value
        ? value.fact
        : String(value ?? '')
  const when = [row.when ?? []]
    .flat()
    .map(
      (clause) =>
        `, when ${clause.fact} is ${'one-of' in clause ? clause['one-of'].join(' or ') : String(clause.equals)}`,
    )
    .join('')
  return `${row.fact} ${row.is} ${bound}`.trimEnd() + when
}
