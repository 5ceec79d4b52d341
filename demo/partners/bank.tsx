import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import {
  BankOrder,
  type BankOrderAnswer,
  BankRefund,
  type BankRefundAnswer,
} from '../../src/payment/partners/bank-protocol.ts'
import {
  byAmount,
  type Delivery,
  deliveries,
  type OrderState,
  refunded,
  writeStatement,
  writeStatementCsv,
} from './bank-orders.ts'
import { OrderPage, OrdersPage, purposeText } from './bank-pages.tsx'
import { openJournal } from './journal.ts'
import { renderPage } from './page.tsx'
import { reportEvents } from './report-events.ts'
import { requireToken } from './require-token.ts'
import { chooseLanguage, partnerText } from './text.ts'

/** An account with the check digits right and a bank code that no bank has. */
export const demoTreasuryAccount = 'KZ77999DEMO000000088'

type Entry =
  | { order: BankOrder; at: string }
  | { decided: string; state: 'paid' | 'declined'; at: string; bankReference: string; delivery: Delivery }
  | { refund: BankRefund; at: string; bankReference: string }

export interface BankOptions {
  baseUrl: string
  appUrl: string
  dataDir: string
  secrets: { token: string; webhookSecret: string }
  /** Milliseconds by which a late message is late; 30,000 unless told. */
  lateMs?: number
  firstRetryMs?: number
}

