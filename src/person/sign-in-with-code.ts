import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { z } from 'zod'
import { act, type Doing, inTransaction, refuse, urgent } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { deriveKey } from '../platform/config.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { type Locale, locales } from '../platform/language.ts'
import { countRate, limitRate, rateOf } from '../platform/limit-rate.ts'
import { newId } from '../platform/new-id.ts'
import { openSession } from '../platform/session.ts'

export const codeMinutes = 10
export const codeTries = 5
/**
 * Wrong codes for one number or address in a day, over all its codes, and from one network in an hour, over all numbers: five tries for
 * each of many codes would find one of a million. Beyond them no code is compared; the link of the message still opens, so that
 * whoever guesses cannot keep the owner out.
 */
export const wrongCodes = { ofAddress: 20, ofNetwork: 100 } as const

/** A link cannot be guessed and is opened on the telephone itself, sometimes after a walk to better reception. */
export const linkMinutes = 15

/** A phone number in E.164 (Kazakhstan when no country is given) or an e-mail address in lower case; undefined when neither. */
export function readAddress(text: string): { channel: 'phone' | 'email'; address: string } | undefined {
  const trimmed = text.trim()
  if (trimmed.includes('@'))
    return z.email().safeParse(trimmed).success
      ? { channel: 'email', address: trimmed.toLowerCase() }
      : undefined
  const phone = parsePhoneNumberFromString(trimmed, 'KZ')
  return phone?.isPossible() ? { channel: 'phone', address: phone.number } : undefined
}

const hash = (instance: Instance, id: string, code: string): Buffer =>
  createHmac('sha256', deriveKey(instance.config.secret, 'sign-in-code')).update(`${id}:${code}`).digest()

const hashLink = (instance: Instance, token: string): Buffer =>
  createHmac('sha256', deriveKey(instance.config.secret, 'sign-in-link')).update(token).digest()

/** Sends a code, and a link that does the same by one press; both live only in the job's data until the gateway took them. */
export const requestSignInCode = act({
  name: 'request-sign-in-code',
  who: system,
  input: z.object({ address: z.string().max(200), language: z.enum(locales as [Locale, ...Locale[]]) }),
  async do(input, doing) {
    const to = readAddress(input.address)
    if (!to) throw invalid('address', 'address-form')
    await limitRate(doing.tx, doing.now, { what: 'sign-in-code', who: to.address, most: 5, seconds: 3600 })
    const id = newId()
    const link = randomBytes(16).toString('base64url')
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    await doing.tx.done(sql`
      insert into person.sign_in_code (id, channel, address, code_hash, link_hash, sent_at, expires_at)
      values (${id}, ${to.channel}, ${to.address}, ${hash(doing.instance, id, code)}, ${hashLink(doing.instance, link)},
        ${doing.now.toString()}, ${doing.now.add({ minutes: codeMinutes }).toString()})`)
    await doing.record({ type: 'sign-in-code-sent', subjects: [], after: { channel: to.channel } })
    const values = { code, link: `${doing.instance.config.baseUrl}/sign-in/link/${link}` }
    await doing.later(
      'partner',
      'send-message',
      {
        id,
        template: 'sign-in-code',
        ...to,
        language: input.language,
        values,
        until: doing.now.add({ minutes: linkMinutes }).toString(),
      },
      { priority: urgent },
    )
    return { id }
  },
})

/**
 * Opens a session for who holds the code: five tries, ten minutes, once. Refused: `code-ended`, `code-wrong`, and `code-tries` beyond
 * `wrongCodes`, whatever the code. The first success with an address opens its account. Whether an
 * account existed is told to nobody.
 */
export const enterSignInCode = act({
  name: 'enter-sign-in-code',
  who: system,
  input: z.object({
    id: z.uuid(),
    code: z.string().trim(),
    language: z.enum(locales as [Locale, ...Locale[]]),
    /** Where the try came from, as the connection says. */
    network: z.string().max(100).optional(),
  }),
  async do(input, doing) {
    const { tx, now, instance } = doing
    const row = await tx.maybe<{
      channel: 'phone' | 'email'
      address: string
      code_hash: Buffer
      attempts: number
    }>(sql`
      update person.sign_in_code set attempts = attempts + 1
      where id = ${input.id} and used_at is null and expires_at > ${now.toString()} and attempts < ${codeTries}
      returning channel, address, code_hash, attempts`)
    if (!row) return refuse({ code: 'code-ended' })
    const tries = [
      { what: 'wrong-code', who: row.address, seconds: 86_400, most: wrongCodes.ofAddress },
      ...(input.network
        ? [{ what: 'wrong-code-network', who: input.network, seconds: 3600, most: wrongCodes.ofNetwork }]
        : []),
    ]
    for (const one of tries)
      if ((await rateOf(tx, now, one)) >= one.most) return refuse({ code: 'code-tries' })
    const right = timingSafeEqual(row.code_hash, hash(instance, input.id, input.code.replaceAll(/\s/g, '')))
    if (!right) {
      for (const one of tries) await countRate(tx, now, one)
      return refuse({ code: 'code-wrong', values: { left: codeTries - row.attempts } })
    }
    await tx.done(sql`update person.sign_in_code set used_at = ${now.toString()} where id = ${input.id}`)
    return openAccount(doing, row, input.language, 'code')
  },
})

/** Whether a link of a message still opens; says nothing about whose it is. */
export async function findLink(instance: Instance, token: string): Promise<boolean> {
  return inTransaction(instance, { kind: 'system', job: 'sign-in' }, false, async (tx) => {
    const row = await tx.maybe(sql`select 1 as one from person.sign_in_code
      where link_hash = ${hashLink(instance, token)} and used_at is null and sent_at > ${oldestLink(instance.clock.now())}`)
    return row !== undefined
  })
}

const oldestLink = (now: Temporal.Instant): string => now.subtract({ minutes: linkMinutes }).toString()

/**
 * Opens a session for who presses the button behind the link of a message: fifteen minutes, once, and its code is used up with it.
 * Opening the link alone does nothing, for mail programs open links to look at them. Refused: `link-ended`.
 */
export const enterByLink = act({
  name: 'enter-by-link',
  who: system,
  input: z.object({ token: z.string().max(100), language: z.enum(locales as [Locale, ...Locale[]]) }),
  async do(input, doing) {
    const row = await doing.tx.maybe<{ channel: 'phone' | 'email'; address: string }>(sql`
      update person.sign_in_code set used_at = ${doing.now.toString()}
      where link_hash = ${hashLink(doing.instance, input.token)} and used_at is null and sent_at > ${oldestLink(doing.now)}
      returning channel, address`)
    if (!row) return refuse({ code: 'link-ended' })
    return openAccount(doing, row, input.language, 'link')
  },
})

async function openAccount(
  doing: Doing,
  to: { channel: 'phone' | 'email'; address: string },
  language: Locale,
  method: 'code' | 'link',
): Promise<{ token: string }> {
  const { tx, now } = doing
  const account = await tx.one<{ id: string; person_id: string | null }>(sql`
    insert into person.account (id, channel, address, language, opened_at) values (${newId()}, ${to.channel}, ${to.address}, ${language}, ${now.toString()})
    on conflict (channel, address) where closed_at is null do update set language = excluded.language returning id, person_id`)
  const token = await openSession(tx, now, { kind: 'person', account: account.id, methods: [method] })
  await doing.record({
    type: 'signed-in',
    subjects: account.person_id ? [account.person_id] : [],
    after: { method },
  })
  return { token }
}
