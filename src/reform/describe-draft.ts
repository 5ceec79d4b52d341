import { nameIn } from '../classifier/names.ts'
import type { Locale } from '../platform/language.ts'
import { compareLaws } from '../policy/compare-laws.ts'
import { compileRoute } from '../policy/compile-route.ts'
import { type Policy, policy } from '../policy/load-policy.ts'
import { factLabel } from '../policy/question.ts'
import { policyText, saysIn, stateKey, withUnit } from '../policy/text.ts'
import { changesOfLaw, findValueAt } from '../policy/value-at.ts'
import { reformText } from './text.ts'

/** One text of the law that a draft would have otherwise, in words. */
export interface Told {
  kind: 'value' | 'condition'
  id: string
  /** The first day on which it differs. */
  from: string
  name: string
  before: string | undefined
  after: string | undefined
  article: string | undefined
}

/** What a draft would change, text by text, each with the first day from which it differs. Calendar days are not told here. */
export function describeDraft(draft: Policy, locale: Locale, law: Policy = policy()): Told[] {
  const days = [...new Set([...changesOfLaw(law), ...changesOfLaw(draft)])].sort()
  const told = new Map<string, Told>()
  for (const day of days)
    for (const { kind, id } of compareLaws({ law, on: day }, { law: draft, on: day })) {
      const key = `${kind} ${id}`
      if (told.has(key)) continue
      told.set(key, {
        kind,
        id,
        from: day,
        name: nameOf(kind, id, draft, law, day, locale),
        before: wordsOf(kind, id, law, day, locale)?.words,
        after: wordsOf(kind, id, draft, day, locale)?.words,
        article: wordsOf(kind, id, draft, day, locale)?.article,
      })
    }
  // A condition that differs only because the value it compares with does is told by the value.
  const values = [...told.values()].filter(({ kind }) => kind === 'value')
  return [...told.values()].filter(
    (one) =>
      one.kind === 'value' ||
      !values.some(({ id, from }) => from === one.from && comparesWith(draft, one.id, one.from, id)),
  )
}

const conditionOn = (law: Policy, id: string, day: string) => {
  const [route = '', name] = id.split('/')
  const first = law.routes.get(route)?.from
  if (first === undefined || day < first) return undefined
  const { notNeeded, conditions } = compileRoute(route, law).lawAt(day)
  return [...notNeeded, ...conditions].find(({ row }) => row.id === name)
}

const comparesWith = (law: Policy, condition: string, day: string, value: string): boolean => {
  const row = conditionOn(law, condition, day)?.row
  return (
    typeof row?.value === 'object' &&
    'dated' in row.value &&
    row.value.dated === value &&
    row.source.instrument !== 'DRAFT'
  )
}

function nameOf(kind: string, id: string, draft: Policy, law: Policy, day: string, locale: Locale): string {
  if (kind === 'value') {
    const title = (draft.values.get(id) ?? law.values.get(id))?.title
    return title ? nameIn(title, locale) : id
  }
  const row = (conditionOn(draft, id, day) ?? conditionOn(law, id, day))?.row
  return row ? saysIn(row.says, locale) : id
}

function wordsOf(
  kind: string,
  id: string,
  law: Policy,
  day: string,
  locale: Locale,
): { words: string; article: string } | undefined {
  const p = policyText(locale)
  if (kind === 'value') {
    const version = law.values.has(id) ? findValueAt(id, day, law) : undefined
    return (
      version && {
        words: `${withUnit(locale, version.value, version.unit)} (${p(stateKey(version.state))})`,
        article: version.article,
      }
    )
  }
  const found = conditionOn(law, id, day)
  if (!found) return undefined
  const { row, bound, state, dated } = found
  const t = reformText(locale)
  const other = typeof row.value === 'object' && 'fact' in row.value ? row.value.fact : undefined
  const route = law.routes.get(id.split('/')[0] ?? '')
  const threshold =
    other && route
      ? factLabel(route, other, locale)
      : bound === undefined
        ? ''
        : withUnit(locale, bound, row.unit ?? dated?.unit)
  return {
    words: `${t(`is.${row.is}`)} ${threshold} (${p(stateKey(state))})`.replace(/ {2,}/g, ' ').trim(),
    article: row.article,
  }
}
