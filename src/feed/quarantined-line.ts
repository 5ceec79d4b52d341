import type { Query } from '../platform/database.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { FeedKind } from './feed-kind.ts'
import { setPath } from './read-csv.ts'

/** A line that is no fact yet, as it is kept. */
export interface KeptLine {
  id: string
  file: string
  kind: string
  institution: string
  line: number
  reason: string
  field: string | null
  content: string | null
  fields: Record<string, unknown> | null
  mended: Record<string, unknown> | null
  received_at: Date
}

export const keptColumns = sql.raw(
  'id, file, kind, institution, line, reason, field, content, fields, mended, received_at',
)

/** @throws Fault not-found when it waits no longer, or is not the asker's to see */
export async function getKeptLine(query: Query, id: string, lock = false): Promise<KeptLine> {
  const row = await query.maybe<KeptLine>(
    sql`select ${keptColumns} from feed.quarantine where id = ${id}::uuid and state = 'waiting' ${lock ? sql`for update` : sql``}`,
  )
  if (!row) throw new Fault('not-found')
  return row
}

/** The event as its sender would write it, or the text when that is no event at all. What somebody mended comes before what arrived. */
export function eventOf(kind: FeedKind, row: KeptLine): Record<string, unknown> | string {
  if (row.mended) return row.mended
  if (row.fields) return fromColumns(kind, row.fields)
  const text = row.content ?? ''
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : text
  } catch {
    return text
  }
}

function fromColumns(kind: FeedKind, fields: Record<string, unknown>): Record<string, unknown> {
  const event: Record<string, unknown> = {
    source: fields.source,
    sourceReference: fields.source_reference,
    ...(fields.corrects ? { corrects: fields.corrects } : {}),
    ...(fields.withdrawn ? { withdrawn: true } : {}),
  }
  for (const [column, path] of Object.entries(kind.paths)) {
    const value = fields[column]
    if (value !== undefined) setPath(event, path, kind.restore?.[column]?.(String(value)) ?? value)
  }
  return event
}
