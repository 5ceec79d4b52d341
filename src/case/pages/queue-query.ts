import { isId } from '../../platform/new-id.ts'
import type { QueueCursor } from '../find-queue.ts'
import { type CaseState, openStates } from '../transitions.ts'

/** What stands in the address of the queue: a filter is a link that can be kept and sent on. */
export interface QueueQuery {
  /** Absent: mine, then nobody's. `none` nobody's in my office, `all` the office's, else a member of staff. */
  who?: string | undefined
  kind?: string | undefined
  state?: CaseState | undefined
  tag?: string | undefined
  overdue?: boolean | undefined
  q?: string | undefined
  after?: QueueCursor | undefined
}

/** Reads the address; what it does not understand it leaves out. */
export function readQueueQuery(params: URLSearchParams): QueueQuery {
  const text = (name: string, pattern: RegExp) => {
    const value = params.get(name)?.trim()
    return value && pattern.test(value) ? value : undefined
  }
  const who = params.get('who') ?? ''
  const state = params.get('state') as CaseState
  const [, day, id] = /^(\d{4}-\d\d-\d\d)_(.+)$/.exec(params.get('after') ?? '') ?? []
  return {
    who: ['me', 'none', 'all'].includes(who) || isId(who) ? who : undefined,
    kind: text('kind', /^[a-z-]{1,60}$/),
    state: openStates.includes(state) ? state : undefined,
    tag: text('tag', /^[a-z-]{1,40}$/),
    overdue: params.get('overdue') === 'yes' || undefined,
    q: text('q', /^.{1,100}$/u),
    after: day && isDay(day) && isId(id) ? { day, id } : undefined,
  }
}

/** The address of a query, without what is empty. */
export function queuePath(query: QueueQuery): string {
  const params = queueParams(query)
  return params ? `/queue?${params}` : '/queue'
}

export function queueParams({ who, kind, state, tag, overdue, q, after }: QueueQuery): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries({ who, kind, state, tag, q })) if (value) params.set(name, value)
  if (overdue) params.set('overdue', 'yes')
  if (after) params.set('after', `${after.day}_${after.id}`)
  return params.toString()
}

const isDay = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}
