import { createHash } from 'node:crypto'
import { fromKysely } from 'pg-boss'
import type { z } from 'zod'
import { type Actor, type Audience, actorId, admits } from './actor.ts'
import { isSerialisationFailure, queryOn, sql, type Tx } from './database.ts'
import { Fault } from './fault.ts'
import type { Instance } from './instance.ts'
import type { Queue } from './queues.ts'

/** One reason why the answer is no, with the article it rests on. `code` is a message key of the act's module. */
export interface Ground {
  code: string
  article?: string
  values?: Record<string, string | number>
  /** The record that stands in the way, for those allowed to see it. */
  see?: string
}
export interface Refusal {
  refused: Ground[]
}
export const refuse = (...refused: Ground[]): Refusal => ({ refused })
export const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'refused' in answer && Array.isArray(answer.refused)

/** Priority of a job that somebody waits for. */
export const urgent = 10

/** What an act writes about itself. Kept for ever; shown to the persons it names. */
export interface EventInput {
  /** Past tense, e.g. `permit-issued`. */
  type: string
  /** Persons it is about. */
  subjects: string[]
  case?: string
  /** Legal basis or reason code. */
  ground?: string
  before?: unknown
  after?: unknown
}

/** What an act's procedure works with. Lower modules' functions take this as first argument and join the transaction. */
export interface Doing {
  instance: Instance
  tx: Tx
  actor: Actor
  now: Temporal.Instant
  today: Temporal.PlainDate
  record(event: EventInput): Promise<void>
  /** A job in the same transaction: it exists if and only if the act happened. */
  later(
    queue: Queue,
    work: string,
    data: Record<string, unknown>,
    options?: { startAfterSeconds?: number; singletonKey?: string; priority?: number },
  ): Promise<void>
}

export interface Act<I extends z.ZodType, O> {
  name: string
  who: Audience
  input: I
  (instance: Instance, actor: Actor, input: z.input<I>, request?: string): Promise<O | Refusal>
}

/**
 * Declares an act: the only way anything is changed. It runs in one transaction that holds the change, its event, any read
 * record and any job: no audit record, no data. With a request id the act happens once: the same id and body get the same
 * answer again, the same id with another body is a fault (`request-reused`).
 * @throws Fault not-allowed, invalid-input, request-reused, and what the procedure throws
 */
export function act<I extends z.ZodType, O>(spec: {
  name: string
  who: Audience
  input: I
  /** Retry under SERIALIZABLE: for acts that count something, such as places in a household. */
  serializable?: boolean
  do(input: z.output<I>, doing: Doing): Promise<O | Refusal>
}): Act<I, O> {
  const run = async (
    instance: Instance,
    actor: Actor,
    given: z.input<I>,
    request?: string,
  ): Promise<O | Refusal> => {
    if (!admits(spec.who, actor)) throw new Fault(actor.kind === 'public' ? 'not-signed-in' : 'not-allowed')
    const input = parse(spec.input, given)
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(input)
      } catch (error) {
        if (attempt < 8 && isSerialisationFailure(error)) continue
        throw error
      }
    }

    async function once(input: z.output<I>): Promise<O | Refusal> {
      const claim = request ? claimOf(request, actor, spec.name, given) : undefined
      return inTransaction(
        instance,
        actor,
        spec.serializable ?? false,
        async (tx, claimed) => {
          if (claim && !claimed) return (await earlierAnswer(tx, claim)) as O | Refusal
          const now = instance.clock.now()
          const events: EventInput[] = []
          const answer = await spec.do(input, {
            instance,
            tx,
            actor,
            now,
            today: instance.clock.today(),
            async record(event) {
              events.push(event)
            },
            async later(queue, work, data, options = {}) {
              await instance.boss.send(
                queue,
                { work, ...data },
                {
                  db: fromKysely(tx.kysely),
                  ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
                  ...(options.singletonKey ? { singletonKey: options.singletonKey } : {}),
                  ...(options.priority ? { priority: options.priority } : {}),
                },
              )
            },
          })
          if (events.length === 0 && !isRefusal(answer)) throw new Error(`act ${spec.name} recorded no event`)
          await conclude(tx, actor, spec.name, now, events, request, answer)
          return answer
        },
        claim,
      )
    }
  }
  return Object.defineProperty(Object.assign(run, { who: spec.who, input: spec.input }), 'name', {
    value: spec.name,
  }) as Act<I, O>
}

/**
 * Runs `work` in one transaction as the actor: row-level security sees who is asking.
 * @param claim a request to be carried out once; claimed in the first statement, `claimed` tells whether it is ours to do
 */
export async function inTransaction<T>(
  instance: Instance,
  actor: Actor,
  serializable: boolean,
  work: (tx: Tx, claimed: boolean) => Promise<T>,
  claim?: Claim,
): Promise<T> {
  const transaction = serializable
    ? instance.db.transaction().setIsolationLevel('serializable')
    : instance.db.transaction()
  return transaction.execute(async (kysely) => {
    const tx: Tx = { ...queryOn(kysely), kysely }
    const opened = await tx.one<{ claimed: boolean }>(
      claim
        ? sql`/* kept */ with claimed as (insert into platform.request (id, actor, act, body_hash)
            values (${claim.id}::uuid, ${claim.who}, ${claim.act}, ${claim.hash}) on conflict do nothing returning 1)
          select exists (select from claimed) as claimed, ${actorSettings(actor)}`
        : sql`/* kept */ select false as claimed, ${actorSettings(actor)}`,
    )
    return work(tx, opened.claimed)
  })
}

