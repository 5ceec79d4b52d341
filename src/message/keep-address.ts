import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Email, Phone } from '../person/contact-address.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account, system } from '../platform/actor.ts'
import { deriveKey } from '../platform/config.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { limitRate } from '../platform/limit-rate.ts'
import { newId } from '../platform/new-id.ts'
import { channels } from './reach-account.ts'

const codeMinutes = 15
const mostTries = 5

const hashOf = (instance: Instance, code: string): Buffer =>
  createHash('sha256').update(deriveKey(instance.config.secret, 'message-address')).update(code).digest()

const mine = (doing: Doing): { account: string; person: string | undefined } => {
  if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
  return { account: doing.actor.account, person: doing.actor.person }
}
const subjects = (person: string | undefined): string[] => (person ? [person] : [])

/**
 * Opens another way to reach an account, one of a channel; the former one of that channel is removed. A telephone or mailbox gets a
 * code of six digits to type back within 15 minutes; for Telegram the answer holds the word to send to our bot; a postal address counts
 * at once. Ten openings a day. @throws Fault invalid-input, too-many-requests
 */
export const openAddress = act({
  name: 'open-address',
  who: account,
  input: z.object({ channel: z.enum(channels), address: z.string().trim().max(500).optional() }),
  async do({ channel, address: given = '' }, doing) {
    const { account: of, person } = mine(doing)
    await limitRate(doing.tx, doing.now, { what: 'open-address', who: of, most: 10, seconds: 86_400 })
    const address = readAddress(channel, given)
    const code =
      channel === 'telegram'
        ? randomBytes(12).toString('base64url')
        : String(randomInt(1_000_000)).padStart(6, '0')
    const id = newId()
    const now = doing.now.toString()
    await doing.tx.done(
      sql`update message.address set removed_at = ${now} where account_id = ${of}::uuid and channel = ${channel} and removed_at is null`,
    )
    const proves = channel !== 'post'
    await doing.tx.done(sql`
      insert into message.address (id, account_id, channel, address, code_hash, code_until, opened_at, proven_at)
      values (${id}::uuid, ${of}::uuid, ${channel}, ${address}, ${proves ? hashOf(doing.instance, code) : null},
        ${proves ? doing.now.add({ minutes: codeMinutes }).toString() : null}::timestamptz, ${now}, ${proves ? null : now}::timestamptz)`)
    if (channel === 'sms' || channel === 'email') {
      const { language } = await doing.tx.one<{ language: string }>(
        sql`select language from person.account where id = ${of}::uuid`,
      )
      await doing.later(
        'partner',
        'send-address-code',
        {
          id: newId(),
          channel,
          address,
          language,
          code,
          until: doing.now.add({ minutes: codeMinutes }).toString(),
        },
        { priority: 10 },
      )
    }
    await doing.record({ type: 'address-opened', subjects: subjects(person), after: { channel } })
    return { id, ...(channel === 'telegram' ? { start: code } : {}) }
  },
})

function readAddress(channel: (typeof channels)[number], given: string): string | null {
  if (channel === 'telegram') return null
  if (channel === 'post') {
    const lines = given
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean)
    if (lines.length < 2 || lines.length > 6) throw invalid('address', 'postal-lines')
    return lines.join('\n')
  }
  const read = (channel === 'sms' ? Phone : Email).safeParse(given)
  if (!read.success) throw invalid('address', channel)
  return read.data
}

/** The code that came to a new telephone or mailbox. Five tries. Refused: `code-wrong`, `code-over`. @throws Fault not-found */
export const proveAddress = act({
  name: 'prove-address',
  who: account,
  input: z.object({ address: z.uuid(), code: z.string().trim().max(20) }),
  async do({ address, code }, doing) {
    const { account: of, person } = mine(doing)
    const open = await doing.tx.one<{
      code_hash: Buffer | null
      code_until: Date
      tries: number
      channel: string
    }>(sql`
      update message.address set tries = tries + 1 where id = ${address}::uuid and account_id = ${of}::uuid and removed_at is null and proven_at is null
      and channel in ('sms', 'email') returning code_hash, code_until, tries, channel`)
    if (open.tries > mostTries || !open.code_hash || open.code_until.getTime() < doing.now.epochMilliseconds)
      return refuse({ code: 'code-over' })
    if (!timingSafeEqual(open.code_hash, hashOf(doing.instance, code.replaceAll(/\D/g, ''))))
      return refuse({ code: 'code-wrong' })
    await doing.tx.done(
      sql`update message.address set proven_at = ${doing.now.toString()}, code_hash = null where id = ${address}::uuid`,
    )
    await doing.record({
      type: 'address-proven',
      subjects: subjects(person),
      after: { channel: open.channel },
    })
    return { address }
  },
})

/** A chat that sent our bot the word a person was shown. Refused as `code-over` when nobody waits for it. */
export const proveChat = act({
  name: 'prove-chat',
  who: system,
  input: z.object({ start: z.string().min(10).max(64), chat: z.string().regex(/^-?\d{1,20}$/) }),
  async do({ start, chat }, doing) {
    const proven = await doing.tx.maybe<{ person_id: string | null }>(sql`
      update message.address m set address = ${chat}, proven_at = ${doing.now.toString()}, code_hash = null
      from person.account a where a.id = m.account_id and m.channel = 'telegram' and m.code_hash = ${hashOf(doing.instance, start)}
        and m.removed_at is null and m.proven_at is null and m.code_until > ${doing.now.toString()}::timestamptz returning a.person_id`)
    if (!proven) return refuse({ code: 'code-over' })
    await doing.record({
      type: 'address-proven',
      subjects: subjects(proven.person_id ?? undefined),
      after: { channel: 'telegram' },
    })
    return { proven: true }
  },
})

/** Nothing goes to this address any more. @throws Fault not-found */
export const removeAddress = act({
  name: 'remove-address',
  who: account,
  input: z.object({ address: z.uuid() }),
  async do({ address }, doing) {
    const { account: of, person } = mine(doing)
    const { channel } = await doing.tx.one<{ channel: string }>(sql`
      update message.address set removed_at = ${doing.now.toString()}, code_hash = null
      where id = ${address}::uuid and account_id = ${of}::uuid and removed_at is null returning channel`)
    await doing.tx.done(
      sql`update message.preference set first = 'own' where account_id = ${of}::uuid and first = ${channel}`,
    )
    await doing.record({ type: 'address-removed', subjects: subjects(person), after: { channel } })
    return { address }
  },
})
