import type { DatedValue } from './load-policy.ts'
import type { PolicyTable, PolicyValue } from './policy-schema.ts'
import type { Content } from './published-law.ts'

/** A list or table as lines somebody can write over: a code on each, "KZ-55 977" where it has a number. */
export const writeLines = (value: PolicyValue | PolicyTable): string =>
  Array.isArray(value)
    ? value.join('\n')
    : typeof value === 'object'
      ? Object.entries(value)
          .map(([code, n]) => `${code} ${n}`)
          .join('\n')
      : String(value)

/**
 * A value as an official typed it, in the form the value has now: a number ("4 325", "0,25"), or a line for each row of a table
 * ("KZ-55 977") or entry of a list. An entry that is new is named on its line: "welder: дәнекерлеуші; сварщик; welder". What cannot be
 * read stays text, and the act says so.
 */
export function readLines(text: string, value: DatedValue): Extract<Content, { value: unknown }> {
  const last = value.versions.at(-1)?.value
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  if (Array.isArray(last)) {
    const words: Record<string, { kk: string; ru: string; en: string }> = {}
    const codes = lines.map((line) => {
      const [code = '', names] = line.split(/:(.*)/s).map((part) => part.trim())
      const [kk, ru, en] = (names ?? '').split(';').map((part) => part.trim())
      if (kk && ru && en) words[code] = { kk, ru, en }
      return code
    })
    return { value: codes, ...(Object.keys(words).length > 0 ? { words } : {}) }
  }
  if (typeof last === 'object') {
    const rows = lines.map((line) => /^([A-Za-z0-9-]+)[\s:]+([\d\s.,]+)$/.exec(line))
    if (rows.some((row) => row === null)) return { value: text }
    return {
      value: Object.fromEntries(rows.map((row) => [row?.[1] ?? '', numberIn(row?.[2] ?? '') ?? Number.NaN])),
    }
  }
  const number = numberIn(text)
  return { value: number ?? text.trim() }
}

function numberIn(text: string): number | undefined {
  const compact = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return /^\d+(\.\d+)?$/.test(compact) ? Number(compact) : undefined
}
