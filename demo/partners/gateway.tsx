import { join } from 'node:path'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import {
  type GatewayChannel,
  type GatewayMessage,
  gatewayChannels,
} from '../../src/message/partners/gateway-protocol.ts'
import { formatMoment } from '../../src/platform/language.ts'
import { openJournal } from './journal.ts'
import { renderPage } from './page.tsx'
import { reportEvents } from './report-events.ts'
import { requireToken } from './require-token.ts'
import { chooseLanguage, type FullLocale, partnerText } from './text.ts'

interface Kept {
  message: GatewayMessage
  providerId: string
  at: string
}

export interface GatewayOptions {
  appUrl: string
  dataDir: string
  secrets: { token: string; webhookSecret: string; botSecret: string }
  /** Milliseconds until a slow recipient's report; 30,000 unless told. */
  slowMs?: number
  firstRetryMs?: number
}

type Fate = 'delivered' | 'busy' | 'unknown' | 'absent' | 'slow'

/**
 * What becomes of a message, so that bad days can be shown: by the last two digits of a number or chat (96-99), or by the
 * word before the @ of an address.
 */
export function fateOf(channel: GatewayChannel, to: string): Fate {
  const marks: Record<string, Fate> =
    channel === 'email'
      ? { busy: 'busy', unknown: 'unknown', absent: 'absent', slow: 'slow' }
      : { '96': 'busy', '97': 'unknown', '98': 'absent', '99': 'slow' }
  return marks[channel === 'email' ? (to.split('@')[0] ?? '') : to.slice(-2)] ?? 'delivered'
}

/** The message gateway of the demo: takes SMS, e-mail and chat messages, sends none, and shows them all. */
export function messageGateway(options: GatewayOptions) {
  const journal = openJournal<Kept>(join(options.dataDir, 'gateway-messages.jsonl'))
  const kept = new Map<string, Kept>(journal.earlier.map((entry) => [entry.message.id, entry]))
  const refusedBusy = new Map<string, number>()
  const reporter = reportEvents({
    file: join(options.dataDir, 'gateway-events.jsonl'),
    url: `${options.appUrl}/partners/messages/delivery`,
    secret: options.secrets.webhookSecret,
    ...(options.firstRetryMs === undefined ? {} : { firstRetryMs: options.firstRetryMs }),
  })

  function reportFate({ message, providerId, at }: Kept): void {
    const fate = fateOf(message.channel, message.to)
    reporter.report(
      `evt_${providerId}`,
      {
        type: fate === 'absent' ? 'message.failed' : 'message.delivered',
        timestamp: at,
        data: {
          id: message.id,
          providerId,
          channel: message.channel,
          ...(fate === 'absent' ? { code: 'absent-subscriber' } : {}),
        },
      },
      fate === 'slow' ? (options.slowMs ?? 30_000) : 0,
    )
  }
  // A kill between a message and its report leaves the report to us.
  for (const entry of kept.values()) reportFate(entry)

  function accept(message: GatewayMessage): Kept {
    const entry = { message, providerId: `gw-${crypto.randomUUID()}`, at: new Date().toISOString() }
    journal.append(entry)
    kept.set(message.id, entry)
    reportFate(entry)
    return entry
  }

  const app = new Hono()
  for (const channel of Object.keys(gatewayChannels) as GatewayChannel[]) {
    app.post(
      `/${channel}`,
      requireToken(options.secrets.token),
      bodyLimit({ maxSize: 1_000_000, onError: (c) => c.json({ code: 'too-large' }, 413) }),
      async (c) => {
        const read = gatewayChannels[channel].safeParse(await c.req.json().catch(() => undefined))
        if (!read.success) return c.json({ code: 'malformed' }, 422)
        const message = { channel, ...read.data } as GatewayMessage

        const known = kept.get(message.id)
        if (known && JSON.stringify(known.message) !== JSON.stringify(message))
          return c.json({ code: 'id-reused' }, 409)
        if (known) return c.json({ providerId: known.providerId }, 200)

        const fate = fateOf(channel, message.to)
        if (fate === 'unknown') return c.json({ code: 'unknown-recipient' }, 422)
        if (fate === 'busy') {
          const refused = refusedBusy.get(message.id) ?? 0
          refusedBusy.set(message.id, refused + 1)
          if (refused < 2) return c.json({ code: 'busy' }, 503, { 'retry-after': '1' })
        }
        return c.json({ providerId: accept(message).providerId }, 202)
      },
    )
  }

  // Somebody writes to our bot: the Update goes to the app as Telegram sends it, with the secret in its header.
  app.get('/bot', (c) => {
    const locale = chooseLanguage(c)
    const start = (c.req.query('start') ?? '').slice(0, 64)
    return c.html(
      renderPage({
        locale,
        partner: 'gateway',
        title: partnerText(locale)('bot.title'),
        here: `/gateway/bot?${new URLSearchParams({ start })}`,
        children: <Bot locale={locale} start={start} said={c.req.query('said')} />,
      }),
    )
  })
  let update = Date.now()
  app.post('/bot', async (c) => {
    const form = await c.req.parseBody()
    const [chat, text] = [Number(form.chat), String(form.text ?? '').slice(0, 200)]
    if (!Number.isSafeInteger(chat)) return c.json({ code: 'malformed' }, 422)
    const answer = await fetch(`${options.appUrl}/partners/telegram/update`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-telegram-bot-api-secret-token': options.secrets.botSecret,
      },
      body: JSON.stringify({ update_id: update++, message: { chat: { id: chat }, text } }),
    }).catch(() => undefined)
    return c.redirect(`/gateway/bot?said=${answer?.ok ? 'yes' : 'no'}`)
  })
  app.get('/letters/:id', (c) => {
    const entry = kept.get(c.req.param('id'))
    if (entry?.message.channel !== 'post') return c.notFound()
    return c.body(new Uint8Array(Buffer.from(entry.message.pdf, 'base64')), 200, {
      'content-type': 'application/pdf',
    })
  })

  app.get('/', (c) => c.redirect('/gateway/outbox'))
  app.get('/outbox', (c) => {
    // In an address bar a plus sign means a blank, so neither counts in a number.
    const to = (c.req.query('to') ?? '').trim()
    const wanted = to.replace(/[\s+()-]/g, '').toLowerCase()
    const found = [...kept.values()]
      .filter((one) => one.message.to.replaceAll(/[+-]/g, '').toLowerCase().includes(wanted))
      .reverse()
      .slice(0, 200)
    if (c.req.header('accept')?.includes('application/json')) {
      return c.json(found.map((one) => ({ ...one, report: reporter.state(`evt_${one.providerId}`) ?? null })))
    }
    const locale = chooseLanguage(c)
    return c.html(
      renderPage({
        locale,
        partner: 'gateway',
        title: partnerText(locale)('outbox.title'),
        here: `/gateway/outbox?${new URLSearchParams(to ? { to } : {})}`,
        children: (
          <Outbox locale={locale} to={to} rows={found.map((one) => ({ ...one, state: stateOf(one) }))} />
        ),
      }),
    )
  })

  function stateOf({ message, providerId }: Kept): 'on-the-way' | 'failed' | 'delivered' {
    if (!reporter.state(`evt_${providerId}`)?.attempts) return 'on-the-way'
    return fateOf(message.channel, message.to) === 'absent' ? 'failed' : 'delivered'
  }

  return { app, stop: () => reporter.stop() }
}

