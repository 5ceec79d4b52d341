import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { invalid } from '../platform/fault.ts'
import { type Field, type FieldMap, fieldsOf } from './field-map.ts'
import { fatherName, normalForm } from './normal-form.ts'
import { type PackedValues, packValues, sharedInts } from './pack-values.ts'
import { delimiterOfFile } from './read-csv-form.ts'
import { remember } from './remember.ts'

/** The distinct normal values of a kind of field, with how often each was seen. Code 0 is the missing value. */
export interface Dictionary {
  values: string[]
  counts: number[]
  codes: Map<string, number>
}

/** Records as columns of codes: small enough for millions in memory, equal values are equal numbers, and other threads share them. */
export interface Columns {
  /** Number of records. */
  size: number
  /** Where the second file begins; the number of records when there is one file. */
  second: number
  fields: Field[]
  columns: Int32Array[]
  /** One per field, as are the values; given and family names share theirs, so that exchanged ones are seen. */
  packed: PackedValues[]
  /** How often each value was seen. */
  counts: Int32Array[]
}

export interface Table extends Columns {
  dictionaries: Dictionary[]
  ids: string[]
}

/**
 * Reads one or two CSV files (UTF-8; comma, semicolon or tab; the first line names the columns) into one table.
 * @throws Fault invalid-input when a file is empty or not UTF-8, a mapped column is missing, or an id is empty or repeated
 */
export async function readTable(
  files: string[],
  map: FieldMap,
  progress?: (rows: number) => void,
): Promise<Table> {
  const fields = fieldsOf(map)
  const names = makeDictionary()
  const dictionaries = fields.map(({ role }) =>
    role === 'given' || role === 'family' ? names : makeDictionary(),
  )
  const normal = fields.map(({ role, kind }) =>
    remember(role === 'patronymic' ? fatherName : normalForm[kind], 500_000),
  )
  const growing = fields.map(() => new Growing())
  const ids: string[] = []
  let second = 0
  for (const [index, file] of files.entries()) {
    if (index === 1) second = ids.length
    const seen = new Set<string>()
    const before = ids.length
    const parser = parse({
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter: delimiterOfFile(file),
    })
    createReadStream(file)
      .on('error', (error) => parser.destroy(error))
      .pipe(parser)
    let columns: number[] | undefined
    let idColumn = -1
    for await (const row of parser as AsyncIterable<string[]>) {
      if (!columns) {
        const place = placeOf(row, file)
        idColumn = place(map.id)
        columns = fields.map(({ column }) => place(column))
        continue
      }
      const id = row[idColumn] ?? ''
      if (!id || seen.has(id))
        throw invalid(
          `${file}, record ${ids.length - before + 1}${id ? `, ${id}` : ''}`,
          id ? 'repeated' : 'required',
        )
      seen.add(id)
      ids.push(id)
      for (let f = 0; f < fields.length; f++) {
        const written = row[columns[f]!] ?? ''
        // What no UTF-8 is was read as this sign.
        if (written.includes('\uFFFD')) throw invalid(`${file}, record ${ids.length - before}`, 'not-utf-8')
        const value = normal[f]!(written)
        growing[f]!.push(codeOf(dictionaries[f]!, value))
      }
      if (ids.length % 10_000 === 0) progress?.(ids.length)
    }
    if (ids.length === before) throw invalid(file, 'no-records')
  }
  return makeTable(
    fields,
    dictionaries,
    growing.map((each) => each.done()),
    ids,
    files.length > 1 ? second : ids.length,
  )
}

/**
 * A table of a few records already in hand, in the order of `fields`. How often a value is seen is asked, since in a handful of records
 * every name is common; where `seen` does not know, a value weighs as one of ordinary frequency.
 * @param all how many records stand behind the counts
 * @param asWritten the values are not yet in their normal form
 */
export function tableOf(
  fields: Field[],
  records: { id: string; values: string[] }[],
  seen: (field: Field, value: string) => number | undefined,
  all: number,
  asWritten = true,
): Table {
  const names = makeDictionary()
  const dictionaries = fields.map(({ role }) =>
    role === 'given' || role === 'family' ? names : makeDictionary(),
  )
  const columns = fields.map((field, f) => {
    const folded = field.role === 'patronymic' ? fatherName : normalForm[field.kind]
    const normal = asWritten ? folded : (value: string) => value
    const column = sharedInts(records.length)
    for (const [i, { values }] of records.entries())
      column[i] = codeOf(dictionaries[f] as Dictionary, normal(values[f] ?? ''))
    return column
  })
  for (const [f, field] of fields.entries()) {
    const { values, counts } = dictionaries[f] as Dictionary
    const known = values.map((value) => (value === '' ? 0 : seen(field, value)))
    const sum = known.reduce<number>((total, one) => total + (one ?? 0), 0)
    for (let code = 0; code < counts.length; code++)
      counts[code] = known.includes(undefined) ? 0 : (known[code] as number)
    // Everybody else, so that shares are shares of the whole register.
    if (sum > 0 && all > sum) {
      values.push('\u0000')
      counts.push(all - sum)
    }
  }
  return makeTable(
    fields,
    dictionaries,
    columns,
    records.map(({ id }) => id),
    records.length,
  )
}

function makeTable(
  fields: Field[],
  dictionaries: Dictionary[],
  columns: Int32Array[],
  ids: string[],
  second: number,
): Table {
  const shared = new Map(
    dictionaries.map((dictionary) => {
      const counts = sharedInts(dictionary.counts.length)
      counts.set(dictionary.counts)
      const named = fields[dictionaries.indexOf(dictionary)]!.kind === 'name'
      return [dictionary, { packed: packValues(dictionary.values, named), counts }] as const
    }),
  )
  return {
    size: ids.length,
    second,
    fields,
    columns,
    packed: dictionaries.map((dictionary) => shared.get(dictionary)!.packed),
    counts: dictionaries.map((dictionary) => shared.get(dictionary)!.counts),
    dictionaries,
    ids,
  }
}

function placeOf(header: string[], file: string): (column: string) => number {
  const places = new Map(header.map((name, index) => [name.trim().toLowerCase(), index]))
  return (column) => {
    const place = places.get(column.toLowerCase())
    if (place === undefined)
      throw invalid(`${file} (${header.join(', ').slice(0, 300)}): ${column}`, 'no-such-column')
    return place
  }
}

const makeDictionary = (): Dictionary => ({ values: [''], counts: [0], codes: new Map([['', 0]]) })

function codeOf(dictionary: Dictionary, value: string): number {
  let code = dictionary.codes.get(value)
  if (code === undefined) {
    code = dictionary.values.length
    dictionary.codes.set(value, code)
    dictionary.values.push(value)
    dictionary.counts.push(0)
  }
  dictionary.counts[code]!++
  return code
}

class Growing {
  #values = new Int32Array(1024)
  #length = 0
  push(value: number): void {
    if (this.#length === this.#values.length) {
      const more = new Int32Array(this.#length * 2)
      more.set(this.#values)
      this.#values = more
    }
    this.#values[this.#length++] = value
  }
  done(): Int32Array {
    const shared = sharedInts(this.#length)
    shared.set(this.#values.subarray(0, this.#length))
    return shared
  }
}
