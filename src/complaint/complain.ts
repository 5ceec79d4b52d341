import { z } from 'zod'
import { findRegion } from '../classifier/regions.ts'
import { parse } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { behindWall } from './behind-wall.ts'
import { keepContact, readContact, SafeContact } from './keep-contact.ts'
import { hashWayBack, hashWord, seal, stopWord, unseal, wayBack } from './sealed-text.ts'

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
  /** Only if the worker wants to be reached: how, and in which hours that is safe. */
  contact: SafeContact.optional(),
  /** Only the worker knows it: without it nobody changes the contact. Letters and digits count, not their case. */
  word: z
    .string()
    .trim()
    .max(100, 'too-long')
    .refine((word) => word === '' || word.replaceAll(/[^\p{L}\p{N}]/gu, '').length >= 4, {
      error: 'word-short',
    })
    .default(''),
})
export type Complaint = z.infer<typeof Complaint>

export type ComplaintState = 'received' | 'asked' | 'answered' | 'closed'

export interface Answered {
  receivedOn: string
  /** By when the office owes an answer. */
  dueOn: string
  /** By when the worker is asked to answer. */
  workerDueOn: string | null
  state: ComplaintState
  /** The first day on which the office opened it. */
  openedOn: string | null
  /** How the worker is reached now; the address itself is not shown to whoever has the code. */
  contact: { channel: SafeContact['channel']; from: number; to: number; toldOn: string | null } | null
  /** Whether the contact changes only with the worker's own word. */
  guarded: boolean
  messages: { author: 'worker' | 'office'; words: string; on: string }[]
}

const dueFrom = (today: Temporal.PlainDate): string =>
  addWorkingDays(today, numberAt('case.procedure-term', today)).toString()

/** All complaints of an hour, against floods. */
const mostAnHour = 500

/**
 * Takes a complaint of anybody, with or without papers; nobody is asked who they are. The same form sent twice is one complaint
 * with one way back. It is answered by a day (`case.procedure-term`, working days).
 * @returns the way back, told once, and the stop word when there is a contact
 * @throws Fault invalid-input, too-many-requests
 */
export async function complain(
  instance: Instance,
  given: z.input<typeof Complaint>,
  language: Locale,
  request: string,
): Promise<{ code: string; dueOn: string; stop?: string }> {
  const { region, contact: reach, word, ...words } = parse(Complaint, given)
  const contact = reach && readContact(reach)
  const today = instance.clock.today()
  const dueOn = dueFrom(today)
  const code = wayBack(instance, request)
  const id = newId()
  await behindWall(instance, async (tx) => {
    const written = await tx.done(sql`
      insert into complaint.complaint (id, code_hash, region, language, sealed, received_on, due_on, state, word_hash)
      values (${id}::uuid, ${hashWayBack(instance, code)}, ${region}, ${language}, ${seal(instance, words)}, ${today.toString()}::date, ${dueOn}::date, 'received', ${word ? hashWord(instance, id, word) : null})
      on conflict (code_hash) do nothing`)
    if (written === 0) return
    if (contact) await keepContact(instance, tx, id, contact, request, null)
    const hour = instance.clock.now().round({ smallestUnit: 'hour', roundingMode: 'floor' }).toString()
    const { n } = await tx.one<{ n: number }>(sql`
      insert into complaint.filed (hour, n) values (${hour}::timestamptz, 1) on conflict (hour) do update set n = filed.n + 1 returning n`)
    if (n > mostAnHour) throw new Fault('too-many-requests', { details: { retryAfter: 3600 } })
  })
  return { code, dueOn, ...(contact ? { stop: stopWord(instance, request) } : {}) }
}

/** What became of it, for whoever has the way back. A wrong one and an unknown one are the same. @throws Fault not-found */
export function openByCode(instance: Instance, code: string): Promise<Answered> {
  return behindWall(instance, async (tx) => {
    const row = await tx.one<{
      id: string
      received_on: string
      due_on: string
      worker_due_on: string | null
      state: ComplaintState
      sealed: Buffer
      opened_on: string | null
      contact: Buffer | null
      told_on: string | null
      guarded: boolean
    }>(sql`
      select c.id, c.word_hash is not null as guarded, received_on::text, due_on::text, worker_due_on::text, state, c.sealed, w.sealed as contact, w.told_on::text,
        (select min(r.read_on)::text from complaint.read r where r.complaint_id = c.id) as opened_on
      from complaint.complaint c left join complaint.contact w on w.complaint_id = c.id where c.code_hash = ${hashWayBack(instance, code)}`)
    const messages = await messagesOf(instance, tx, row.id)
    const { story } = unseal<Complaint>(instance, row.sealed)
    const contact = row.contact && unseal<SafeContact>(instance, row.contact)
    const first = { author: 'worker' as const, words: story, on: row.received_on }
    return {
      receivedOn: row.received_on,
      dueOn: row.due_on,
      workerDueOn: row.state === 'asked' ? row.worker_due_on : null,
      state: row.state,
      openedOn: row.opened_on,
      contact: contact && {
        channel: contact.channel,
        from: contact.from,
        to: contact.to,
        toldOn: row.told_on,
      },
      guarded: row.guarded,
      messages: [first, ...messages],
    }
  })
}

/**
 * The worker adds something, or answers what the office asked. The office owes an answer from now on, unless it owed one already.
 * @throws Fault not-found, invalid-input
 */
export async function addToComplaint(
  instance: Instance,
  code: string,
  words: string,
  request = newId(),
): Promise<void> {
  const said = parse(z.string().trim().min(2, 'required').max(10_000, 'too-long'), words)
  await behindWall(instance, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      update complaint.complaint set state = 'received', worker_due_on = null, reminded_on = null,
        due_on = case when state = 'received' then due_on else ${dueFrom(instance.clock.today())}::date end
      where code_hash = ${hashWayBack(instance, code)} and state <> 'closed' returning id`)
    await writeMessage(instance, tx, id, { author: 'worker', words: said, request })
  })
}

/** The same request writes once. @returns 0 when it was written before */
export const writeMessage = (
  instance: Instance,
  tx: Query,
  complaint: string,
  message: { author: 'worker' | 'office'; words: string; request: string },
): Promise<number> =>
  tx.done(sql`
    insert into complaint.message (complaint_id, author, sealed, written_on, request)
    values (${complaint}::uuid, ${message.author}, ${seal(instance, message.words)}, ${instance.clock.today().toString()}::date, ${message.request}::uuid)
    on conflict (request) do nothing`)

export async function messagesOf(
  instance: Instance,
  tx: Query,
  complaint: string,
): Promise<Answered['messages']> {
  const rows = await tx.rows<{ author: 'worker' | 'office'; sealed: Buffer; on: string }>(sql`
    select author, sealed, written_on::text as on from complaint.message where complaint_id = ${complaint}::uuid order by id`)
  return rows.map(({ author, sealed, on }) => ({ author, on, words: unseal<string>(instance, sealed) }))
}
