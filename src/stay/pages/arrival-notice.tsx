import { type Ground, isRefusal } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { correctArrivalNotice, withdrawArrivalNotice } from '../correct-arrival-notice.ts'
import { stayText } from '../text.ts'
import { errorsOf, named, StayFields } from './arrivals.tsx'

const hosts = anyOf(account, staff('registrar', 'border-officer'))

/** One notice of one's own (or of the office's region): mended, or taken back. */
export const arrivalNoticePages: Route[] = [
  ...formPage({
    path: '/arrivals/:id',
    who: hosts,
    start,
    show: (visit, form) => show(visit, form),
    submit: correct,
  }),
  post('/arrivals/:id/withdraw', hosts, withdraw),
]

interface NoticeRow {
  person_id: string
  host_name: string
  region: string
  address: string
  arrived_on: string
}

async function start(visit: Visit): Promise<Partial<FormView>> {
  const { instance, actor } = visit
  const id = noticeOf(visit)
  const notice = await read(
    instance,
    actor,
    {
      what: 'arrival-notice',
      who: hosts,
      purpose: 'register-stay',
      legalBasis: 'GOV-148',
      categories: ['stay'],
    },
    async ({ tx }) => {
      const row = await tx.one<NoticeRow>(sql`
        select person_id, host_name, region, address, arrived_on::text from stay.arrival_notice
        where id = ${id}::uuid and superseded_at is null
          ${actor.kind === 'person' ? sql`and host_account = ${actor.account}::uuid` : sql``}`)
      return { answer: row, subjects: [row.person_id] }
    },
  )
  const [year = '', month = '', day = ''] = notice.arrived_on.split('-')
  return {
    values: {
      hostName: notice.host_name,
      region: notice.region,
      address: notice.address,
      'arrivedOn-year': year,
      'arrivedOn-month': String(Number(month)),
      'arrivedOn-day': String(Number(day)),
    },
  }
}

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { locale } = visit
  const t = stayText(locale)
  const errors = errorsOf(locale, form)
  const here = `/arrivals/${noticeOf(visit)}`
  return visit.html(
    <Page
      {...visit.frame}
      title={t('notice.title')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      draft={!stayText.reviewed(locale)}
      back={{ href: '/arrivals', label: t('arrivals.title') }}
    >
      {refused.length > 0 && (
        <Notice locale={locale} tone="warning" live>
          <p>{t('refused.already-notified')}</p>
        </Notice>
      )}
      <ErrorSummary locale={locale} errors={errors.map((one) => ({ ...one, message: named(locale, one) }))} />
      <h1>{t('notice.title')}</h1>
      <p class="lead">{t('notice.lead')}</p>
      <Form action={here} request={visit.request}>
        <StayFields visit={visit} form={form} />
        <TextField
          locale={locale}
          name="reason"
          label={t('notice.reason')}
          value={form.values.reason}
          error={errors.find((one) => one.field === 'reason')?.message}
        />
        <FormActions locale={locale} label={t('notice.correct')} />
      </Form>
      <Details title={t('notice.withdraw')}>
        <p>{t('notice.withdraw.effect')}</p>
        <Form id="withdraw" action={`${here}/withdraw`} request={visit.request}>
          <TextField locale={locale} name="why" label={t('notice.withdraw.why')} />
          <Button kind="secondary">{t('notice.withdraw')}</Button>
        </Form>
      </Details>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

async function correct(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const arrived = readDate(text, 'arrivedOn')
  const issues = [
    ...(['hostName', 'region', 'address', 'reason'] as const)
      .filter((path) => (text[path] ?? '').trim().length < 2)
      .map((path) => ({ path, code: 'required' })),
    ...('code' in arrived ? [{ path: 'arrivedOn', code: 'day' }] : []),
  ]
  if (issues.length > 0 || 'code' in arrived) throw new Fault('invalid-input', { issues })
  const answer = await correctArrivalNotice(
    visit.instance,
    visit.actor,
    {
      notice: noticeOf(visit),
      arrivedOn: arrived.date,
      hostName: text.hostName ?? '',
      region: text.region ?? '',
      address: text.address ?? '',
      reason: text.reason ?? '',
    },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect('/arrivals', { flash: stayText(visit.locale)('notice.corrected') })
}

async function withdraw(visit: Visit): Promise<Response> {
  const notice = noticeOf(visit)
  const reason = visit.answers.text.why?.trim() ?? ''
  if (reason.length < 3) return visit.redirect(`/arrivals/${notice}`)
  await withdrawArrivalNotice(visit.instance, visit.actor, { notice, reason }, visit.request)
  return visit.redirect('/arrivals', { flash: stayText(visit.locale)('notice.withdrawn') })
}

function noticeOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
