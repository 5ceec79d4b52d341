import { feedText } from '../../feed/text.ts'
import { administrators } from '../../institution/keep-staff.ts'
import { institutionText } from '../../institution/text.ts'
import { staleLog } from '../../oversight/pages/stale-log.tsx'
import { Fault } from '../../platform/fault.ts'
import { formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Details } from '../../ui/details.tsx'
import { Form } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { findGivenUp, findUndelivered, giveWorkAgain, sendAgain } from '../give-work-again.ts'

/** What the house could not do by itself: jobs that were given up, and lines outside that did not arrive. For administrators of the whole country. */
export const operationsPages: Route[] = [
  get('/staff/works', administrators, show),
  post('/staff/works/:id', administrators, again),
  post('/staff/deliveries', administrators, deliver),
]

async function show(visit: Visit): Promise<Response> {
  const { locale, actor } = visit
  if (actor.kind !== 'staff' || actor.regions !== 'all') throw new Fault('not-found')
  const t = institutionText(locale)
  const { works, lost } = await look(visit.instance, actor, async (tx) => ({
    works: await findGivenUp(tx),
    lost: await findUndelivered(tx),
  }))
  return visit.html(
    <Page {...visit.frame} title={t('works.title')} wide>
      {visit.flash && <Notice locale={locale} title={visit.flash} live />}
      <h1>{t('works.title')}</h1>
      <Tabs
        label={t('admin.title')}
        tabs={[
          { href: '/staff/people', label: t('staff.title') },
          { href: '/staff/clients', label: t('client.title') },
          { href: '/staff/works', label: t('works.title'), current: true },
          { href: '/staff/feeds', label: feedText(locale)('feeds.title') },
        ]}
      />
      {await staleLog(visit)}
      <p class="lead">{t('works.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('works.given-up')}
        empty={t('works.none')}
        columns={[
          { key: 'work', label: t('works.work') },
          { key: 'at', label: t('works.at'), nowrap: true },
          { key: 'why', label: t('works.why') },
          { key: 'do', label: t('works.do') },
        ]}
        rows={works.map((one) => ({
          id: one.id,
          cells: {
            work: one.work,
            at: formatMoment(locale, one.given_up_at),
            why: one.message ?? t('works.unknown'),
            do: (
              <>
                <Form id={`again-${one.id}`} action={`/staff/works/${one.id}`} request={visit.request}>
                  <ButtonRow>
                    <Button kind="secondary">{t('works.again')}</Button>
                  </ButtonRow>
                </Form>
                <Details title={t('works.drop')}>
                  <Form
                    id={`drop-${one.id}`}
                    action={`/staff/works/${one.id}`}
                    request={visit.request}
                    hidden={{ drop: 'yes' }}
                  >
                    <TextField locale={locale} name={`reason-${one.id}`} label={t('works.reason')} />
                    <Button kind="danger">{t('works.drop')}</Button>
                  </Form>
                </Details>
              </>
            ),
          },
        }))}
      />
      <DataTable
        locale={locale}
        caption={t('lost.title')}
        empty={t('lost.none')}
        columns={[
          { key: 'channel', label: t('lost.channel') },
          { key: 'code', label: t('works.why') },
          { key: 'count', label: t('lost.count'), numeric: true },
          { key: 'last', label: t('works.at'), nowrap: true },
          { key: 'do', label: t('works.do') },
        ]}
        rows={lost.map((one) => ({
          id: `${one.channel}-${one.code ?? ''}`,
          cells: {
            channel: t(`lost.${one.channel}`),
            code: whyLost(locale, one.code),
            count: String(one.count),
            last: formatMoment(locale, one.last),
            do: (
              <Form
                id={`send-${one.channel}-${one.code ?? ''}`}
                action="/staff/deliveries"
                request={visit.request}
                hidden={{ channel: one.channel, code: one.code ?? '' }}
              >
                <Button kind="secondary">{t('lost.again')}</Button>
              </Form>
            ),
          },
        }))}
      />
    </Page>,
  )
}

/** Why a line did not arrive: the codes of gateways that we know in words, others as they came. */
function whyLost(locale: Locale, code: string | null): string {
  const t = institutionText(locale)
  const key = institutionText.keys.find((one) => one === `lost.why.${code}`)
  return key ? t(key) : (code ?? t('works.unknown'))
}

async function again(visit: Visit): Promise<Response> {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const { text } = visit.answers
  const t = institutionText(visit.locale)
  const drop = text.drop === 'yes'
  const reason = text[`reason-${id}`]?.trim() ?? ''
  if (drop && !reason) return visit.redirect('/staff/works', { flash: t('works.reason.missing') })
  await giveWorkAgain(visit.instance, visit.actor, { job: id, drop, reason }, visit.request)
  return visit.redirect('/staff/works', { flash: t(drop ? 'works.dropped' : 'works.given') })
}

async function deliver(visit: Visit): Promise<Response> {
  const { channel, code = '' } = visit.answers.text
  if (channel !== 'sms' && channel !== 'email') throw new Fault('not-found')
  const { count } = (await sendAgain(visit.instance, visit.actor, { channel, code }, visit.request)) as {
    count: number
  }
  return visit.redirect('/staff/works', { flash: institutionText(visit.locale)('lost.sent', { count }) })
}
