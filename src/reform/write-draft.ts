import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parse, stringify } from 'yaml'
import { canonical } from '../platform/act.ts'
import { withPublished } from '../policy/follow-law.ts'
import {
  dayAfter,
  dayBefore,
  filesLaw,
  loadPolicy,
  type Policy,
  policy,
  policyFolder,
} from '../policy/load-policy.ts'
import type { Change, DraftText } from './draft-schema.ts'

/** A change that cannot be made to the law as it stands; `at` is its place in the draft, from 0. */
export class DraftMistake extends Error {
  readonly at: number
  readonly code:
    | 'unknown-value'
    | 'unknown-route'
    | 'unknown-condition'
    | 'overlap'
    | 'same-name'
    | 'not-a-list'
    | 'not-a-number'
  readonly values: Record<string, string>

  constructor(at: number, code: DraftMistake['code'], values: Record<string, string> = {}) {
    super(`change ${at + 1}: ${code} ${Object.values(values).join(' ')}`)
    this.at = at
    this.code = code
    this.values = values
  }
}

type Row = Record<string, unknown> & { from: string; to?: string }
interface Files {
  read<T>(file: string): T
  /** The files of a folder. */
  list(folder: string): string[]
  /** Whether a name stands in a file at all: most need not be read. */
  mentions(file: string, name: string): boolean
  edit(file: string, data: unknown): void
}

/**
 * Writes the law as a draft would have it into an empty folder, in the form of `policy/`: the changes, the draft's own cases, and the
 * cases of today whose answer it means to change. `qonys policy check`, `diff` and `replay` read such a folder.
 * @throws DraftMistake for a change that cannot be made
 */
export function writeDraft(draft: DraftText, folder: string): void {
  cpSync(fileURLToPath(policyFolder), folder, { recursive: true })
  const edited = new Map<string, unknown>()
  const files: Files = {
    read: <T>(file: string) =>
      (edited.get(file) ?? parse(readFileSync(join(folder, file), 'utf8'), { maxAliasCount: 1000 })) as T,
    list: (name) =>
      readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.yaml'))
        .sort()
        .map((file) => `${name}/${file}`),
    mentions: (file, name) => edited.has(file) || readFileSync(join(folder, file), 'utf8').includes(name),
    edit: (file, data) => edited.set(file, data),
  }
  const instruments = files.read<{ instruments: object[] }>('instruments.yaml')
  instruments.instruments.push({ id: 'DRAFT', title: draft.title })
  files.edit('instruments.yaml', instruments)
  for (const [at, change] of draft.changes.entries()) {
    if (change.kind === 'file') {
      edited.delete(change.file)
      mkdirSync(join(folder, change.file, '..'), { recursive: true })
      writeFileSync(join(folder, change.file), change.text)
    } else if (change.kind === 'value' || change.kind === 'list') changeValue(files, at, change)
    else changeCondition(files, at, change)
  }
  writeCases(files, draft)
  for (const [file, data] of edited)
    writeFileSync(join(folder, file), stringify(data, { aliasDuplicateObjects: false, lineWidth: 140 }))
}

/**
 * Opens the law as a draft would have it: loaded and compiled on demand, from a folder that `use` may read and that is gone afterwards.
 * @throws DraftMistake, YamlMistake (file and line) when it does not load
 */
