import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { isLocale } from '../platform/language.ts'
import { partnerSecrets, partnersUrl } from '../platform/partner-secrets.ts'
import { sendThroughGateway } from './partners/send-through-gateway.ts'
import { messageText } from './text.ts'

const job = { kind: 'system', job: 'send-news' } as const

/**
 * Hands the line "you have news" to the gateway, as a job. The gateway knows it by the delivery's id, so a repeat is no second
 * message; a failure that may pass is thrown, so that the queue tries again.
 */
export async function sendNews(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const id = String(data.delivery)
  const to = await inTransaction(instance, job, false, (tx) =>
    tx.maybe<{ channel: 'sms' | 'email'; address: string; language: string }>(sql`
      select d.channel, a.address, a.language from message.delivery d join message.message m on m.id = d.message_id
        join person.account a on a.id = m.account_id
      where d.id = ${id}::uuid and d.state = 'queued' and a.closed_at is null`),
  )
  if (!to) return
  const t = messageText(isLocale(to.language) ? to.language : 'ru')
  const text = t('outside', { address: `${instance.config.baseUrl}/me/messages` })
  const sent = await sendThroughGateway(
    {
      url: `${partnersUrl(instance.config)}/gateway`,
      token: partnerSecrets(instance.config).gateway.token,
    },
    to.channel === 'sms'
      ? { channel: 'sms', id, to: to.address, text }
      : { channel: 'email', id, to: to.address, subject: t('subject'), text },
  )
  if ('failed' in sent && sent.retry)
    throw Object.assign(new Error('the gateway did not take the message'), { code: sent.failed })
  await noteDelivery(
    instance,
    id,
    'failed' in sent ? 'failed' : 'sent',
    'failed' in sent ? sent.failed : undefined,
  )
}

/** Moves a delivery on; a report that comes late or twice never moves it back. */
export async function noteDelivery(
  instance: Instance,
  id: string,
  state: 'sent' | 'delivered' | 'failed',
  code?: string,
): Promise<void> {
  await inTransaction(instance, job, false, (tx) =>
    tx.done(sql`
      update message.delivery set state = ${state}, code = ${code ?? null}, changed_at = ${instance.clock.now().toString()}
      where id = ${id}::uuid and state in ('queued', 'sent') and not (state = ${state})`),
  )
}
