import { createHash, timingSafeEqual } from 'node:crypto'
import { account, everyone } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { partnerSecrets } from '../../platform/partner-secrets.ts'
import { look } from '../../platform/read.ts'
import { verifyWebhook } from '../../platform/webhook-signature.ts'
import { KeepNumbers } from '../../ui/keep-numbers.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { proveChat } from '../keep-address.ts'
import { BotUpdate, DeliveryReport } from '../partners/gateway-protocol.ts'
import { noteDelivery } from '../send-news.ts'
import type { Template } from '../tell-person.ts'
import { messageText } from '../text.ts'

/** What somebody was told, in their language; the gateway's reports; what is said to our bot. */
export const messagePages: Route[] = [
  get('/me/messages', account, show),
  get('/me/messages/:id', account, open),
  {
    method: 'post',
    path: '/partners/messages/delivery',
    who: everyone,
    api: true,
    bodyLimit: 64 * 1024,
    handle: takeReport,
  },
  {
    method: 'post',
    path: '/partners/telegram/update',
    who: everyone,
    api: true,
    bodyLimit: 64 * 1024,
    handle: takeBotUpdate,
  },
]

interface MessageRow {
  id: string
  template: Template
  values: Record<string, string>
  link: string
  created_at: Date
  read_at: Date | null
  delivery: 'queued' | 'sent' | 'delivered' | 'failed' | null
}

const mine = (visit: Visit): string => {
  if (visit.actor.kind !== 'person') throw new Fault('not-signed-in')
  return visit.actor.account
}

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = messageText(locale)
  const messages = await look(visit.instance, visit.actor, (tx) =>
    tx.rows<MessageRow>(sql`
      select m.id, m.template, m.values, m.link, m.created_at, m.read_at,
        (select d.state from message.delivery d where d.message_id = m.id order by d.changed_at desc limit 1) as delivery
      from message.message m where m.account_id = ${mine(visit)}::uuid order by m.created_at desc limit 100`),
  )
  return visit.html(
    <Page {...visit.frame} title={t('title')} draft={!messageText.reviewed(locale)}>
      <h1>{t('title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {messages.length === 0 ? (
        <p class="empty-line">{t('none')}</p>
      ) : (
        <ul class="access">
          {messages.map((one) => (
            <li>
              <p class="hint">
                {formatMoment(locale, one.created_at)} {one.delivery && t(`delivery.${one.delivery}`)}
              </p>
              <p>
                {!one.read_at && <StatusTag tone="info">{t('new')}</StatusTag>}{' '}
                <KeepNumbers text={t(one.template, inWords(locale, one.values))} />
              </p>
              <a href={`/me/messages/${one.id}`}>{t('open')}</a>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/me/channels">{t('channels.title')}</a>
      </p>
    </Page>,
  )
}

/** A day is kept as ISO text and read as a date. */
const inWords = (locale: Locale, { date, ...rest }: Record<string, string>): Record<string, string> =>
  date ? { ...rest, date: formatDate(locale, date) } : rest

/** Leads to what the message tells of; from then on it is no longer new. */
async function open(visit: Visit): Promise<Response> {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  const { id } = visit.params
  const { link } = await look(visit.instance, visit.actor, (tx) =>
    tx.one<{ link: string }>(sql`
      update message.message set read_at = coalesce(read_at, ${visit.instance.clock.now().toString()})
      where id = ${id}::uuid and account_id = ${mine(visit)}::uuid returning link`),
  )
  return visit.redirect(link)
}

async function takeReport(visit: Visit): Promise<Response> {
  const body = new TextDecoder().decode(await visit.bytes())
  const headers = new Headers()
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
    headers.set(name, visit.header(name) ?? '')
  const secret = partnerSecrets(visit.instance.config).gateway.webhookSecret
  // The partner's clock is the world's, also where a demo's days are shifted.
  const verdict = verifyWebhook(headers, body, secret, Temporal.Now.instant())
  if ('refused' in verdict) throw new Fault('not-signed-in')
  const report = DeliveryReport.parse(JSON.parse(body))
  // Codes to sign in go out under ids of their own and leave no delivery behind.
  if (isId(report.data.id))
    await noteDelivery(
      visit.instance,
      report.data.id,
      report.type === 'message.delivered' ? 'delivered' : 'failed',
      report.data.code,
    )
  return new Response(null, { status: 204 })
}

/** Somebody wrote to our bot. Only `/start WORD` means anything; everything else is taken and forgotten. */
async function takeBotUpdate(visit: Visit): Promise<Response> {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const secret = partnerSecrets(visit.instance.config).gateway.botSecret
  if (!timingSafeEqual(digest(visit.header('x-telegram-bot-api-secret-token') ?? ''), digest(secret)))
    throw new Fault('not-signed-in')
  const update = BotUpdate.safeParse(await visit.json())
  const start = /^\/start ([\w-]{10,64})$/.exec(update.data?.message?.text?.trim() ?? '')?.[1]
  if (update.data?.message && start)
    await proveChat(
      visit.instance,
      { kind: 'system', job: 'telegram-update' },
      { start, chat: String(update.data.message.chat.id) },
    )
  return new Response(null, { status: 204 })
}
