import { z } from 'zod'
import { findRegion } from '../classifier/regions.ts'
import { parse } from '../platform/act.ts'
import { type Query, queryOn, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { type Locale, locales } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { hashWayBack, seal, unseal, wayBack } from './sealed-text.ts'

export const matters = ['wage', 'papers-taken', 'violence', 'forced', 'danger', 'hours', 'other'] as const

export const Complaint = z.object({
  matters: z.array(z.enum(matters)).min(1, 'required'),
  employer: z.string().trim().max(200).default(''),
  region: z
    .string()
    .regex(/^\d{2}$/, 'required')
    .refine((code) => findRegion(`KZ-${code}`) !== undefined, { error: 'required' }),
  place: z.string().trim().max(300).default(''),
  story: z.string().trim().min(5, 'required').max(10_000, 'too-long'),
  /** Only if the worker wants to be called; and when that is safe. */
  contact: z.string().trim().max(300).default(''),
})
export type Complaint = z.infer<typeof Complaint>

export interface Answered {
  receivedOn: string
  dueOn: string
  state: 'received' | 'answered' | 'closed'
  messages: { author: 'worker' | 'office'; words: string; on: string }[]
}

/** All complaints of an hour, against floods. */
const mostAnHour = 500

/**
 * The walled module's own way to its rows: another role, and no event, read record or job anywhere else. What happens here is
 * invisible to every other part of the system by its rights, not by its manners.
 */
export const behindWall = <T>(instance: Instance, work: (tx: Query) => Promise<T>): Promise<T> =>
  instance
    .walled('qonys_complaint')
    .transaction()
    .execute((tx) => work(queryOn(tx)))

/**
 * Takes a complaint of anybody, with or without papers; nobody is asked who they are. The same form sent twice is one complaint
 * with one way back. It is answered by a day (`case.procedure-term`, working days).
 * @returns the way back, told once
 * @throws Fault invalid-input, too-many-requests
 */
export async function complain(
  instance: Instance,
  given: z.input<typeof Complaint>,
  language: Locale,
  request: string,
): Promise<{ code: string; dueOn: string }> {
  const { region, ...words } = parse(Complaint, given)
  const today = instance.clock.today()
  const dueOn = addWorkingDays(today, numberAt('case.procedure-term', today)).toString()
  const code = wayBack(instance, request)
  await behindWall(instance, async (tx) => {
    const written = await tx.done(sql`
      insert into complaint.complaint (id, code_hash, region, language, sealed, received_on, due_on, state)
      values (${newId()}::uuid, ${hashWayBack(instance, code)}, ${region}, ${language}, ${seal(instance, words)}, ${today.toString()}::date, ${dueOn}::date, 'received')
      on conflict (code_hash) do nothing`)
    if (written === 0) return
    const hour = instance.clock.now().round({ smallestUnit: 'hour', roundingMode: 'floor' }).toString()
    const { n } = await tx.one<{ n: number }>(sql`
      insert into complaint.filed (hour, n) values (${hour}::timestamptz, 1) on conflict (hour) do update set n = filed.n + 1 returning n`)
    if (n > mostAnHour) throw new Fault('too-many-requests', { details: { retryAfter: 3600 } })
  })
  return { code, dueOn }
}

/** What became of it, for whoever has the way back. A wrong one and an unknown one are the same. @throws Fault not-found */
export function openByCode(instance: Instance, code: string): Promise<Answered> {
  return behindWall(instance, async (tx) => {
    const row = await tx.one<{
      id: string
      received_on: string
      due_on: string
      state: Answered['state']
      sealed: Buffer
    }>(sql`
      select id, received_on::text, due_on::text, state, sealed from complaint.complaint where code_hash = ${hashWayBack(instance, code)}`)
    const messages = await messagesOf(instance, tx, row.id)
    const { story } = unseal<Complaint>(instance, row.sealed)
    const first = { author: 'worker' as const, words: story, on: row.received_on }
    return {
      receivedOn: row.received_on,
      dueOn: row.due_on,
      state: row.state,
      messages: [first, ...messages],
    }
  })
}

/** The worker adds something. @throws Fault not-found, invalid-input */
export async function addToComplaint(instance: Instance, code: string, words: string): Promise<void> {
  const said = parse(z.string().trim().min(2, 'required').max(10_000, 'too-long'), words)
  await behindWall(instance, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      update complaint.complaint set state = 'received' where code_hash = ${hashWayBack(instance, code)} and state <> 'closed' returning id`)
    await writeMessage(instance, tx, id, 'worker', said)
  })
}

export const writeMessage = (
  instance: Instance,
  tx: Query,
  complaint: string,
  author: 'worker' | 'office',
  words: string,
): Promise<number> =>
  tx.done(sql`
    insert into complaint.message (complaint_id, author, sealed, written_on)
    values (${complaint}::uuid, ${author}, ${seal(instance, words)}, ${instance.clock.today().toString()}::date)`)

export async function messagesOf(
  instance: Instance,
  tx: Query,
  complaint: string,
): Promise<Answered['messages']> {
  const rows = await tx.rows<{ author: 'worker' | 'office'; sealed: Buffer; on: string }>(sql`
    select author, sealed, written_on::text as on from complaint.message where complaint_id = ${complaint}::uuid order by id`)
  return rows.map(({ author, sealed, on }) => ({ author, on, words: unseal<string>(instance, sealed) }))
}

export const isLanguage = (text: string): text is Locale => (locales as string[]).includes(text)
