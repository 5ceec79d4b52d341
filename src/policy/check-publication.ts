import { compileRoute } from './compile-route.ts'
import { dayAfter, dayBefore, namelessCode, type Policy } from './load-policy.ts'
import type { PolicyTable, PolicyValue, Unit } from './policy-schema.ts'
import { type Content, lawWith, type Published } from './published-law.ts'
import { isWorkingDay } from './working-days.ts'

/** What is proposed, before anybody published it. */
export type Proposed = Omit<
  Published,
  'serial' | 'institution' | 'proposer' | 'publisher' | 'published_at' | 'id'
>

/** Why a text cannot be published: the field it stands in, a code, and the days or names it names. */
export interface Objection {
  path: string
  code: string
  values?: Record<string, string>
}

const plainKind: Record<string, 'number' | 'list' | 'flag' | 'text'> = {
  list: 'list',
  flag: 'flag',
  text: 'text',
}

/**
 * What stands against publishing a text over a law: a day or value of the wrong form, an overlap with a version that stands, a gap
 * between versions or under a condition that compares with it, a correction of nothing. Empty when nothing does. Pure.
 * @param today moved days are published before they come
 */
export function objectionsTo(row: Proposed, law: Policy, today: string): Objection[] {
  if (row.act === 'withdraw') return []
  const found = row.kind === 'value' ? againstValue(row, law) : againstDay(row, law, today)
  if (found.length > 0) return found
  const after = lawWith(law, [asPublished(row)])
  try {
    for (const route of after.routes.keys())
      if (row.applies_from >= (after.routes.get(route)?.from ?? ''))
        compileRoute(route, after).lawAt(row.applies_from)
  } catch {
    return [{ path: 'value', code: 'breaks-a-rule' }]
  }
  return []
}

/** The proposed text as if it were published, to see what it would do. */
export const asPublished = (row: Proposed): Published => ({
  ...row,
  id: 'proposed',
  serial: 1_000_000_000,
  institution: { kk: '', ru: '', en: '' },
  proposer: '',
  publisher: '',
  published_at: new Date(0),
})

function againstValue(row: Proposed, law: Policy): Objection[] {
  const value = law.values.get(row.key)
  if (!value?.official) return [{ path: 'what', code: 'not-official' }]
  const content = row.content as Extract<Content, { value: unknown }>
  const form = againstForm(content.value, value.unit, value.versions.at(-1)?.value)
  if (form) return [{ path: 'value', code: form }]
  const nameless =
    Array.isArray(content.value) && value.unit === 'list'
      ? content.value.find((code) => !namesOf(code, { ...value.words, ...content.words }))
      : namelessCode(content.value, { ...value.words, ...content.words })
  if (nameless) return [{ path: 'value', code: 'nameless', values: { code: nameless } }]

  const { applies_from: from, applies_to: to } = row
  const same = value.versions.find((one) => one.from === from)
  if (same && row.act === 'set') return [{ path: 'appliesFrom', code: 'overlap', values: { from } }]
  if (!same && row.act === 'correct')
    return [{ path: 'appliesFrom', code: 'nothing-to-correct', values: { from } }]
  const next = value.versions.find((one) => one.from > from)
  if (next && to !== null && to >= next.from)
    return [{ path: 'appliesTo', code: 'overlap', values: { from: next.from } }]
  if (next && to === null && row.act === 'set')
    return [{ path: 'appliesFrom', code: 'overlap', values: { from: next.from } }]
  if (next && to !== null && dayAfter(to) !== next.from)
    return [{ path: 'appliesTo', code: 'gap', values: { from: dayAfter(to), to: dayBefore(next.from) } }]
  const before = value.versions.findLast((one) => one.from < from)
  if (before?.to !== undefined && dayAfter(before.to) < from)
    return [{ path: 'appliesFrom', code: 'gap', values: { from: dayAfter(before.to), to: dayBefore(from) } }]
  if (!next && to !== null && isComparedAfter(value.id, to, law))
    return [{ path: 'appliesTo', code: 'gap-in-rule', values: { from: dayAfter(to) } }]
  return []
}

