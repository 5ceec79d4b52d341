import { z } from 'zod'
import { act, inTransaction, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { isLocale, type Locale } from '../platform/language.ts'
import type { GatewayMessage } from './partners/gateway-protocol.ts'
import { gatewayOf, sendThroughGateway } from './partners/send-through-gateway.ts'
import { type Channel, findPreference, reachAccount } from './reach-account.ts'
import { messageText } from './text.ts'
import { writeLetter } from './write-letter.ts'

const job = { kind: 'system', job: 'send-news' } as const

interface Recipient {
  channel: Channel
  address: string
  language: string
  name: string | null
}

/**
 * Hands the line "you have news" to the gateway, as a job. The gateway knows it by the delivery's id, so a repeat is no second
 * message; a failure that may pass is thrown, so that the queue tries again; one that will not goes on to the next way.
 */
export async function sendNews(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const id = String(data.delivery)
  const to = await inTransaction(instance, job, false, (tx) =>
    tx.maybe<Recipient>(sql`
      select d.channel, coalesce(w.address, a.address) as address, a.language, p.latin_name as name
      from message.delivery d join message.message m on m.id = d.message_id join person.account a on a.id = m.account_id
        left join message.address w on w.id = d.address_id left join person.person p on p.id = a.person_id
      where d.id = ${id}::uuid and d.state = 'queued' and a.closed_at is null and w.removed_at is null`),
  )
  if (!to) return
  const sent = await handOver(instance, { ...newsLine(instance, to), id })
  if ('failed' in sent) await noteDelivery(instance, id, 'failed', sent.failed)
  else await noteDelivery(instance, id, 'sent')
}

/** Sends the code that proves an address, as a job; a code nobody can receive is no failure of ours. */
export async function sendAddressCode(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const { id, channel, address, language, code } = data as Record<
    'id' | 'channel' | 'address' | 'language' | 'code',
    string
  >
  const t = messageText(isLocale(language) ? language : 'ru')
  const text = t('channel.code', { code })
  const sent = await handOver(
    instance,
    channel === 'sms'
      ? { channel: 'sms', id, to: address, text }
      : { channel: 'email', id, to: address, subject: t('subject'), text },
  )
  if ('failed' in sent) instance.log.warn({ code: sent.failed, channel }, 'a code could not be sent')
}

type Unnamed<M> = M extends GatewayMessage ? Omit<M, 'id'> : never

/** One line in the reader's language that says nothing but that there is news; a letter says it on paper. */
export function newsLine(instance: Instance, to: Recipient): Unnamed<GatewayMessage> {
  const language: Locale = isLocale(to.language) ? to.language : 'ru'
  const t = messageText(language)
  const page = `${instance.config.baseUrl}/me/messages`
  const text = t('outside', { address: page })
  if (to.channel === 'email') return { channel: 'email', to: to.address, subject: t('subject'), text }
  if (to.channel !== 'post') return { channel: to.channel, to: to.address, text }
  const lines = [...(to.name ? [to.name] : []), ...to.address.split('\n')]
  const pdf = writeLetter({ lines, language, page, day: instance.clock.today(), demo: instance.demo })
  return { channel: 'post', to: lines.join('\n'), text, pdf: Buffer.from(pdf).toString('base64') }
}

async function handOver(
  instance: Instance,
  message: GatewayMessage,
): Promise<{ providerId: string } | { failed: string }> {
  const sent = await sendThroughGateway(gatewayOf(instance.config), message)
  if ('failed' in sent && sent.retry)
    throw Object.assign(new Error('the gateway did not take the message'), { code: sent.failed })
  return sent
}

/** Moves a delivery on; a report that comes late or twice never moves it back. What did not arrive goes by the next way. */
export async function noteDelivery(
  instance: Instance,
  id: string,
  state: 'sent' | 'delivered' | 'failed',
  code?: string,
): Promise<void> {
  const moved = await inTransaction(instance, job, false, (tx) =>
    tx.done(sql`
      update message.delivery set state = ${state}, code = ${code ?? null}, changed_at = ${instance.clock.now().toString()}
      where id = ${id}::uuid and state in ('queued', 'sent') and not (state = ${state})`),
  )
  if (moved && state === 'failed') await reachElsewhere(instance, job, { delivery: id })
}

/** What did not arrive at one address is tried at the person's next one. Refused as `no-way-left` when all were tried. */
export const reachElsewhere = act({
  name: 'reach-elsewhere',
  who: system,
  input: z.object({ delivery: z.uuid() }),
  async do({ delivery }, doing) {
    const { message, account, person } = await doing.tx.one<{
      message: string
      account: string
      person: string | null
    }>(sql`
      select m.id as message, m.account_id as account, m.person_id as person from message.delivery d
        join message.message m on m.id = d.message_id where d.id = ${delivery}::uuid for update of m`)
    const preference = await findPreference(doing.tx, account)
    if (!(await reachAccount(doing, { account, message, preference, afterFailed: delivery })))
      return refuse({ code: 'no-way-left' })
    await doing.record({ type: 'reached-elsewhere', subjects: person ? [person] : [], after: { delivery } })
    return { message }
  },
})