export function withDraft<T>(draft: DraftText, use: (folder: URL, load: () => Policy) => T): T {
  const made = mkdtempSync(join(tmpdir(), 'qonys-draft-'))
  try {
    writeDraft(draft, made)
    const folder = pathToFileURL(`${made}/`)
    // What officials published stands over the draft as it stands over the law: only the draft's own changes differ.
    return use(folder, () => withPublished(loadPolicy(folder)))
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

/** SHA-256 over every file of the law that a draft is made from, cases too, and over what officials published over them. */
export function fingerprintOfLaw(folder: URL = policyFolder): string {
  const hash = createHash('sha256')
  const root = fileURLToPath(folder)
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort())
    if (file.endsWith('.yaml'))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  const [now, files] = [policy(), filesLaw()]
  if (now !== files)
    hash.update(
      canonical([[...now.values.values()].filter((one) => one !== files.values.get(one.id)), now.calendar]),
    )
  return hash.digest('hex')
}

type Values = { values: (Record<string, unknown> & { id: string; unit: string; versions: Row[] })[] }

function changeValue(files: Files, at: number, change: Extract<Change, { kind: 'value' | 'list' }>): void {
  for (const file of files.list('values')) {
    if (!files.mentions(file, change.id)) continue
    const data = files.read<Values>(file)
    const value = data.values.find(({ id }) => id === change.id)
    if (!value) continue
    const holding = holdingOn(value.versions, change.from)
    const next =
      change.kind === 'list'
        ? changedList(at, change, holding?.value)
        : readAs(at, change.value, (holding ?? value.versions[0])?.value)
    value.versions = overlay(at, change.id, value.versions, {
      value: next,
      from: change.from,
      ...(change.to ? { to: change.to } : {}),
      article: change.article,
      state: change.state,
      source: { instrument: 'DRAFT', seen: 'page' },
    })
    files.edit(file, data)
    writeValueCases(files, change, next, holding?.value)
    return
  }
  throw new DraftMistake(at, 'unknown-value', { id: change.id })
}

const holdingOn = (rows: Row[], day: string): Row | undefined =>
  rows.findLast((row) => row.from <= day && (row.to === undefined || day <= row.to))

function changedList(at: number, change: Extract<Change, { kind: 'list' }>, now: unknown): string[] {
  if (!Array.isArray(now)) throw new DraftMistake(at, 'not-a-list', { id: change.id })
  return [
    ...now.filter((one: string) => !change.remove.includes(one)),
    ...change.add.filter((one) => !now.includes(one)),
  ]
}

/** What was typed, as the kind of value the law has there. */
function readAs(at: number, text: string, like: unknown): unknown {
  if (typeof like === 'number') {
    const number = Number(text.replace(',', '.'))
    if (!Number.isFinite(number)) throw new DraftMistake(at, 'not-a-number', { text })
    return number
  }
  if (typeof like === 'boolean') return /^(true|yes|иә|да)$/i.test(text)
  if (Array.isArray(like))
    return text
      .split(/[,;\n]/)
      .map((one) => one.trim())
      .filter(Boolean)
  return text
}

/**
 * Puts a version over those there: what holds on its days gives way, before and after it they stay. Another version that begins within
 * an open end is an overlap that the drafter has to settle by saying until when.
 */
function overlay(at: number, id: string, rows: Row[], version: Row): Row[] {
  const later = rows.find(
    (row) => row.from > version.from && (version.to === undefined || row.from <= version.to),
  )
  if (later && version.to === undefined) throw new DraftMistake(at, 'overlap', { id, from: later.from })
  const kept = rows.flatMap((row): Row[] => {
    const end = version.to
    if ((row.to !== undefined && row.to < version.from) || (end !== undefined && row.from > end)) return [row]
    return [
      ...(row.from < version.from ? [{ ...row, to: dayBefore(version.from) }] : []),
      ...(end !== undefined && (row.to === undefined || row.to > end)
        ? [{ ...row, from: dayAfter(end) }]
        : []),
    ]
  })
  return [...kept, version].sort((a, b) => (a.from < b.from ? -1 : 1))
}

type RouteData = { facts: Record<string, string | { type: string }>; conditions: (Row & { id: string })[] }

function changeCondition(
  files: Files,
  at: number,
  change: Extract<Change, { kind: 'condition' | 'new-condition' | 'end-condition' }>,
): void {
  const file = `routes/${change.route}.yaml`
  if (!files.list('routes').includes(file))
    throw new DraftMistake(at, 'unknown-route', { route: change.route })
  const data = files.read<RouteData>(file)
  const source = { instrument: 'DRAFT', seen: 'page' }
  if (change.kind === 'new-condition') {
    if (data.conditions.some(({ id }) => id === change.id))
      throw new DraftMistake(at, 'same-name', { id: change.id })
    const says = { ...change.says, uz: change.says.ru, tg: change.says.ru, ky: change.says.ru }
    data.conditions.push({
      id: change.id,
      says,
      article: change.article,
      source,
      state: change.state,
      from: change.from,
      fact: change.fact,
      is: change.is,
      ...threshold(data, change.fact, change),
      changeable: false,
      'changed-by': 'nobody',
      asks: 'authority',
      'on-missing': says,
    })
  } else {
    const rows = data.conditions.filter(({ id }) => id === change.id)
    const holding = holdingOn(rows, change.from)
    if (!holding) throw new DraftMistake(at, 'unknown-condition', { id: change.id, from: change.from })
    const place = data.conditions.indexOf(holding as (typeof rows)[number])
    const before = holding.from < change.from ? [{ ...holding, to: dayBefore(change.from) }] : []
    const { value: _, ...same } = holding
    const after =
      change.kind === 'end-condition'
        ? []
        : [
            {
              ...same,
              from: change.from,
              is: change.is,
              ...threshold(data, String(holding.fact), change),
              article: change.article,
              state: change.state,
              source,
            },
          ]
    data.conditions.splice(place, 1, ...([...before, ...after] as typeof rows))
  }
  files.edit(file, data)
}

function threshold(
  data: RouteData,
  fact: string,
  { is, value }: { is: string; value: string },
): { value?: unknown } {
  if (is === 'known') return {}
  if (value.startsWith('dated:')) return { value: { dated: value.slice(6).trim() } }
  if (is === 'one-of' || is === 'not-one-of')
    return {
      value: value
        .split(/[,;\n]/)
        .map((one) => one.trim())
        .filter(Boolean),
    }
  const declared = data.facts[fact]
  const type = typeof declared === 'object' ? declared.type : declared
  if (type === 'number' && value !== '' && Number.isFinite(Number(value))) return { value: Number(value) }
  if (type === 'flag') return { value: /^(true|yes|иә|да)$/i.test(value) }
  return { value }
}

/** The two days at each end of a changed value say the change again: a value that lands on another day is found. */
function writeValueCases(
  files: Files,
  change: Extract<Change, { kind: 'value' | 'list' }>,
  next: unknown,
  before: unknown,
): void {
  type Cases = { values: { value: string; at: string; is: unknown }[] }
  const lists = files.list('cases').filter((file) => file.startsWith('cases/values'))
  const file = lists.find((one) => files.mentions(one, change.id)) ?? 'cases/values.yaml'
  const data = files.read<Cases>(file)
  const within = (day: string) => change.from <= day && (change.to === undefined || day <= change.to)
  const says = (at: string, is: unknown) => {
    const known = data.values.find((row) => row.value === change.id && row.at === at)
    if (known) known.is = is
    else data.values.push({ value: change.id, at, is })
  }
  for (const row of data.values) if (row.value === change.id && within(row.at)) row.is = next
  says(
    dayBefore(change.from),
    data.values.find((row) => row.value === change.id && row.at === dayBefore(change.from))?.is ??
      before ??
      'none',
  )
  says(change.from, next)
  if (change.to) {
    says(change.to, next)
    says(
      dayAfter(change.to),
      data.values.find((row) => row.value === change.id && row.at === dayAfter(change.to ?? ''))?.is ??
        before ??
        'none',
    )
  }
  files.edit(file, data)
}

function writeCases(files: Files, draft: DraftText): void {
  type Cases = { cases: { case: string; answer: string; ground?: string }[] }
  const routes = new Set([...draft.cases, ...draft.turns].map(({ route }) => route))
  for (const route of routes) {
    const file = `cases/${route}.yaml`
    if (!files.list('cases').includes(file)) continue
    const data = files.read<Cases>(file)
    for (const turn of draft.turns.filter((one) => one.route === route)) {
      const row = data.cases.find((one) => one.case === turn.case)
      if (!row) continue
      row.answer = turn.answer
      if (turn.ground) row.ground = turn.ground
      else delete row.ground
    }
    for (const { route: _, ...own } of draft.cases.filter((one) => one.route === route))
      data.cases.push({ ...own, ...(own.ground ? { ground: own.ground } : {}) } as Cases['cases'][number])
    files.edit(file, data)
  }
}