const namesOf = (code: string, words: object): boolean =>
  Object.hasOwn(words, code) || /^(KZ-\d\d|[A-Z]{3})$/.test(code)

/** Whether a condition compares with the value after a day. */
const isComparedAfter = (id: string, day: string, law: Policy): boolean =>
  [...law.routes.values()].some(({ notNeeded, conditions }) =>
    [...notNeeded, ...conditions].some(
      ({ value, to }) =>
        typeof value === 'object' && 'dated' in value && value.dated === id && (to === undefined || to > day),
    ),
  )

/** The code of what is wrong with the form of a value, for its unit and for what it was before. */
function againstForm(
  value: PolicyValue | PolicyTable,
  unit: Unit,
  former: PolicyValue | PolicyTable | undefined,
): string | undefined {
  const wanted =
    typeof former === 'object' && !Array.isArray(former) ? 'table' : (plainKind[unit] ?? 'number')
  const given = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'table' : typeof value
  if (wanted === 'number' && given === 'number') {
    const n = value as number
    if (!(n >= 0 && n <= 1e9)) return 'number'
    return unit.startsWith('KZT') && !Number.isInteger(n) ? 'number' : undefined
  }
  if (wanted === 'table')
    return given === 'table' && Object.keys(value as object).length > 0 ? undefined : 'table'
  if (wanted === 'list') return given === 'list' && (value as string[]).length > 0 ? undefined : 'list'
  if (wanted === 'flag') return given === 'boolean' ? undefined : 'flag'
  return given === (wanted === 'number' ? 'number' : 'string') ? undefined : wanted
}

function againstDay(row: Proposed, law: Policy, today: string): Objection[] {
  const { calendar } = law
  switch (row.kind) {
    case 'moved-day': {
      const { rest, work } = row.content as { rest: string; work: string }
      if (rest <= today || work <= today)
        return [{ path: rest <= today ? 'rest' : 'work', code: 'in-the-past' }]
      if (calendar.moved.some((one) => [one.rest, one.work].some((day) => day === rest || day === work)))
        return [{ path: 'rest', code: 'overlap', values: { from: rest } }]
      if (!isWorkingDay(rest, calendar)) return [{ path: 'rest', code: 'rests-already' }]
      return isWorkingDay(work, calendar) ? [{ path: 'work', code: 'works-already' }] : []
    }
    case 'kurban-ait': {
      const { on } = row.content as { on: string }
      if (on <= today) return [{ path: 'on', code: 'in-the-past' }]
      const year = on.slice(0, 4)
      const stands = calendar['kurban-ait'].find((one) => one.on.startsWith(year))
      // The day computed from the moon is unverified: the announced one takes its place without being a correction.
      if (stands && stands.state !== 'unverified' && row.act === 'set')
        return [{ path: 'on', code: 'overlap', values: { from: stands.on } }]
      return !stands && row.act === 'correct'
        ? [{ path: 'on', code: 'nothing-to-correct', values: { from: on } }]
        : []
    }
    case 'holiday': {
      const { day } = row.content as { day: string }
      const stands = calendar.holidays.find(
        (one) => one.day === day && (!one.to || one.to >= row.applies_from),
      )
      return stands ? [{ path: 'day', code: 'overlap', values: { from: stands.from } }] : []
    }
    case 'holiday-end': {
      const { day } = row.content as { day: string }
      const stands = calendar.holidays.some(
        (one) => one.day === day && !one.to && one.from < row.applies_from,
      )
      return stands ? [] : [{ path: 'day', code: 'nothing-to-end' }]
    }
    default: {
      const { year } = row.content as { year: number }
      const last = Number(calendar.complete.to.slice(0, 4))
      if (year <= last) return [{ path: 'year', code: 'overlap', values: { from: `${year}-01-01` } }]
      if (year > last + 1)
        return [{ path: 'year', code: 'gap', values: { from: `${last + 1}-01-01`, to: `${year - 1}-12-31` } }]
      const ait = calendar['kurban-ait'].find((one) => one.on.startsWith(`${year}-`))
      return ait && ait.state !== 'unverified'
        ? []
        : [{ path: 'year', code: 'no-kurban-ait', values: { year: String(year) } }]
    }
  }
}
