import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

/** A mistake in a data file, with the place a person has to open. */
export class YamlMistake extends Error {
  readonly file: string
  readonly line: number
  readonly what: string

  constructor(file: string, line: number, what: string) {
    super(`${file}:${line}: ${what}`)
    this.name = 'YamlMistake'
    this.file = file
    this.line = line
    this.what = what
  }
}

export interface YamlFile<T> {
  file: string
  data: T
  /** The line of the node at a path, for mistakes that only show when values are compared. */
  line(path: readonly PropertyKey[]): number
}

/**
 * Reads and schema-checks one YAML file (YAML 1.2: dates stay text). Throws a YamlMistake naming file and line at the
 * first thing that is wrong. `name` is how the file is called in messages.
 */
export function readYaml<S extends z.ZodType>(
  path: URL | string,
  schema: S,
  name = String(path),
): YamlFile<z.output<S>> {
  return parseYaml(readFileSync(path, 'utf8'), schema, name)
}

export function parseYaml<S extends z.ZodType>(text: string, schema: S, name: string): YamlFile<z.output<S>> {
  let known = parsed.get(schema)
  if (!known) {
    known = new Map()
    parsed.set(schema, known)
  }
  const key = `${name}\0${text}`
  let file = known.get(key) as YamlFile<z.output<S>> | undefined
  if (!file) {
    file = parseText(text, schema, name)
    if (known.size >= 60) known.delete(known.keys().next().value ?? '')
    known.set(key, file)
  }
  return file
}
// A draft of the law is checked again and again while one file of twenty changes: the others are not read anew. Nobody changes what was read.
const parsed = new WeakMap<z.ZodType, Map<string, YamlFile<unknown>>>()

function parseText<S extends z.ZodType>(text: string, schema: S, name: string): YamlFile<z.output<S>> {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true })

  const line = (where: readonly PropertyKey[]): number => {
    for (let depth = where.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(where.slice(0, depth), true)
      const range = (node as { range?: [number, number, number] } | null | undefined)?.range
      if (range) return counter.linePos(range[0]).line
    }
    return 1
  }

  const broken = document.errors[0]
  if (broken)
    throw new YamlMistake(name, counter.linePos(broken.pos[0]).line, broken.message.split('\n')[0] ?? '')

  const checked = schema.safeParse(document.toJS())
  if (!checked.success) {
    const issue = checked.error.issues[0]
    const where = issue?.path ?? []
    throw new YamlMistake(
      name,
      line(where),
      `${where.map(String).join('.')}: ${issue?.message ?? 'does not fit'}`,
    )
  }
  return { file: name, data: checked.data, line }
}
