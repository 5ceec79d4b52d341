import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

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
    | 'not-a-row'
  readonly values: Record<string, string>

  constructor(at: number, code: DraftMistake['code'], values: Record<string, string> = {}) {
    super(`change ${at + 1}: ${code} ${Object.values(values).join(' ')}`)
    this.at = at
    this.code = code
    this.values = values
  }
}

/** A version of a value or condition as a file has it. */
export type Row = Record<string, unknown> & { from: string; to?: string }
/** A folder of the law that is being written over. */
export interface Files {
  read<T>(file: string): T
  /** The files of a folder. */
  list(folder: string): string[]
  /** Whether a name stands in a file at all: most need not be read. */
  mentions(file: string, name: string): boolean
  edit(file: string, data: unknown): void
}

/** The files of a folder; what was edited is read as edited. */
export const filesIn = (folder: string, edited: Map<string, unknown>): Files => ({
  read: <T>(file: string) =>
    (edited.get(file) ?? parse(readFileSync(join(folder, file), 'utf8'), { maxAliasCount: 1000 })) as T,
  list: (name) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => `${name}/${file}`),
  mentions: (file, name) => edited.has(file) || readFileSync(join(folder, file), 'utf8').includes(name),
  edit: (file, data) => edited.set(file, data),
})

/** The row that holds on a day. */
export const holdingOn = (rows: Row[], day: string): Row | undefined =>
  rows.findLast((row) => row.from <= day && (row.to === undefined || day <= row.to))

/** What a draft's own texts rest on until an act is adopted. */
export const draftSource = { instrument: 'DRAFT', seen: 'page' } as const
