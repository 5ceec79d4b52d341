import { createHmac } from 'node:crypto'
import type { RawBuilder } from 'kysely'
import { gatewayOf, sendThroughGateway } from '../message/partners/send-through-gateway.ts'
import { newsLine } from '../message/send-news.ts'
import { zone } from '../platform/clock.ts'
import { type Query, sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { behindWall } from './behind-wall.ts'
import type { SafeContact } from './keep-contact.ts'
import { complaintKey, unseal } from './sealed-text.ts'

/** Days before a worker's answer is due on which they are reminded, once. */
const remindBefore = 2

/** A new line waits from a day on, in place of a former one. @param which one contact */
const letWait = (tx: Query, day: Temporal.PlainDate, which: RawBuilder<unknown>): Promise<number> =>
  tx.done(sql`update complaint.contact set tell_from = ${day.toString()}::date, line = ${newId()}::uuid, told_on = null, failed_on = null
    where ${which}`)

/** From tomorrow on the worker is told that there is something to read: never on the day on which the office did something. */
export const tellFromTomorrow = (instance: Instance, tx: Query, complaint: string): Promise<number> =>
  letWait(tx, instance.clock.today().add({ days: 1 }), sql`complaint_id = ${complaint}::uuid`)

/**
 * Whether a line goes out now: within the worker's hours, and on the first day not before an hour that only the installation's secret
 * tells, so that no clock of an officer can be read from it.
 * @param from,to hours of Kazakhstan, may go over midnight; equal means the whole day
 */
export function isTimeToTell(
  now: Temporal.Instant,
  contact: { from: number; to: number },
  line: { tellFrom: string; draw: number },
): boolean {
  const here = now.toZonedDateTimeISO(zone)
  const length = (contact.to - contact.from + 24) % 24 || 24
  const into = (here.hour - contact.from + 24) % 24
  if (into >= length) return false
  return here.toPlainDate().toString() > line.tellFrom || into >= line.draw % length
}

interface Waiting {
  id: string
  language: string
  contact: SafeContact
  line: string
}
/** Lines that one turn sends at most, and rows that are looked at in one go for them. */
const mostATurn = 200
const batch = 500

/**
 * The lines that may go out now, the oldest first, and the calls that nobody sends. Hours stand inside what is sealed, so that each line
 * that waits is looked at: one that may not go now keeps no place from one that may.
 */
async function findSendable(instance: Instance, tx: Query, today: Temporal.PlainDate): Promise<Waiting[]> {
  const found: Waiting[] = []
  const now = instance.clock.now()
  for (let after: string | undefined; ; ) {
    const rows = await tx.rows<{
      id: string
      language: string
      sealed: Buffer
      tell_from: string
      line: string
    }>(sql`
      select c.id, c.language, w.sealed, w.tell_from::text, w.line from complaint.contact w join complaint.complaint c on c.id = w.complaint_id
      where w.tell_from <= ${today.toString()}::date and w.line > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid order by w.line limit ${batch}`)
    for (const { id, language, sealed, tell_from: tellFrom, line } of rows) {
      const contact = unseal<SafeContact>(instance, sealed)
      const draw = createHmac('sha256', complaintKey(instance)).update(line).digest().readUInt16BE(0)
      if (contact.channel !== 'call' && !isTimeToTell(now, contact, { tellFrom, draw })) continue
      found.push({ id, language, contact, line })
      if (found.length === mostATurn) return found
    }
    after = rows.at(-1)?.line
    if (rows.length < batch) return found
  }
}

/**
 * Reminds workers who owe an answer, and sends the lines that wait, each within the hours its worker called safe. The gateway gets the
 * very line that everybody with news gets, under an id like any other; no job, message, event, limit or log line tells of it. What the
 * gateway cannot take now waits for the next turn; what it never can is shown to the office. Safe to do twice.
 * @returns how many lines went out
 */
export async function tellWorkers(instance: Instance): Promise<number> {
  const today = instance.clock.today()
  const due = await behindWall(instance, async (tx) => {
    const reminded = await tx.rows<{ id: string }>(sql`
      update complaint.complaint set reminded_on = ${today.toString()}::date where state = 'asked' and reminded_on is null
        and worker_due_on <= ${today.add({ days: remindBefore }).toString()}::date returning id`)
    for (const { id } of reminded) await letWait(tx, today, sql`complaint_id = ${id}::uuid and line is null`)
    return findSendable(instance, tx, today)
  })
  let told = 0
  for (const { id, language, contact, line } of due) {
    // Only the line that we saw: the office may have put another one in its place meanwhile.
    const settle = (outcome: RawBuilder<unknown>) =>
      behindWall(instance, (tx) =>
        tx.done(
          sql`update complaint.contact set tell_from = null, line = null ${outcome} where complaint_id = ${id}::uuid and line = ${line}::uuid`,
        ),
      )
    // The office calls by hand.
    if (contact.channel === 'call') {
      await settle(sql``)
      continue
    }
    const { channel, address } = contact
    const sent = await sendThroughGateway(gatewayOf(instance.config), {
      ...newsLine(instance, { channel, address, language, name: null }),
      id: line,
    })
    if ('failed' in sent && sent.retry) continue
    const day = today.toString()
    await settle('failed' in sent ? sql`, failed_on = ${day}::date` : sql`, told_on = ${day}::date`)
    if ('providerId' in sent) told++
  }
  return told
}
