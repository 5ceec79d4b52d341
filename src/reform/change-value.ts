import { type DatedVersion, dayAfter, dayBefore, filesLaw, policy } from '../policy/load-policy.ts'
import { DraftMistake, draftSource, type Files, holdingOn, type Row } from './draft-files.ts'
import type { Change } from './draft-schema.ts'
import { codesIn, isYes } from './read-typed.ts'

type Values = {
  values: (Record<string, unknown> & { id: string; words?: object; versions: Row[] })[]
}

/**
 * Another value, or other rows of a list or table, from a day on, with the cases of its ends. It is laid over the versions that hold now,
 * those that officials published too. @throws DraftMistake where the law has no such value or a later version stands in its days
 */
export function changeValue(
  files: Files,
  at: number,
  change: Extract<Change, { kind: 'value' | 'list' }>,
): void {
  for (const file of files.list('values')) {
    if (!files.mentions(file, change.id)) continue
    const data = files.read<Values>(file)
    const value = data.values.find(({ id }) => id === change.id)
    if (!value) continue
    const now = policy().values.get(change.id)
    if (now && now !== filesLaw().values.get(change.id) && !value.versions.some(isDrafted)) {
      value.versions = now.versions.map((version) => asRow(files, version))
      value.words = now.words
    }
    const former = value.versions
    const holding = holdingOn(former, change.from)
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
      source: draftSource,
    })
    files.edit(file, data)
    writeValueCases(files, change, next, former)
    return
  }
  throw new DraftMistake(at, 'unknown-value', { id: change.id })
}

const isDrafted = (row: Row): boolean =>
  (row.source as { instrument?: string } | undefined)?.instrument === draftSource.instrument

/** A version as a file has it; the act of one that officials published is added to the instruments. */
function asRow(files: Files, version: DatedVersion): Row {
  const { instrument } = version.source
  const acts = files.read<{ instruments: { id: string; title: string; url?: string }[] }>('instruments.yaml')
  const act = policy().instruments.get(instrument)
  if (act && !acts.instruments.some(({ id }) => id === instrument)) {
    acts.instruments.push({ id: act.id, title: act.title, ...(act.url ? { url: act.url } : {}) })
    files.edit('instruments.yaml', acts)
  }
  return {
    value: version.value,
    from: version.from,
    ...(version.fromSeen ? { 'from-seen': version.fromSeen } : {}),
    ...(version.to ? { to: version.to } : {}),
    ...(version.adopted ? { adopted: version.adopted } : {}),
    ...(version.inForce ? { 'in-force': version.inForce } : {}),
    article: version.article,
    state: version.state,
    source: version.source,
    ...(version.note ? { note: version.note } : {}),
  }
}

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
  if (typeof like === 'boolean') return isYes(text)
  if (Array.isArray(like)) return codesIn(text)
  if (typeof like === 'object' && like !== null) return { ...like, ...readRows(at, text) }
  return text
}

/** Rows of a table, "KZ-55 977; KZ-75 1200": those named change, the others stay. */
function readRows(at: number, text: string): Record<string, number> {
  return Object.fromEntries(
    text
      .split(/[;\n]/)
      .filter((row) => row.trim() !== '')
      .map((row) => {
        const [, code = '', n = ''] = /^\s*([A-Za-z0-9-]+)[\s:=]+([\d\s.,]+)$/.exec(row) ?? []
        const number = Number(n.replaceAll(/\s/g, '').replace(',', '.'))
        if (!code || !Number.isFinite(number)) throw new DraftMistake(at, 'not-a-row', { text: row.trim() })
        return [code, number]
      }),
  )
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
        ? [{ ...row, from: dayAfter(end), 'from-seen': undefined }]
        : []),
    ]
  })
  return [...kept, version].sort((a, b) => (a.from < b.from ? -1 : 1))
}

/** The two days at each end of a changed value say the change again: a value that lands on another day is found. */
function writeValueCases(
  files: Files,
  change: Extract<Change, { kind: 'value' | 'list' }>,
  next: unknown,
  former: Row[],
): void {
  type Cases = { values: { value: string; at: string; is: unknown }[] }
  const lists = files.list('cases').filter((file) => file.startsWith('cases/values'))
  const file = lists.find((one) => files.mentions(one, change.id)) ?? 'cases/values.yaml'
  const data = files.read<Cases>(file)
  const within = (day: string) => change.from <= day && (change.to === undefined || day <= change.to)
  const caseOn = (at: string) => data.values.find((row) => row.value === change.id && row.at === at)
  const says = (at: string, is: unknown) => {
    const known = caseOn(at)
    if (known) known.is = is
    else data.values.push({ value: change.id, at, is })
  }
  const stays = (at: string) => caseOn(at) ?? says(at, holdingOn(former, at)?.value ?? 'none')
  for (const row of data.values) if (row.value === change.id && within(row.at)) row.is = next
  stays(dayBefore(change.from))
  says(change.from, next)
  if (change.to) {
    says(change.to, next)
    stays(dayAfter(change.to))
  }
  files.edit(file, data)
}
