import { jaroWinkler, withinOneEdit } from './similarity.ts'

/** How alike two values of a field are. 0 says nothing: a missing value is neither equal nor different. */
export const levels = { missing: 0, same: 1, close: 2, similar: 3, different: 4 } as const
export type Level = (typeof levels)[keyof typeof levels]
export const levelNames = ['missing', 'same', 'close', 'similar', 'different'] as const

/** What a column holds, which says how its values are compared. */
export type FieldKind = 'name' | 'date' | 'code' | 'text'

/** Compares two values of one kind, already in their normal form (`normal-form.ts`); the empty string is a missing value. */
export const compareValues: Record<FieldKind, (a: string, b: string) => Level> = {
  name: compareNames,
  date: compareDates,
  code: compareCodes,
  text: compareTexts,
}

/** Folded names; words in any order. An initial is similar to the names it begins. */
function compareNames(a: string, b: string): Level {
  if (!a || !b) return levels.missing
  if (a === b) return levels.same
  const [one, other] = [a.split(' '), b.split(' ')]
  if (one.length > 1 || other.length > 1) {
    if (one.length === other.length && one.toSorted().join(' ') === other.toSorted().join(' '))
      return levels.same
    const [few, many] = one.length <= other.length ? [one, other] : [other, one]
    const whole = a.replaceAll(' ', '') === b.replaceAll(' ', '')
    if (whole || few.every((word) => many.includes(word))) return levels.close
  }
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? levels.similar : levels.different
  const alike = jaroWinkler(a, b)
  if (alike >= 0.92 || (withinOneEdit(a, b) && Math.min(a.length, b.length) > 3)) return levels.close
  return alike >= 0.82 ? levels.similar : levels.different
}

/** Days as YYYYMMDD. Close: one digit wrong or two swapped, or day and month exchanged. Similar: two of the three parts, or the year beside a first of January. */
function compareDates(a: string, b: string): Level {
  if (!a || !b) return levels.missing
  if (a === b) return levels.same
  if (a.length < 8 || b.length < 8)
    return a.slice(0, b.length) === b.slice(0, a.length) ? levels.similar : levels.different
  const parts = (text: string) => [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)] as const
  const [ya, ma, da] = parts(a)
  const [yb, mb, db] = parts(b)
  // The first of January is what papers say when the day is not known.
  if (ya === yb && (ma + da === '0101' || mb + db === '0101')) return levels.similar
  if (withinOneEdit(a, b) || (ya === yb && ma === db && da === mb)) return levels.close
  return Number(ya === yb) + Number(ma === mb) + Number(da === db) >= 2 ? levels.similar : levels.different
}

/** Numbers and codes without spaces. Close: one edit apart. */
function compareCodes(a: string, b: string): Level {
  if (!a || !b) return levels.missing
  if (a === b) return levels.same
  return Math.min(a.length, b.length) > 1 && withinOneEdit(a, b) ? levels.close : levels.different
}

/** Folded words of an address or place. Close: the same words, or nearly the same letters. Similar: half of the words. */
function compareTexts(a: string, b: string): Level {
  if (!a || !b) return levels.missing
  if (a === b) return levels.same
  const [one, other] = [new Set(a.split(' ')), new Set(b.split(' '))]
  const shared = [...one].filter((word) => other.has(word)).length
  const most = Math.max(one.size, other.size)
  if (shared === most || a.replaceAll(' ', '') === b.replaceAll(' ', '')) return levels.close
  const alike = jaroWinkler(a, b)
  if (alike >= 0.92 || withinOneEdit(a, b)) return levels.close
  return alike >= 0.82 || shared * 2 >= most ? levels.similar : levels.different
}
