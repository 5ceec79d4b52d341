import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isoDay } from '../../platform/day.ts'
import { YamlMistake } from '../../platform/read-yaml.ts'
import { checkPolicy } from '../check-policy.ts'
import { compareLaws, type Difference, plain } from '../compare-laws.ts'
import { compileRoute } from '../compile-route.ts'
import { type DatedVersion, loadPolicy, policy } from '../load-policy.ts'
import type { ConditionRow } from '../policy-schema.ts'
import { findValueAt, policyHash } from '../value-at.ts'

interface Io {
  out(text: string): void
  err(text: string): void
  tty: boolean
}

const usage = `qonys policy check [--json]
qonys policy explain ROUTE|VALUE [--at DATE] [--json]
qonys policy diff [--from DATE] [--to DATE] [--with DIR] [--json]
qonys policy replay [--with DIR] [--kind KIND] [--since DATE] [--until DATE] [--json]`

/**
 * `check` runs the policy's cases (exit 1 when something is wrong); `explain` prints what a route asks or a value is on a day
 * (today in Kazakhstan without --at), with article, source and state. Exit 2 for a wrong call.
 */
export async function policyCommand(args: string[], io: Io): Promise<number> {
  if (args[0] === 'diff') return diff(args.slice(1), io)
  let call: { positionals: string[]; values: { at?: string | undefined; json?: boolean | undefined } }
  let day: string
  try {
    call = parseArgs({
      args,
      allowPositionals: true,
      options: { at: { type: 'string' }, json: { type: 'boolean' } },
    })
    day = isoDay(call.values.at ?? Temporal.Now.plainDateISO('Asia/Almaty'))
  } catch (error) {
    io.err(`${(error as Error).message}\n${usage}`)
    return 2
  }
  const [verb, name, ...rest] = call.positionals
  if (verb === 'check' && name === undefined) return check(io, call.values.json === true)
  if (verb === 'explain' && name !== undefined && rest.length === 0)
    return explain(name, day, io, call.values.json === true)
  io.err(usage)
  return 2
}

function check(io: Io, json: boolean): number {
  const problems = checkPolicy()
  if (json) io.out(JSON.stringify({ problems }))
  else if (problems.length === 0) io.out('The policy and its cases agree.')
  else for (const { file, line, what } of problems) io.out(`${file}:${line}: ${what}`)
  return problems.length === 0 ? 0 : 1
}

function explain(name: string, day: string, io: Io, json: boolean): number {
  const law = policy()
  if (law.values.has(name)) {
    const version = findValueAt(name, day)
    if (!version) {
      if (json) io.out(JSON.stringify({ value: name, at: day, version: null }))
      else io.out(`${name} had no value on ${day}.`)
      return 1
    }
    if (json) io.out(JSON.stringify({ value: name, at: day, version }))
    else tellValue(version, law.values.get(name)?.title.en ?? name, io)
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
  const compiled = compileRoute(name).lawAt(day)
  if (json) {
    const told = (rows: typeof compiled.conditions) =>
      rows.map(({ row, state, dated }) => ({ ...row, state, ...(dated ? { version: dated } : {}) }))
    io.out(
      JSON.stringify({
        route: name,
        at: day,
        policyHash: policyHash(day),
        'not-needed': told(compiled.notNeeded),
        conditions: told(compiled.conditions),
      }),
    )
    return 0
  }
  io.out(`${route.title.en}, law of ${day} (${policyHash(day).slice(0, 12)})\n`)
  for (const { row, dated, state } of [...compiled.notNeeded, ...compiled.conditions]) {
    io.out(row.says.en)
    io.out(`  ${asks(row, dated)}`)
    io.out(`  ${row.article} · ${state} · from ${dated?.from ?? row.from}\n`)
  }
  return 0
}

/** What differs between the law of two days, or between the law and a draft of it. Exit 1 when something does. */
function diff(args: string[], io: Io): number {
  let found: Difference[]
  let json: boolean
  try {
    const { values } = parseArgs({
      args,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        with: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const today = Temporal.Now.plainDateISO('Asia/Almaty')
    const from = isoDay(values.from ?? today)
    json = values.json
    const draft =
      values.with === undefined ? policy() : loadPolicy(pathToFileURL(`${values.with.replace(/\/$/, '')}/`))
    found = compareLaws({ law: policy(), on: from }, { law: draft, on: isoDay(values.to ?? from) })
  } catch (error) {
    io.err(
      error instanceof YamlMistake
        ? `${error.file}:${error.line}: ${error.what}`
        : `${(error as Error).message}\n${usage}`,
    )
    return 2
  }
  if (json) io.out(JSON.stringify({ differences: found }))
  else if (found.length === 0) io.out('Nothing differs.')
  else
    for (const { kind, id, before, after } of found) {
      io.out(`${kind} ${id}`)
      if (before !== undefined) io.out(`  - ${before}`)
      if (after !== undefined) io.out(`  + ${after}`)
    }
  return found.length === 0 ? 0 : 1
}

function tellValue(version: DatedVersion, title: string, io: Io): void {
  io.out(`${title}: ${plain(version.value)} ${version.unit}`)
  io.out(`  from ${version.from}${version.to ? ` to ${version.to}` : ''}, ${version.state}`)
  io.out(`  ${version.article}`)
  io.out(`  ${version.source.instrument} ${version.source.url ?? `(${version.source.seen})`}`)
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
