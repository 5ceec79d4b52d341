import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { type Actor, admits, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { type Answered, behindWall, type Complaint, messagesOf, writeMessage } from './complain.ts'
import { unseal } from './sealed-text.ts'

export const complaintOfficers = staff('complaint-officer')

export interface ComplaintLine {
  id: string
  region: string
  language: string
  received_on: string
  due_on: string
  state: 'received' | 'answered' | 'closed'
}

export interface ComplaintFile extends ComplaintLine, Omit<Complaint, 'region'> {
  asked_inspection_on: string | null
  messages: Answered['messages']
}

const columns = sql`id, region, language, received_on::text, due_on::text, state`

function officerOf(actor: Actor): string {
  if (actor.kind !== 'staff' || !admits(complaintOfficers, actor)) throw new Fault('not-found')
  return actor.staff
}

/** Complaints that wait, the most urgent first, then those answered lately. For officers of complaints and nobody else. */
export function findComplaints(instance: Instance, actor: Actor): Promise<ComplaintLine[]> {
  officerOf(actor)
  return behindWall(instance, (tx) =>
    tx.rows<ComplaintLine>(sql`
      select ${columns} from complaint.complaint order by state <> 'received', due_on, id limit 200`),
  )
}

/** One complaint, opened; who opened it is kept behind the wall. @throws Fault not-found */
export function getComplaint(instance: Instance, actor: Actor, id: string): Promise<ComplaintFile> {
  const officer = officerOf(actor)
  return behindWall(instance, async (tx) => {
    const row = await tx.one<ComplaintLine & { sealed: Buffer; asked_inspection_on: string | null }>(sql`
      select ${columns}, sealed, asked_inspection_on::text from complaint.complaint where id = ${id}::uuid`)
    await tx.done(sql`
      insert into complaint.read (complaint_id, staff_id, read_on) values (${id}::uuid, ${officer}::uuid, ${instance.clock.today().toString()}::date)
      on conflict do nothing`)
    const { sealed, ...rest } = row
    return {
      ...rest,
      ...unseal<Omit<Complaint, 'region'>>(instance, sealed),
      messages: await messagesOf(instance, tx, id),
    }
  })
}

/** The office answers; the worker reads it with the way back. @throws Fault not-found, invalid-input */
export async function answerComplaint(
  instance: Instance,
  actor: Actor,
  given: { complaint: string; answer: string; close?: boolean },
): Promise<void> {
  officerOf(actor)
  const answer = parse(z.string().trim().min(20, 'too-short').max(10_000, 'too-long'), given.answer)
  await behindWall(instance, async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      update complaint.complaint set state = ${given.close ? 'closed' : 'answered'} where id = ${given.complaint}::uuid and state <> 'closed' returning id`)
    await writeMessage(instance, tx, id, 'office', answer)
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