/** The bank of the demo: payment orders to the treasury, a page to pay them, refunds, events and a daily statement. */
export function paymentBank(options: BankOptions) {
  const journal = openJournal<Entry>(join(options.dataDir, 'bank.jsonl'))
  const reporter = reportEvents({
    file: join(options.dataDir, 'bank-events.jsonl'),
    url: `${options.appUrl}/partners/bank/events`,
    secret: options.secrets.webhookSecret,
    ...(options.firstRetryMs === undefined ? {} : { firstRetryMs: options.firstRetryMs }),
  })
  const orders = new Map<string, OrderState>()
  const refunds = new Map<string, OrderState['refunds'][number]>()

  /** Takes an entry into memory and reports what follows from it; the same at work and after a restart. */
  function book(entry: Entry): void {
    if ('order' in entry) {
      orders.set(entry.order.id, { order: entry.order, createdAt: entry.at, state: 'open', refunds: [] })
      return
    }
    const orderId = 'decided' in entry ? entry.decided : entry.refund.orderId
    const found = orders.get(orderId)
    if (!found) throw new Error(`the bank's journal names an order it does not hold: ${orderId}`)
    if ('refund' in entry) {
      const { refund, at, bankReference } = entry
      const row = { ...refund, bankReference, at }
      found.refunds.push(row)
      refunds.set(refund.id, row)
      const { id: refundId, amountTiyn } = refund
      reporter.report(`evt_${bankReference}`, {
        type: 'refund.paid',
        timestamp: at,
        data: { refundId, orderId, amountTiyn, bankReference, paidAt: at },
      })
      return
    }
    const { state, at, bankReference, delivery } = entry
    Object.assign(found, { state, decidedAt: at, decisionReference: bankReference })
    const { amountTiyn, payerReference } = found.order
    reporter.report(
      `evt_${bankReference}`,
      state === 'paid'
        ? {
            type: 'order.paid',
            timestamp: at,
            data: { orderId, amountTiyn, payerReference, bankReference, paidAt: at },
          }
        : { type: 'order.declined', timestamp: at, data: { orderId, declinedAt: at } },
      delivery === 'late' ? (options.lateMs ?? 30_000) : 0,
    )
  }
  function record(entry: Entry): void {
    journal.append(entry)
    book(entry)
    if ('decided' in entry && entry.delivery === 'twice') reporter.repeat(`evt_${entry.bankReference}`)
  }
  for (const entry of journal.earlier) book(entry)

  const app = new Hono()
  const token = requireToken(options.secrets.token)
  const limit = bodyLimit({ maxSize: 100_000, onError: (c) => c.json({ code: 'too-large' }, 413) })

  app.post('/orders', token, limit, async (c) => {
    const read = BankOrder.safeParse(await c.req.json().catch(() => undefined))
    if (!read.success) return c.json({ code: 'malformed' }, 422)
    const order = read.data
    if (new URL(order.returnUrl).origin !== new URL(options.appUrl).origin)
      return c.json({ code: 'return-address-unknown' }, 422)
    const known = orders.get(order.id)
    if (known && JSON.stringify(known.order) !== JSON.stringify(order))
      return c.json({ code: 'id-reused' }, 409)
    if (!known) record({ order, at: now() })
    return c.json(describe(order.id), known ? 200 : 201)
  })

  app.get('/orders/:id', token, (c) => {
    const id = c.req.param('id')
    return orders.has(id) ? c.json(describe(id)) : c.json({ code: 'not-found' }, 404)
  })

  app.post('/refunds', token, limit, async (c) => {
    const read = BankRefund.safeParse(await c.req.json().catch(() => undefined))
    if (!read.success) return c.json({ code: 'malformed' }, 422)
    const refund = read.data
    const known = refunds.get(refund.id)
    if (known) {
      const same =
        known.orderId === refund.orderId &&
        known.amountTiyn === refund.amountTiyn &&
        known.reasonCode === refund.reasonCode
      return same ? c.json(describeRefund(known)) : c.json({ code: 'id-reused' }, 409)
    }
    const found = orders.get(refund.orderId)
    if (!found) return c.json({ code: 'not-found' }, 404)
    if (found.state !== 'paid') return c.json({ code: 'order-not-paid' }, 409)
    if (refunded(found) + refund.amountTiyn > found.order.amountTiyn)
      return c.json({ code: 'more-than-paid' }, 409)
    record({ refund, at: now(), bankReference: reference('R') })
    const row = refunds.get(refund.id) as OrderState['refunds'][number]
    return c.json(describeRefund(row), 201)
  })

  app.get('/statement', token, (c) => {
    let date: Temporal.PlainDate
    try {
      date = Temporal.PlainDate.from(c.req.query('date') ?? '', { overflow: 'reject' })
    } catch {
      return c.json({ code: 'date-malformed' }, 422)
    }
    const statement = writeStatement([...orders.values()], date)
    if (!c.req.header('accept')?.includes('text/csv')) return c.json(statement)
    return c.text(writeStatementCsv(statement), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="statement-${date}.csv"`,
    })
  })

  app.get('/', (c) => {
    const locale = chooseLanguage(c)
    const rows = [...orders.values()].reverse().slice(0, 200)
    return c.html(
      renderPage({
        locale,
        partner: 'bank',
        title: partnerText(locale)('orders.title'),
        here: '/bank',
        children: <OrdersPage locale={locale} rows={rows} eventOf={eventOf} />,
      }),
    )
  })

  app.get('/pay/:id', (c) => {
    const found = orders.get(c.req.param('id'))
    if (!found) return missing(c)
    const locale = chooseLanguage(c)
    const asked = c.req.query('delivery')
    const delivery = deliveries.find((one) => one === asked) ?? byAmount(found.order.amountTiyn)
    return c.html(
      renderPage({
        locale,
        partner: 'bank',
        title: purposeText(locale, found.order.purposeCode),
        here: `/bank/pay/${found.order.id}?delivery=${delivery}`,
        children: (
          <OrderPage locale={locale} found={found} delivery={delivery} lateMs={options.lateMs ?? 30_000} />
        ),
      }),
    )
  })

  app.post('/pay/:id', limit, async (c) => {
    const found = orders.get(c.req.param('id'))
    if (!found) return missing(c)
    const form = await c.req.parseBody()
    const state = form.decision === 'pay' ? 'paid' : form.decision === 'decline' ? 'declined' : undefined
    const delivery = deliveries.find((one) => one === form.delivery) ?? byAmount(found.order.amountTiyn)
    // A second click finds the order decided: nobody pays twice, everybody gets back to the app.
    if (state && found.state === 'open')
      record({
        decided: found.order.id,
        state,
        at: now(),
        bankReference: reference(state === 'paid' ? 'P' : 'D'),
        delivery,
      })
    return c.redirect(found.order.returnUrl, 303)
  })

  app.post('/repeat/:id', (c) => {
    const found = orders.get(c.req.param('id'))
    const event = found && eventOf(found)
    if (!event) return missing(c)
    reporter.repeat(event.id)
    return c.redirect('/bank', 303)
  })

  /** The message last sent about an order. */
  function eventOf(found: OrderState) {
    const last = found.refunds.at(-1)?.bankReference ?? found.decisionReference
    return last === undefined ? undefined : reporter.state(`evt_${last}`)
  }

  function describe(id: string): BankOrderAnswer {
    const found = orders.get(id) as OrderState
    const { order, state, createdAt, decidedAt, decisionReference } = found
    return {
      id,
      state,
      amountTiyn: order.amountTiyn,
      refundedTiyn: refunded(found),
      payUrl: `${options.baseUrl}/bank/pay/${id}`,
      createdAt,
      ...(decidedAt === undefined ? {} : { decidedAt }),
      ...(state === 'paid' && decisionReference ? { bankReference: decisionReference } : {}),
    }
  }

  return { app, stop: () => reporter.stop() }
}

function describeRefund(row: OrderState['refunds'][number]): BankRefundAnswer {
  const { id, orderId, amountTiyn, bankReference, at } = row
  return { id, orderId, amountTiyn, bankReference, acceptedAt: at }
}

const now = (): string => new Date().toISOString()
const reference = (kind: 'P' | 'D' | 'R'): string =>
  `${kind}${crypto.randomUUID().replaceAll('-', '').slice(0, 14).toUpperCase()}`

function missing(c: Context) {
  const locale = chooseLanguage(c)
  const t = partnerText(locale)
  return c.html(
    renderPage({
      locale,
      partner: 'bank',
      title: t('order.missing'),
      children: <p>{t('order.missing.help')}</p>,
    }),
    404,
  )
}
