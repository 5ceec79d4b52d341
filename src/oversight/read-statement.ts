import { z } from 'zod'

/** What we read of one line of PostgreSQL's `jsonlog`. */
const Line = z.object({
  timestamp: z.string(),
  user: z.string().optional(),
  dbname: z.string().optional(),
  remote_host: z.string().optional(),
  session_id: z.string().optional(),
  application_name: z.string().optional(),
  error_severity: z.string().optional(),
  message: z.string().default(''),
  detail: z.string().optional(),
})

export type LogLine =
  | { kind: 'beat'; database: string; n: bigint }
  | ({ kind: 'signed-in'; client: string | null } & Said)
  | ({ kind: 'left' } & Said)
  | ({ kind: 'statement'; program: string | null; text: string; parameters: string } & Said)

interface Said {
  at: string
  account: string
  session: string
  /** None for what copies the whole server (replication). */
  database: string | undefined
}

/**
 * One line of the log as we use it; undefined for what tells of no statement and no session. The log's clock must be UTC
 * (`log_timezone`): another zone has abbreviations that nothing can read for certain, so such a line is refused by an error.
 */
export function readLogLine(written: string): LogLine | undefined {
  let json: unknown
  try {
    json = JSON.parse(written)
  } catch {
    return undefined
  }
  const { data: line } = Line.safeParse(json)
  if (!line?.session_id) return undefined
  const { message, session_id: session } = line
  const beat = /^qonys beat (\S+) (\d+)$/.exec(message)
  if (beat) return { kind: 'beat', database: beat[1] ?? '', n: BigInt(beat[2] ?? 0) }
  const stamp = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) (?:UTC|GMT)$/.exec(line.timestamp)
  if (!stamp) throw Object.assign(new Error('the log is not in UTC'), { code: 'log-timezone' })
  const at = `${stamp[1]}T${stamp[2]}Z`
  const proven = /^connection authenticated: (?:identity|user)="([^"]*)"/.exec(message)
  const account = line.user || proven?.[1]
  if (!account) return undefined
  const who = { at, account, session, database: line.dbname || undefined }
  if (proven) return { kind: 'signed-in', ...who, client: line.remote_host ?? null }
  if (message.startsWith('disconnection:')) return { kind: 'left', ...who }
  const said =
    /^(?:statement: |execute [^:]*: |(fastpath function call: )|(received replication command: ))([\s\S]*)$/.exec(
      message,
    )
  if (!said) return undefined
  const text = (said[1] ?? said[2] ?? '') + (said[3] ?? '')
  return {
    kind: 'statement',
    ...who,
    program: line.application_name ?? null,
    text,
    parameters: line.detail ?? '',
  }
}

export interface Judged {
  /** Tables with something of a person that the words name. */
  tables: string[]
  categories: string[]
  /** Ids that alone its rows may have, as far as its words tell; empty when they tell no such thing. They may be of anything. */
  ids: string[]
}

const id = `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`

/** Words after which rows are shown or touched. A statement that only builds or grants shows nobody anything. */
const touches = /\b(select|copy|table|update|delete|insert|merge|execute|perform|call|fetch|do)\b/i
/** What can read without naming a table: code in quotes, files of the server, replication, prepared names. */
const hidden =
  /\b(execute|do|call|fetch)\b|\bpg_read_(binary_)?file\b|\blo_(get|export)\b|\bpg_stat_get_|\bdblink|\bquery_to_xml|\b(table|schema|database)_to_xml|fastpath function call|received replication command: (START_REPLICATION|BASE_BACKUP)/i

/**
 * Whether a statement may have shown or changed something of persons, judged by its words alone. Rather too much than too little:
 * what cannot be told counts as a look at the whole register.
 * @param guarded tables with something of persons, as `schema.table`
 * @returns undefined when it shows nothing of anybody
 */