function actorSettings(actor: Actor) {
  const regions = 'regions' in actor ? (actor.regions === 'all' ? '*' : actor.regions.join(',')) : ''
  const roles = actor.kind === 'staff' ? actor.roles.join(',') : ''
  const person = actor.kind === 'person' ? (actor.person ?? '') : ''
  const office = actor.kind === 'staff' ? actor.office : ''
  return sql`set_config('qonys.actor_kind', ${actor.kind}, true), set_config('qonys.actor', ${actorId(actor)}, true),
    set_config('qonys.person', ${person}, true), set_config('qonys.office', ${office}, true),
    set_config('qonys.regions', ${regions}, true), set_config('qonys.roles', ${roles}, true),
    set_config('statement_timeout', ${longestStatement[actor.kind]}, true)`
}

/**
 * The longest that one statement may take: somebody who waits at a page has gone by then, and what they asked would hold one of the few
 * connections of everybody. Files of machines take longer, jobs as long as they take.
 */
const longestStatement: Record<Actor['kind'], string> = {
  public: '30s',
  person: '30s',
  staff: '30s',
  client: '10min',
  system: '0',
}

interface Claim {
  id: string
  who: string
  act: string
  hash: Buffer
}

const claimOf = (id: string, actor: Actor, act: string, body: unknown): Claim => ({
  id,
  who: `${actor.kind}:${actorId(actor)}`,
  act,
  hash: createHash('sha256').update(canonical(body)).digest(),
})

/** @throws Fault request-reused when the request was somebody else's or had another body */
async function earlierAnswer(tx: Tx, claim: Claim): Promise<unknown> {
  const earlier = await tx.one<{ actor: string; act: string; body_hash: Buffer; answer: unknown }>(
    sql`select actor, act, body_hash, answer from platform.request where id = ${claim.id}::uuid`,
  )
  if (earlier.actor !== claim.who || earlier.act !== claim.act || !claim.hash.equals(earlier.body_hash))
    throw new Fault('request-reused')
  return earlier.answer
}

/** Writes the act's events and the answer for repeats in one statement, the last before the commit. */
async function conclude(
  tx: Tx,
  actor: Actor,
  actName: string,
  now: Temporal.Instant,
  events: EventInput[],
  request: string | undefined,
  answer: unknown,
): Promise<void> {
  const rows = events.map(
    (
      event,
    ) => sql`(${now.toString()}::timestamptz, ${actName}, ${event.type}, ${actor.kind}, ${actorId(actor)},
      ${'institution' in actor ? actor.institution : null}, ${actor.kind === 'staff' ? actor.office : null}::uuid,
      ${event.subjects}::uuid[], ${event.case ?? null}::uuid, ${event.ground ?? null},
      ${event.before === undefined ? null : JSON.stringify(event.before)}::jsonb,
      ${event.after === undefined ? null : JSON.stringify(event.after)}::jsonb, ${request ?? null}::uuid)`,
  )
  const record = sql`insert into platform.event (at, act, type, actor_kind, actor, institution, office, subjects, case_id, ground, before, after, request)
    values ${sql.join(rows)}`
  const keep = sql`update platform.request set answer = ${JSON.stringify(answer ?? null)}::jsonb where id = ${request ?? null}::uuid`
  const statement = rows.length === 0 ? keep : request ? sql`with recorded as (${record}) ${keep}` : record
  if (rows.length > 0 || request) await tx.done(sql`/* kept */ /* with next */ ${statement}`)
}

/** Parses at the edge; every issue names its field and a code that the page can say in any language. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Fault('invalid-input', {
    issues: result.error.issues.flatMap((issue) => {
      const path = issue.path.map(String)
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({ path: [...path, shown(key)].join('.'), code: 'unknown-field' }))
      return [
        {
          path: path.join('.'),
          code: /^[a-z0-9-]+$/.test(issue.message) ? issue.message : zodCode(issue),
        },
      ]
    }),
  })
}

/** The name of a field is said back so that a programmer finds it; what is no name of a field is not repeated. */
const shown = (key: string): string => (/^[A-Za-z][\w-]{0,63}$/.test(key) ? key : '…')

function zodCode(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && (issue.input === undefined || issue.input === '')) return 'required'
  if (issue.code === 'too_small') return issue.minimum === 1 ? 'required' : 'too-small'
  if (issue.code === 'too_big') return 'too-big'
  return 'invalid'
}

/** JSON with sorted keys: the same content gives the same text. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === 'bigint') return item.toString()
      if (item && typeof item === 'object' && !Array.isArray(item) && !(item instanceof Uint8Array))
        return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      return item
    }) ?? 'null'
  )
}
