import { isRefusal } from '../../platform/act.ts'
import { account, anyOf, everyone, staff } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatMoment, formatMoney } from '../../platform/language.ts'
import { partnerSecrets, partnersUrl } from '../../platform/partner-secrets.ts'
import { verifyWebhook } from '../../platform/webhook-signature.ts'
import { Button } from '../../ui/button.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { getObligation, type ObligationRow } from '../get-obligation.ts'
import { orderPayment } from '../order-payment.ts'
import { BankEvent } from '../partners/bank-protocol.ts'
import { createOrder } from '../partners/create-order.ts'
import { takeBankEvent } from '../take-bank-event.ts'
import { paymentText } from '../text.ts'
import { treasuryAccount } from '../treasury-account.ts'

/** What is owed and how to pay it; the bank's signed word that it was paid. */
export const paymentPages: Route[] = [
  get('/payments/:id', anyOf(account, staff('permit-officer', 'supervisor')), (visit) => show(visit)),
  post('/payments/:id', account, pay),
  {
    method: 'post',
    path: '/partners/bank/events',
    who: everyone,
    api: true,
    bodyLimit: 64 * 1024,
    handle: takeEvent,
  },
]

const tones = { open: 'waiting', paid: 'success', lapsed: 'danger', cancelled: 'neutral' } as const

async function show(visit: Visit, bankAway = false): Promise<Response> {
  const { locale, actor } = visit
  const t = paymentText(locale)
  const owed = await getObligation(visit.instance, actor, visit.params.id)
  const mine = actor.kind === 'person' && actor.account === owed.payer_account
  const daysLeft = visit.instance.clock.today().until(Temporal.PlainDate.from(owed.due_on)).days
  return visit.html(
    <Page
      {...visit.frame}
      title={t(owed.purpose === 'permit-fee' ? 'title.fee' : 'title')}
      draft={!paymentText.reviewed(locale)}
      {...(mine
        ? {
            back: {
              href: owed.purpose === 'permit-fee' ? '/company' : '/household',
              label: t(owed.purpose === 'permit-fee' ? 'back.company' : 'back'),
            },
          }
        : {})}
    >
      <h1>{t(owed.purpose === 'permit-fee' ? 'title.fee' : 'title')}</h1>
      {bankAway && (
        <Notice locale={locale} tone="warning" live>
          <p>{t('bank-away')}</p>
        </Notice>
      )}
      {owed.state === 'open' && owed.order_state === 'declined' && (
        <Notice locale={locale} tone="warning" live>
          <p>{t('declined')}</p>
        </Notice>
      )}
      {owed.state === 'open' && owed.order_state === 'paid' && <Waiting visit={visit} />}
      {owed.state === 'open' && visit.url.searchParams.has('back') && owed.order_state === 'open' && (
        <Waiting visit={visit} />
      )}
      {owed.state === 'lapsed' && (
        <Notice locale={locale} tone="danger">
          <p>{t(owed.purpose === 'permit-fee' ? 'lapsed.fee' : 'lapsed.next')}</p>
        </Notice>
      )}
      <SummaryList locale={locale} rows={rowsOf(owed, visit)} />
      {owed.state === 'open' && mine && (
        <>
          <Deadline locale={locale} by={owed.due_on} days={daysLeft} />
          <Form action={`/payments/${owed.id}`} request={visit.request}>
            <Button icon="wallet">{t('pay')}</Button>
          </Form>
        </>
      )}
      <p class="hint">{t(owed.purpose === 'permit-fee' ? 'not-yours.fee' : 'not-yours')}</p>
    </Page>,
    { status: bankAway ? 503 : 200 },
  )
}

function Waiting({ visit }: { visit: Visit }) {
  const t = paymentText(visit.locale)
  return (
    <Notice locale={visit.locale} tone="info" live>
      <p>{t('waiting')}</p>
      <p>
        <a href={`${visit.url.pathname}?back=1`}>{t('look-again')}</a>
      </p>
    </Notice>
  )
}

function rowsOf(owed: ObligationRow, { locale }: Visit) {
  const t = paymentText(locale)
  const { months, mciPerMonth, mci, feeMci } = owed.computed
  return [
    { label: t('for'), value: owed.subject_name },
    { label: t('sum'), value: <b>{formatMoney(locale, owed.tiyn)}</b> },
    {
      label: t('reckoned'),
      value:
        feeMci === undefined
          ? t('reckoned.how', { months, rate: mciPerMonth, mci: String(mci) })
          : t('reckoned.fee', { mcis: feeMci, mci: String(mci) }),
    },
    { label: t('state'), value: <StatusTag tone={tones[owed.state]}>{t(`state.${owed.state}`)}</StatusTag> },
    ...(owed.paid_at ? [{ label: t('state.paid'), value: formatMoment(locale, owed.paid_at) }] : []),
    ...(owed.order_reference ? [{ label: t('receipt'), value: owed.order_reference }] : []),
    ...(owed.case_number
      ? [{ label: t('case'), value: <a href={`/cases/${owed.case_number}`}>{owed.case_number}</a> }]
      : []),
  ]
}

async function pay(visit: Visit): Promise<Response> {
  const { config } = visit.instance
  const id = visit.params.id ?? ''
  const order = await orderPayment(visit.instance, visit.actor, { obligation: id })
  if (isRefusal(order)) return visit.redirect(`/payments/${id}`)
  const answer = await createOrder(
    { url: `${partnersUrl(config)}/bank`, token: partnerSecrets(config).bank.token },
    {
      id: order.id,
      amountTiyn: order.tiyn,
      purposeCode: order.purpose === 'permit-fee' ? 'permit-fee' : 'prepaid-income-tax',
      payerReference: `Q-${order.obligation.replaceAll('-', '').slice(-12).toUpperCase()}`,
      treasuryAccount: treasuryAccount(),
      returnUrl: `${config.baseUrl}/payments/${id}?back=1`,
    },
  )
  if ('failed' in answer) return show(visit, true)
  return visit.redirect(answer.state === 'open' ? answer.payUrl : `/payments/${id}?back=1`)
}

/** The bank's events: signed, and taken once by their own number. A wrong signature learns nothing but that. */
async function takeEvent(visit: Visit): Promise<Response> {
  const body = new TextDecoder().decode(await visit.bytes())
  const headers = new Headers()
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature'])
    headers.set(name, visit.header(name) ?? '')
  const secret = partnerSecrets(visit.instance.config).bank.webhookSecret
  // The partner's clock is the world's, also where a demo's days are shifted.
  const verdict = verifyWebhook(headers, body, secret, Temporal.Now.instant())
  if ('refused' in verdict) {
    visit.instance.log.warn({ code: verdict.refused }, "an event that is not the bank's")
    throw new Fault('not-signed-in')
  }
  const event = BankEvent.safeParse(parsed(body))
  if (!event.success) throw invalid('type', 'unknown-event')
  await takeBankEvent(
    visit.instance,
    { kind: 'system', job: 'bank-event' },
    { id: verdict.id, event: event.data },
  )
  return new Response(null, { status: 204 })
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
