import { signInText } from '../person/sign-in-text.ts'
import type { Instance } from '../platform/instance.ts'
import { isLocale } from '../platform/language.ts'
import { gatewayOf, sendThroughGateway } from './partners/send-through-gateway.ts'

/**
 * Sends one message through the gateway, as a job: a failure that may pass is thrown so that the queue tries again, one that will
 * not is logged by its code. The gateway knows the message by our id, so a repeat is no second message.
 */
export async function sendMessage(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const { id, channel, address, language, values } = data as {
    id: string
    channel: 'phone' | 'email'
    address: string
    language: string
    values: Record<string, string>
  }
  const t = signInText(isLocale(language) ? language : 'ru')
  const text = t('message', values)
  const sent = await sendThroughGateway(
    gatewayOf(instance.config),
    channel === 'phone'
      ? { channel: 'sms', id, to: address, text }
      : { channel: 'email', id, to: address, subject: t('title'), text },
  )
  if ('providerId' in sent) return
  if (sent.retry)
    throw Object.assign(new Error('the gateway did not take the message'), { code: sent.failed })
  instance.log.warn({ code: sent.failed, channel }, 'a message could not be sent')
}