function Outbox(props: {
  locale: FullLocale
  to: string
  rows: (Kept & { state: 'on-the-way' | 'failed' | 'delivered' })[]
}) {
  const t = partnerText(props.locale)
  return (
    <>
      <form method="get" action="/gateway/outbox">
        <div class="field">
          <label for="to">{t('outbox.filter')}</label>
          <input id="to" name="to" value={props.to} autocomplete="off" />
        </div>
        <button type="submit">{t('outbox.show')}</button>
      </form>
      <p class="quiet">{t('outbox.count', { count: props.rows.length })}</p>
      <ul class="messages">
        {props.rows.map(({ message, at, state }) => (
          <li>
            <p>
              <b>{t(`outbox.${message.channel}`)}</b> {t('outbox.to', { to: message.to })}
            </p>
            <p class="quiet">
              {formatMoment(props.locale, new Date(at))} · {t(`outbox.${state}`)}
            </p>
            {message.channel === 'email' && (
              <p>
                <b>{message.subject}</b>
              </p>
            )}
            <p class="text">{linked(message.text)}</p>
            {message.channel === 'post' && (
              <p>
                <a href={`/gateway/letters/${message.id}`}>{t('outbox.letter')}</a>
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** A telephone's messenger, as far as the demo needs one: a chat's number and what it says to the bot. */
function Bot(props: { locale: FullLocale; start: string; said: string | undefined }) {
  const t = partnerText(props.locale)
  return (
    <>
      {props.said && <p role="status">{t(props.said === 'yes' ? 'bot.said' : 'bot.not-said')}</p>}
      <form method="post" action="/gateway/bot">
        <div class="field">
          <label for="chat">{t('bot.chat')}</label>
          <input id="chat" name="chat" value="700000021" inputmode="numeric" autocomplete="off" />
        </div>
        <div class="field">
          <label for="text">{t('bot.text')}</label>
          <input
            id="text"
            name="text"
            value={props.start ? `/start ${props.start}` : ''}
            autocomplete="off"
          />
        </div>
        <button type="submit">{t('bot.send')}</button>
      </form>
    </>
  )
}

/** The text with its web addresses as links; the rest stays text. */
function linked(text: string) {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
    .map((part, index) => (index % 2 ? <a href={part}>{part}</a> : part))
}
