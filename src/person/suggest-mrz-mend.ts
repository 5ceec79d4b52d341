import type { MrzCheckField, MrzFormat } from './mrz-layouts.ts'
import { judgeChecks } from './mrz-verdicts.ts'

/** One character that, read as its look-alike, makes things agree. A proposal for a person to compare with the document. */
export interface MrzSuggestion {
  line: number
  column: number
  found: string
  replacement: string
  /** Check digits that agree after it; empty where it only replaces a character that may not stand there. */
  mends: MrzCheckField[]
}

// Pairs that cameras and eyes confuse, and Cyrillic letters typed on the wrong keyboard.
const lookalikes: Record<string, string> = {
  O: '0',
  '0': 'O',
  I: '1',
  '1': 'I',
  B: '8',
  '8': 'B',
  S: '5',
  '5': 'S',
  Z: '2',
  '2': 'Z',
  G: '6',
  '6': 'G',
  А: 'A',
  В: 'B8',
  Е: 'E',
  З: '3',
  І: 'I1',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O0',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
}

/**
 * Looks for single confusions that mend a check digit or a forbidden character. A suggestion is made only where exactly
 * one fits: it may break no check digit that agreed, and where the composite covers the zone it must agree too unless
 * another field is wrong besides. `allows` tells which characters may stand at a place; `forbidden` are the places that
 * hold one that may not.
 */
export function suggestMrzMend(
  format: MrzFormat,
  lines: readonly string[],
  forbidden: readonly { line: number; column: number }[],
  allows: (line: number, column: number, char: string) => boolean,
): MrzSuggestion[] {
  const before = judgeChecks(format, lines)
  const failing = before.filter((check) => !check.ok).map((check) => check.field)
  const wrongFields = failing.filter((field) => field !== 'composite')
  if (failing.length === 0 && forbidden.length === 0) return []

  const candidates: MrzSuggestion[] = []
  lines.forEach((text, index) => {
    for (let i = 0; i < text.length; i++) {
      const found = text.charAt(i)
      for (const replacement of lookalikes[found] ?? '') {
        if (!allows(index + 1, i + 1, replacement)) continue
        const changed = [...lines]
        changed[index] = text.slice(0, i) + replacement + text.slice(i + 1)
        const after = judgeChecks(format, changed)
        const breaks = after.some((check, n) => !check.ok && before[n]?.ok)
        const still = after.filter((check) => !check.ok).map((check) => check.field)
        const onlyComposite = still.length === 1 && still[0] === 'composite'
        const mends = failing.filter((field) => !still.includes(field))
        if (breaks || (onlyComposite && mends.length > 0)) continue
        candidates.push({ line: index + 1, column: i + 1, found, replacement, mends })
      }
    }
  })

  const chosen: MrzSuggestion[] = []
  const choose = (fitting: MrzSuggestion[]) => {
    const [only] = fitting
    if (only && fitting.length === 1 && !chosen.includes(only)) chosen.push(only)
  }
  for (const place of forbidden) {
    const here = candidates.filter((c) => c.line === place.line && c.column === place.column)
    const most = Math.max(0, ...here.map((c) => c.mends.length))
    choose(here.filter((c) => c.mends.length === most))
  }
  for (const field of wrongFields.length > 0 ? wrongFields : failing) {
    if (chosen.some((c) => c.mends.includes(field))) continue
    choose(candidates.filter((c) => c.mends.includes(field)))
  }
  return chosen
}
