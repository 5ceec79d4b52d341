import { formatMoment, formatMoney } from '../../src/platform/language.ts'
import { type Delivery, deliveries, type OrderState } from './bank-orders.ts'
import type { EventState } from './report-events.ts'
import { type FullLocale, partnerText } from './text.ts'

const purposes = ['prepaid-income-tax', 'permit-fee', 'state-duty'] as const

/** The purpose in words where the bank knows the code, else the code itself. */
export function purposeText(locale: FullLocale, code: string): string {
  const known = purposes.find((one) => one === code)
  return known ? partnerText(locale)(`purpose.${known}`) : code
}

/** One order as its payer sees it: what for, how much, and the three ways on. It names nobody. */
export function OrderPage(props: {
  locale: FullLocale
  found: OrderState
  delivery: Delivery
  lateMs: number
}) {
  const t = partnerText(props.locale)
  const { order, state, decisionReference } = props.found
  return (
    <>
      <p class="amount">{formatMoney(props.locale, order.amountTiyn)}</p>
      <dl>
        <dt>{t('order.receiver')}</dt>
        <dd>{t('order.treasury', { account: order.treasuryAccount })}</dd>
        <dt>{t('order.reference')}</dt>
        <dd>{order.payerReference}</dd>
        {state === 'paid' && (
          <>
            <dt>{t('order.bankReference')}</dt>
            <dd>{decisionReference}</dd>
          </>
        )}
      </dl>
      {state === 'open' ? (
        <form method="post" action={`/bank/pay/${order.id}`}>
          <fieldset>
            <legend>{t('delivery.legend')}</legend>
            {deliveries.map((delivery) => (
              <label>
                <input type="radio" name="delivery" value={delivery} checked={delivery === props.delivery} />
                {t(`delivery.${delivery}`, { seconds: Math.round(props.lateMs / 1000) })}
              </label>
            ))}
          </fieldset>
          <div class="actions">
            <button type="submit" name="decision" value="pay">
              {t('order.pay', { amount: formatMoney(props.locale, order.amountTiyn) })}
            </button>
            <button type="submit" name="decision" value="later" class="second">
              {t('order.later')}
            </button>
            <button type="submit" name="decision" value="decline" class="second">
              {t('order.decline')}
            </button>
          </div>
        </form>
      ) : (
        <>
          <p class={state === 'paid' ? 'good' : 'bad'}>{t(`order.${state}`)}</p>
          <p>
            <a href={order.returnUrl}>{t('order.back')}</a>
          </p>
        </>
      )}
    </>
  )
}

/** All orders, for whoever shows the demo: their state, and a way to make the bank repeat itself. */
export function OrdersPage(props: {
  locale: FullLocale
  rows: OrderState[]
  eventOf: (found: OrderState) => EventState | undefined
}) {
  const t = partnerText(props.locale)
  if (props.rows.length === 0) return <p>{t('orders.none')}</p>
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('order.reference')}</th>
            <th scope="col" class="number">
              {t('orders.amount')}
            </th>
            <th scope="col">{t('orders.state')}</th>
            <th scope="col">{t('orders.message')}</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((found) => {
            const event = props.eventOf(found)
            return (
              <tr>
                <td>
                  <a href={`/bank/pay/${found.order.id}`}>{found.order.payerReference}</a>
                  <br />
                  <span class="quiet">{formatMoment(props.locale, new Date(found.createdAt))}</span>
                </td>
                <td class="number">{formatMoney(props.locale, found.order.amountTiyn)}</td>
                <td>{t(found.refunds.length > 0 ? 'orders.refunded' : `orders.${found.state}`)}</td>
                <td>
                  {event && (
                    <form method="post" action={`/bank/repeat/${found.order.id}`}>
                      {event.acknowledged
                        ? t('orders.acknowledged', { attempts: event.attempts })
                        : t('orders.trying', { attempts: event.attempts })}{' '}
                      <button type="submit" class="second">
                        {t('orders.repeat')}
                      </button>
                    </form>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
