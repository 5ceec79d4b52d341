import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Email, Phone } from '../person/contact-address.ts'
import { parse } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { behindWall } from './behind-wall.ts'
import { hashWayBack, hashWord, seal, stopWord, unseal } from './sealed-text.ts'

/** By SMS or e-mail goes the line that everybody with news gets; a call is made by the office, by hand. */
export const contactChannels = ['sms', 'email', 'call'] as const
const hour = z.coerce.number().int().min(0).max(23)

export const SafeContact = z.object({
  channel: z.enum(contactChannels, { error: 'required' }),
  address: z.string().trim().min(1, 'required').max(254),
  /** Hours of Kazakhstan, 0 to 23; they may go over midnight; the same hour twice is the whole day. */
  from: hour.default(9),
  to: hour.default(18),
  /** Whom to ask for, what not to say. Only the office reads it. */
  note: z.string().trim().max(300, 'too-long').default(''),
})
export type SafeContact = z.infer<typeof SafeContact>

/** The same, with an address that the channel can reach. @throws Fault invalid-input */
export function readContact(given: unknown): SafeContact {
  const contact = parse(SafeContact, given)
  const address = (contact.channel === 'email' ? Email : Phone).safeParse(contact.address)
  if (!address.success) throw invalid('address', contact.channel === 'email' ? 'email' : 'phone')
  return { ...contact, address: address.data }
}

/**
 * Keeps the contact of a complaint in place of a former one. Nothing is sent to it now.
 * @param byCodeOn ISO day, when whoever gave it had the code and nothing else
 * @returns the stop word, told once
 */
export async function keepContact(
  instance: Instance,
  tx: Query,
  complaint: string,
  contact: SafeContact,
  request: string,
  byCodeOn: string | null,
): Promise<string> {
  const stop = stopWord(instance, request)
  await tx.done(sql`
    insert into complaint.contact (complaint_id, stop_hash, sealed, by_code_on)
    values (${complaint}::uuid, ${hashWayBack(instance, stop)}, ${seal(instance, contact)}, ${byCodeOn}::date)
    on conflict (complaint_id) do update set stop_hash = excluded.stop_hash, sealed = excluded.sealed, by_code_on = excluded.by_code_on, tell_from = null, line = null, told_on = null, failed_on = null`)
  await tx.done(sql`update complaint.complaint set unsafe_on = null where id = ${complaint}::uuid`)
  return stop
}

/** Wrong words of a day after which nothing is changed until the next, also with the right one. */
const mostWrongWords = 5

/**
 * Another way to be reached. Who gave a word with the complaint gives it again: the code may be in other hands. Without one the code is
 * enough, and the office reads that nothing else was asked.
 * @returns the stop word. @throws Fault not-found; invalid-input with `word` for a wrong one and `word-closed` after five in a day
 */
export async function changeContact(
  instance: Instance,
  code: string,
  given: z.input<typeof SafeContact>,
  request: string,
  word = '',
): Promise<string> {
  const contact = readContact(given)
  const today = instance.clock.today().toString()
  // A wrong word is counted, so what tells of it is not thrown inside the transaction.
  const changed = await behindWall(instance, async (tx): Promise<string | Fault> => {
    const { id, hash, wrong } = await tx.one<{ id: string; hash: Buffer | null; wrong: number }>(sql`
      select id, word_hash as hash, case when wrong_on = ${today}::date then wrong_words else 0 end as wrong
      from complaint.complaint where code_hash = ${hashWayBack(instance, code)} and state <> 'closed' for update`)
    if (hash && wrong >= mostWrongWords) return invalid('word', 'word-closed')
    if (hash && !word.trim()) return invalid('word', 'required')
    if (hash && !timingSafeEqual(hash, hashWord(instance, id, word))) {
      await tx.done(
        sql`update complaint.complaint set wrong_words = ${wrong + 1}, wrong_on = ${today}::date where id = ${id}::uuid`,
      )
      return invalid('word', 'word')
    }
    return keepContact(instance, tx, id, contact, request, hash ? null : today)
  })
  if (changed instanceof Fault) throw changed
  return changed
}

/**
 * It is not safe any more: the contact is erased at once and nothing more goes there. By the way back or by the stop word, which tells
 * nothing and opens nothing, so that it can be typed before the eyes of others. @returns whether there was such a complaint
 */
export function stopContact(instance: Instance, typed: string): Promise<boolean> {
  const hash = hashWayBack(instance, typed)
  return behindWall(instance, async (tx) => {
    const found = await tx.maybe<{ id: string; sealed: Buffer }>(sql`
      select c.id, c.sealed from complaint.complaint c left join complaint.contact w on w.complaint_id = c.id
      where c.code_hash = ${hash} or w.stop_hash = ${hash} for update of c`)
    if (!found) return false
    await tx.done(sql`delete from complaint.contact where complaint_id = ${found.id}::uuid`)
    // Complaints of before the contact had a row of its own carried it among their words.
    const { contact: _former, ...words } = unseal<Record<string, unknown>>(instance, found.sealed)
    await tx.done(sql`update complaint.complaint set unsafe_on = ${instance.clock.today().toString()}::date, sealed = ${seal(instance, words)}
      where id = ${found.id}::uuid`)
    return true
  })
}
