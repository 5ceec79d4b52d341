import { dayBefore } from '../policy/load-policy.ts'
import { DraftMistake, draftSource, type Files, holdingOn, type Row } from './draft-files.ts'
import type { Change } from './draft-schema.ts'
import { codesIn, isYes } from './read-typed.ts'

type RouteData = { facts: Record<string, string | { type: string }>; conditions: (Row & { id: string })[] }

/**
 * Another comparison, a new condition or the end of one, from a day on.
 * @throws DraftMistake where there is no such route or condition, or the new one's name stands already
 */
export function changeCondition(
  files: Files,
  at: number,
  change: Extract<Change, { kind: 'condition' | 'new-condition' | 'end-condition' }>,
): void {
  const file = `routes/${change.route}.yaml`
  if (!files.list('routes').includes(file))
    throw new DraftMistake(at, 'unknown-route', { route: change.route })
  const data = files.read<RouteData>(file)
  if (change.kind === 'new-condition') {
    if (data.conditions.some(({ id }) => id === change.id))
      throw new DraftMistake(at, 'same-name', { id: change.id })
    const says = { ...change.says, uz: change.says.ru, tg: change.says.ru, ky: change.says.ru }
    data.conditions.push({
      id: change.id,
      says,
      article: change.article,
      source: draftSource,
      state: change.state,
      from: change.from,
      fact: change.fact,
      is: change.is,
      ...threshold(data, change.fact, change),
      changeable: false,
      'changed-by': 'nobody',
      asks: 'authority',
      'on-missing': says,
    })
  } else {
    const rows = data.conditions.filter(({ id }) => id === change.id)
    const holding = holdingOn(rows, change.from)
    if (!holding) throw new DraftMistake(at, 'unknown-condition', { id: change.id, from: change.from })
    const place = data.conditions.indexOf(holding as (typeof rows)[number])
    const before = holding.from < change.from ? [{ ...holding, to: dayBefore(change.from) }] : []
    const { value: _, ...same } = holding
    const after =
      change.kind === 'end-condition'
        ? []
        : [
            {
              ...same,
              from: change.from,
              is: change.is,
              ...threshold(data, String(holding.fact), change),
              article: change.article,
              state: change.state,
              source: draftSource,
            },
          ]
    data.conditions.splice(place, 1, ...([...before, ...after] as typeof rows))
  }
  files.edit(file, data)
}

function threshold(
  data: RouteData,
  fact: string,
  { is, value }: { is: string; value: string },
): { value?: unknown } {
  if (is === 'known') return {}
  if (value.startsWith('dated:')) return { value: { dated: value.slice(6).trim() } }
  if (is === 'one-of' || is === 'not-one-of') return { value: codesIn(value) }
  const declared = data.facts[fact]
  const type = typeof declared === 'object' ? declared.type : declared
  if (type === 'number' && value !== '' && Number.isFinite(Number(value))) return { value: Number(value) }
  if (type === 'flag') return { value: isYes(value) }
  return { value }
}
