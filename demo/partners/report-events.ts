import { setTimeout as sleep } from 'node:timers/promises'
import { signWebhook } from '../../src/platform/webhook-signature.ts'
import { openJournal } from './journal.ts'

interface Event {
  id: string
  body: string
  /** Not before (milliseconds since 1970). */
  due: number
}
type Entry = { event: Event } | { done: string; status: number }

export interface EventState {
  id: string
  type: string
  attempts: number
  /** HTTP status of the last attempt, 0 when nobody answered, undefined before the first. */
  lastStatus?: number
  acknowledged: boolean
}

export interface Reporter {
  /** Keeps the event and reports it until somebody answers 2xx; `delayMs` makes it late. A known id is not kept again. */
  report(id: string, event: { type: string; timestamp: string; data: unknown }, delayMs?: number): void
  /** Reports an event once more, acknowledged or not, as a real bank may. False when it is unknown. */
  repeat(id: string): boolean
  state(id: string): EventState | undefined
  stop(): Promise<void>
}

/**
 * Signed events to one address. An event without an answer of 2xx is tried again after 1, 2, 4 … seconds, at most a minute
 * apart, also over a restart. 410 Gone ends it (Standard Webhooks).
 */
export function reportEvents(options: {
  file: string
  url: string
  secret: string
  firstRetryMs?: number
}): Reporter {
  const journal = openJournal<Entry>(options.file)
  const events = new Map<string, Event>()
  const states = new Map<string, EventState>()
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()

  function remember(event: Event): EventState {
    const type = (JSON.parse(event.body) as { type: string }).type
    const state: EventState = { id: event.id, type, attempts: 0, acknowledged: false }
    events.set(event.id, event)
    states.set(event.id, state)
    return state
  }

  async function attempt(event: Event): Promise<number> {
    try {
      const response = await fetch(options.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...signWebhook({ id: event.id, body: event.body, at: Temporal.Now.instant() }, options.secret),
        },
        body: event.body,
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(10_000)]),
      })
      await response.body?.cancel()
      return response.status
    } catch {
      return 0
    }
  }

  async function pursue(event: Event, state: EventState): Promise<void> {
    let wait = Math.max(0, event.due - Date.now())
    let retry = options.firstRetryMs ?? 1000
    while (!stopping.signal.aborted) {
      if (wait > 0) await sleep(wait, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      const status = await attempt(event)
      if (stopping.signal.aborted) return
      state.attempts += 1
      state.lastStatus = status
      if ((status >= 200 && status < 300) || status === 410) {
        state.acknowledged = status !== 410
        journal.append({ done: event.id, status })
        return
      }
      wait = retry
      retry = Math.min(retry * 2, 60_000)
    }
  }

  function start(event: Event, state: EventState): void {
    const run = pursue(event, state)
      .catch((error: unknown) => console.error('demo partner: an event could not be kept', error))
      .finally(() => running.delete(run))
    running.add(run)
  }

  const done = new Map<string, number>()
  for (const entry of journal.earlier) {
    if ('event' in entry) remember(entry.event)
    else done.set(entry.done, entry.status)
  }
  for (const [id, event] of events) {
    const state = states.get(id) as EventState
    const status = done.get(id)
    if (status === undefined) start(event, state)
    else Object.assign(state, { acknowledged: status !== 410, lastStatus: status })
  }

  return {
    report(id, content, delayMs = 0) {
      if (events.has(id)) return
      const event = { id, body: JSON.stringify(content), due: Date.now() + delayMs }
      journal.append({ event })
      start(event, remember(event))
    },
    repeat(id) {
      const event = events.get(id)
      const state = states.get(id)
      if (event && state) start({ ...event, due: 0 }, state)
      return event !== undefined
    },
    state: (id) => states.get(id),
    async stop() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
