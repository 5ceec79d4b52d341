import { createHash } from 'node:crypto'
import type pg from 'pg'

/**
 * Marks at the beginning of a statement's text. `kept`: parsed and planned once a connection, for statements whose best plan
 * never depends on the values. `withNext`: nobody waits for its answer, it travels with the statement after it (the
 * record that comes right before a commit); what goes wrong with it is thrown by that statement.
 */
export const kept = '/* kept */'
export const withNext = '/* with next */'

type Send = (...args: unknown[]) => Promise<unknown>
interface Result {
  command: string
  rowCount: number | null
  rows: unknown[]
}
interface Socket {
  cork(): void
  uncork(): void
}

/**
 * Saves a transaction two waits and the database the planning: `begin` goes out together with the first statement, a
 * statement marked `withNext` together with the commit, each pair in one write (the connection must be opened with
 * `pipeline`). Nothing is answered before the database has answered: the commit waits for everything that was sent with it,
 * and a failed statement makes it fail, for PostgreSQL then rolls back.
 */
export function sendTogether(client: pg.PoolClient): void {
  const send = client.query.bind(client) as unknown as Send
  const socket = (client as unknown as { connection?: { stream?: Socket } }).connection?.stream
  let held: unknown[][] = []

  const query = async (...args: unknown[]): Promise<unknown> => {
    const text = typeof args[0] === 'string' ? args[0] : ''
    if (text === 'begin' || text.startsWith('start transaction') || text.includes(withNext)) {
      held.push(args)
      return said(text.includes(withNext) ? 'HELD' : 'BEGIN')
    }
    const before = held
    held = []
    if (text === 'rollback') {
      // What never reached the database needs no undoing.
      if (before.some(([first]) => isBegin(first))) return said('ROLLBACK')
      return send(...args)
    }
    if (before.length === 0) return send(...named(args))
    socket?.cork()
    const answers = [...before, args].map((one) => send(...named(one)))
    socket?.uncork()
    // All are waited for, so that no answer is left over; the first that failed is the cause of the others.
    const settled = await Promise.allSettled(answers)
    for (const one of settled) if (one.status === 'rejected') throw one.reason
    return (settled.at(-1) as PromiseFulfilledResult<unknown>).value
  }
  client.query = query as unknown as typeof client.query
}

const isBegin = (text: unknown): boolean =>
  typeof text === 'string' && /^(begin$|start transaction)/.test(text)

const said = (command: string): Result => ({ command, rowCount: null, rows: [] })

const names = new Map<string, string>()

/** A kept statement gets a name made of its text, which the driver prepares once a connection. */
function named(args: unknown[]): unknown[] {
  const [text, values] = args
  if (typeof text !== 'string' || !text.startsWith(kept)) return args
  let name = names.get(text)
  if (!name) {
    name = `kept-${createHash('sha256').update(text).digest('base64url').slice(0, 40)}`
    names.set(text, name)
  }
  return [{ name, text, values }]
}
