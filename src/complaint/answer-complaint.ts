import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { type Actor, admits, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { behindWall } from './behind-wall.ts'
import { type Answered, type Complaint, type ComplaintState, messagesOf, writeMessage } from './complain.ts'
import type { SafeContact } from './keep-contact.ts'
import { unseal } from './sealed-text.ts'
import { tellFromTomorrow } from './tell-worker.ts'

export const complaintOfficers = staff('complaint-officer')

export interface ComplaintLine {
  id: string
  region: string
  language: string
  received_on: string
  due_on: string
  /** By when the worker was asked to answer; while `asked` only. */
  worker_due_on: string | null
  state: ComplaintState
}

export interface ComplaintFile extends ComplaintLine, Omit<Complaint, 'region' | 'contact' | 'word'> {
  asked_inspection_on: string | null
  /** Since when the worker must not be reached. */
  unsafe_on: string | null
  /** Words of before the contact had a form of its own, or the contact with what became of the last line to it. */
  contact:
    | string
    | (SafeContact & {
        tell_from: string | null
        told_on: string | null
        failed_on: string | null
        /** Since when it is what somebody said who had the code and nothing else. */
        by_code_on: string | null
      })
    | null
  messages: Answered['messages']
}

const columns = sql`c.id, region, language, received_on::text, due_on::text, worker_due_on::text, state`

function officerOf(actor: Actor): string {
  if (actor.kind !== 'staff' || !admits(complaintOfficers, actor)) throw new Fault('not-found')
  return actor.staff
}

/** Complaints that wait for the office, the most urgent first, then what waits for workers, then what was answered lately. For officers of complaints and nobody else. */
export function findComplaints(instance: Instance, actor: Actor): Promise<ComplaintLine[]> {
  officerOf(actor)
  return behindWall(instance, (tx) =>
    tx.rows<ComplaintLine>(sql`
      select ${columns} from complaint.complaint c
      order by state <> 'received', state <> 'asked', coalesce(worker_due_on, due_on), id limit 200`),
  )
}

/** One complaint, opened; who opened it is kept behind the wall. @throws Fault not-found */
export function getComplaint(instance: Instance, actor: Actor, id: string): Promise<ComplaintFile> {
  const officer = officerOf(actor)
  return behindWall(instance, async (tx) => {
    const row = await tx.one<
      ComplaintLine &
        Pick<ComplaintFile, 'asked_inspection_on' | 'unsafe_on'> & {
          sealed: Buffer
          reach: Buffer | null
          tell_from: string | null
          told_on: string | null
          failed_on: string | null
          by_code_on: string | null
        }
    >(sql`
      select ${columns}, c.sealed, asked_inspection_on::text, unsafe_on::text, w.sealed as reach, w.tell_from::text, w.told_on::text, w.failed_on::text, w.by_code_on::text
      from complaint.complaint c left join complaint.contact w on w.complaint_id = c.id where c.id = ${id}::uuid`)
    await tx.done(sql`
      insert into complaint.read (complaint_id, staff_id, read_on) values (${id}::uuid, ${officer}::uuid, ${instance.clock.today().toString()}::date)
      on conflict do nothing`)
    const { sealed, reach, tell_from, told_on, failed_on, by_code_on, ...rest } = row
    const words = unseal<Omit<Complaint, 'region' | 'contact' | 'word'> & { contact?: string }>(
      instance,
      sealed,
    )
    return {
      ...rest,
      ...words,
      contact: reach
        ? { ...unseal<SafeContact>(instance, reach), tell_from, told_on, failed_on, by_code_on }
        : words.contact || null,
      messages: await messagesOf(instance, tx, id),
    }
  })
}

/** Days that the office may give a worker to answer a question. */
export const daysToAnswer = ['3', '7', '14'] as const

/**
 * The office answers, or asks: with `within` the worker is to answer in so many days, and is reminded. The worker reads it with the way
 * back; a safe contact is told from tomorrow on. @throws Fault not-found, invalid-input
 */
export async function answerComplaint(
  instance: Instance,
  actor: Actor,
  given: { complaint: string; answer: string; close?: boolean; within?: string; request?: string },
): Promise<void> {
  officerOf(actor)
  const { answer, within } = parse(
    z.object({
      answer: z.string().trim().min(20, 'too-short').max(10_000, 'too-long'),
      within: z.enum(daysToAnswer).optional(),
    }),
    { answer: given.answer, within: given.within || undefined },
  )
  const state = given.close ? 'closed' : within ? 'asked' : 'answered'
  const by =
    state === 'asked'
      ? instance.clock
          .today()
          .add({ days: Number(within) })
          .toString()
      : null
  await behindWall(instance, async (tx) => {
    const open = await tx.one<{ id: string; state: ComplaintState }>(
      sql`select id, state from complaint.complaint where id = ${given.complaint}::uuid for update`,
    )
    const message = { author: 'office', words: answer, request: given.request ?? newId() } as const
    if (open.state === 'closed') {
      // The same form again, which closed it.
      const { n } = await tx.one<{ n: number }>(
        sql`select count(*)::int as n from complaint.message where request = ${message.request}::uuid`,
      )
      if (n === 0) throw new Fault('not-found')
      return
    }
    if ((await writeMessage(instance, tx, open.id, message)) === 0) return
    await tx.done(sql`
      update complaint.complaint set state = ${state}, worker_due_on = ${by}::date, reminded_on = null where id = ${open.id}::uuid`)
    await tellFromTomorrow(instance, tx, open.id)
  })
}

/**
 * Asks for an inspection of an employer and a place: the only thing that ever leaves. It goes among all proposals of the week, is
 * mixed with places drawn by chance, and says nothing of a complaint. Once for each. @throws Fault wrong-state, invalid-input
 */
export async function askInspection(
  instance: Instance,
  actor: Actor,
  given: { complaint: string; employer: string; place: string },
): Promise<void> {
  officerOf(actor)
  const { employer, place } = parse(
    z.object({
      employer: z.string().trim().min(2, 'required').max(200),
      place: z.string().trim().min(2, 'required').max(300),
    }),
    given,
  )
  await behindWall(instance, async (tx) => {
    const asked = await tx.maybe<{ region: string }>(sql`
      update complaint.complaint set asked_inspection_on = ${instance.clock.today().toString()}::date
      where id = ${given.complaint}::uuid and asked_inspection_on is null returning region`)
    if (!asked) throw new Fault('wrong-state')
    await tx.done(sql`select inspection.propose(${asked.region}, ${employer}, ${place})`)
  })
}
