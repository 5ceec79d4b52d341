import { sql, type Tx } from '../platform/database.ts'
import { type DatedValue, type DatedVersion, dayBefore, type Policy } from './load-policy.ts'
import type { Calendar, PolicyTable, PolicyValue } from './policy-schema.ts'

export const publishedKinds = [
  'value',
  'moved-day',
  'kurban-ait',
  'holiday',
  'holiday-end',
  'whole-year',
] as const
export type PublishedKind = (typeof publishedKinds)[number]

type Names = { kk: string; ru: string; en: string }

/** What a publication says, by its kind; `words` name the codes of a list that no file names. */
export type Content =
  | { value: PolicyValue | PolicyTable; words?: Record<string, Names> }
  | { rest: string; work: string }
  | { on: string }
  | { day: string; moves: boolean; name: Names }
  | { day: string }
  | { year: number }

/** One text as two officials of the ministry published it. */
export interface Published {
  id: string
  serial: number
  act: 'set' | 'correct' | 'withdraw'
  kind: PublishedKind
  key: string
  content: Content
  applies_from: string
  applies_to: string | null
  adopted: string
  in_force: string
  instrument: string
  article: string
  url: string | null
  state: 'in force' | 'pilot'
  note: string | null
  withdraws: string | null
  institution: Names
  proposer: string
  publisher: string
  published_at: Date
}

/** Everything published, in the order of publication. Everybody may read it. */
export const findPublished = (tx: Pick<Tx, 'rows'>): Promise<Published[]> =>
  tx.rows<Published>(sql`
    select p.id, p.serial::int as serial, p.act, p.kind, p.key, p.content, p.applies_from, p.applies_to, p.adopted, p.in_force, p.instrument, p.article,
      p.url, p.state, p.note, p.withdraws, i.names as institution, a.name as proposer, b.name as publisher, p.published_at
    from policy.publication p
      join institution.institution i on i.code = p.publishing_institution
      join institution.staff a on a.id = p.proposed_by
      join institution.staff b on b.id = p.published_by
    where p.published_at is not null order by p.serial`)

/** The name under which a publication stands among the instruments. */
export const instrumentOf = (serial: number): string => `publication-${serial}`

/** Published texts that were not withdrawn, in the order of publication. */
export function standing(rows: Published[]): Published[] {
  const withdrawn = new Set(rows.map(({ withdraws }) => withdraws))
  return rows.filter(({ id, act }) => act !== 'withdraw' && !withdrawn.has(id))
}

/**
 * The law of the files with everything published over it, in the order of publication. A published version ends the one before it;
 * one of the same day takes its place, as does a corrected text. Pure; the files' law is left as it is.
 */
export function lawWith(files: Policy, published: Published[]): Policy {
  const rows = standing(published)
  const instruments = new Map(files.instruments)
  const values = new Map(files.values)
  let calendar: Calendar = files.calendar
  for (const row of rows) {
    instruments.set(instrumentOf(row.serial), {
      id: instrumentOf(row.serial),
      title: row.instrument,
      ...(row.url ? { url: row.url } : {}),
      published: {
        serial: row.serial,
        at: row.published_at.toTemporalInstant(),
        institution: row.institution,
        by: [row.proposer, row.publisher],
      },
    })
    if (row.kind === 'value') {
      const value = values.get(row.key)
      // A value that a newer program no longer knows decides nothing.
      if (value) values.set(row.key, withVersion(value, row))
    } else calendar = withDay(calendar, row)
  }
  return { ...files, values, instruments, calendar }
}

function sourceOf(row: Published) {
  return {
    instrument: instrumentOf(row.serial),
    ...(row.url ? { url: row.url } : {}),
    seen: 'published' as const,
  }
}

/** @returns the value with the published version in its place */
function withVersion(value: DatedValue, row: Published): DatedValue {
  const content = row.content as Extract<Content, { value: unknown }>
  const from = row.applies_from
  const next = value.versions.find((one) => one.from > from)
  const same = value.versions.find((one) => one.from === from)
  const to = row.applies_to ?? same?.to ?? (next ? dayBefore(next.from) : undefined)
  const added: DatedVersion = {
    id: value.id,
    value: content.value,
    unit: value.unit,
    article: row.article,
    source: sourceOf(row),
    state: row.state,
    from,
    ...(to ? { to } : {}),
    adopted: row.adopted,
    inForce: row.in_force,
    ...(row.note ? { note: row.note } : {}),
    // A corrected version has the days of the one it takes the place of; its name tells them apart.
    version: row.act === 'correct' ? `${value.id}@${from}~${row.serial}` : `${value.id}@${from}`,
  }
  const before = value.versions
    .filter((one) => one.from < from)
    .map((one) => (one.to !== undefined && one.to < from ? one : { ...one, to: dayBefore(from) }))
  return {
    ...value,
    words: { ...value.words, ...content.words },
    versions: [...before, added, ...value.versions.filter((one) => one.from > from)],
  }
}

function withDay(calendar: Calendar, row: Published): Calendar {
  const given = { state: row.state, source: sourceOf(row), ...(row.note ? { note: row.note } : {}) }
  switch (row.kind) {
    case 'moved-day': {
      const { rest, work } = row.content as { rest: string; work: string }
      return {
        ...calendar,
        moved: [...calendar.moved.filter((one) => one.rest !== rest), { rest, work, ...given }],
      }
    }
    case 'kurban-ait': {
      const { on } = row.content as { on: string }
      const others = calendar['kurban-ait'].filter((one) => one.on.slice(0, 4) !== on.slice(0, 4))
      return { ...calendar, 'kurban-ait': [...others, { on, ...given }] }
    }
    case 'holiday': {
      const { day, moves, name } = row.content as { day: string; moves: boolean; name: Names }
      const to = row.applies_to ? { to: row.applies_to } : {}
      return {
        ...calendar,
        holidays: [...calendar.holidays, { day, moves, name, from: row.applies_from, ...to, ...given }],
      }
    }
    case 'holiday-end': {
      const { day } = row.content as { day: string }
      return {
        ...calendar,
        holidays: calendar.holidays.map((one) =>
          one.day === day && one.to === undefined ? { ...one, to: dayBefore(row.applies_from) } : one,
        ),
      }
    }
    case 'whole-year': {
      const { year } = row.content as { year: number }
      return { ...calendar, complete: { ...calendar.complete, to: `${year}-12-31` } }
    }
    default:
      return calendar
  }
}