export function judgeStatement(text: string, parameters: string, guarded: string[]): Judged | undefined {
  // Comments hide nothing from the server and must not from us.
  const words = text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replaceAll('"', '')
  if (!touches.test(words) && !/received replication command|fastpath/.test(words)) return undefined
  const tables = guarded.filter((name) => names(words, name))
  const unclear = hidden.test(words)
  if (tables.length === 0 && !unclear) return undefined
  return {
    tables,
    categories: categoriesOf(tables, unclear),
    ids: unclear ? [] : onlyIds(words, parameters),
  }
}

/** What may let in rows beside those with the ids. */
const widens =
  /;\s*\S|\b(or|not|union|except|intersect|join|case|lateral)\b|<>|!=|[^=<>]>|<[^=<>]|\(\s*select\b|\bfrom\b[^;]*,[^;]*\bwhere\b/i

/** The ids of one condition that every row must meet: `column = 'id'`, `column in ('id', …)`, or the same with a parameter. */
function onlyIds(words: string, parameters: string): string[] {
  const [, conditions] =
    /\bwhere\b([\s\S]*?)(?:\b(?:group|order|limit|offset|fetch|returning|for|window|having)\b|;|$)/i.exec(
      words,
    ) ?? []
  if (conditions === undefined || widens.test(words)) return []
  const one = /^\s*[\w.]+\s*(?:=\s*(\S+)|in\s*\(([^()]*)\))\s*$/i
  for (const condition of conditions.split(/\band\b/i)) {
    const [, equal, among] = one.exec(condition) ?? []
    const values = equal ? [equal] : (among?.split(',') ?? [])
    const ids = values.map((value) => idOf(value.trim(), parameters))
    if (ids.length > 0 && ids.every((found) => found !== undefined)) return ids
  }
  return []
}

function idOf(value: string, parameters: string): string | undefined {
  const plain = value.replace(/::\s*uuid$/i, '')
  const number = /^\$(\d+)$/.exec(plain)?.[1]
  const text = number ? new RegExp(`\\$${number} = ('[^']*')`).exec(parameters)?.[1] : plain
  return new RegExp(`^'(${id})'$`, 'i').exec(text ?? '')?.[1]?.toLowerCase()
}

/** Whether the words name the table: with its schema, or alone where a table stands. */
function names(words: string, table: string): boolean {
  const [schema = '', name = ''] = table.split('.')
  const full = new RegExp(`\\b${schema}\\s*\\.\\s*${name}\\b`, 'i')
  const alone = new RegExp(`\\b(from|join|into|update|copy|table|only|using)\\s+${name}\\b(?!\\s*\\.)`, 'i')
  return full.test(words) || alone.test(words)
}

const kinds: [RegExp, string][] = [
  [/^person\.(travel_document|iin|file)|^credential\./, 'documents'],
  [/^person\.|^identity\.|^organisation\.|^message\.|^pgboss\./, 'identity'],
  [/^case\.decision|^residence\.|^permit\.permit|^employer_permit\.permit/, 'decision'],
  [/^case\./, 'case'],
  [/^employment\.|^permit\.|^employer_permit\./, 'employment'],
  [/^payment\./, 'payment'],
  [/^stay\.crossing/, 'movement'],
  [/^stay\.|^feed\./, 'stay'],
  [/^platform\.read_record|^oversight\./, 'reads'],
]

const categoriesOf = (tables: string[], unclear: boolean): string[] =>
  unclear ? [...new Set(['identity', ...tables.map(kindOf)])] : [...new Set(tables.map(kindOf))]

const kindOf = (table: string): string => kinds.find(([pattern]) => pattern.test(table))?.[1] ?? 'identity'

/** Words that change what the log gets. */
export const changesLogging = (text: string): boolean =>
  /\b(log_statement|logging_collector|log_destination|log_directory|log_filename|log_min_messages|log_connections|log_disconnections|pg_rotate_logfile|session_preload_libraries|shared_preload_libraries)\b/i.test(
    text,
  ) && !/^\s*(select|show)\b/i.test(text)
