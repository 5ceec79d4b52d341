import { firstHearingDay } from '../../case/announce-refusal.ts'
import { isRefusal } from '../../platform/act.ts'
import { account, staff } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { policyText, stateKey } from '../../policy/text.ts'
import { valueAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { announceRevocation, answerRevocation, takeBackRevocation } from '../announce-revocation.ts'
import { getPermitFile, type PermitFile } from '../get-permit-file.ts'
import { revokePermit } from '../revoke-permit.ts'
import { permitText } from '../text.ts'
import { groundText } from './household-form.ts'
import { formFrame } from './permit.tsx'

const officers = staff('permit-officer', 'supervisor')

/** A revocation in its order: the officer announces it with reasons, the holder answers, the officer decides or takes it back. */
export const revocationPages: Route[] = [
  ...formPage({
    path: '/permits/:id/revoke',
    who: officers,
    show: (visit, form) => show(visit, form),
    submit,
  }),
  post('/permits/:id/revoke/take-back', officers, takeBack),
  ...formPage({ path: '/permits/:id/answer', who: account, show: showAnswer, submit: submitAnswer }),
]

async function show(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const file = await getPermitFile(visit)
  if (file.permit.state !== 'active') return visit.redirect(`/permits/${file.permit.id}`)
  const { errors, page } = formFrame(visit, file, form)
  return visit.html(
    <Page
      {...page}
      hasForm={!file.revocation || mayDecide(visit, file.revocation)}
      draft={!permitText.reviewed(visit.locale)}
      title={t('revoke.title')}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('revoke.title')}</h1>
      <p class="hint">
        {file.offer.worker_name}, {file.permit.number}
      </p>
      {file.revocation ? (
        <Deciding visit={visit} file={file} form={form} />
      ) : (
        <Announcing visit={visit} file={file} form={form} />
      )}
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

interface Part {
  visit: Visit
  file: PermitFile
  form: FormView
}

/** After the holder has spoken, or from the day of the hearing. */
const mayDecide = (
  visit: Visit,
  { statement, held_on }: { statement: string | null; held_on: string },
): boolean => statement !== null || visit.instance.clock.today().toString() >= held_on

function Announcing({ visit, file, form }: Part) {
  const { locale } = visit
  const t = permitText(locale)
  const { error, hidden } = formFrame(visit, file, form)
  const today = visit.instance.clock.today()
  const rule = valueAt('stay.bridging-after-revocation', today)
  const first = firstHearingDay(today)
  return (
    <>
      <p class="lead">{t('revoke.announce.lead')}</p>
      <Form action={`/permits/${file.permit.id}/revoke`} request={visit.request} hidden={hidden}>
        <Textarea
          locale={locale}
          name="reasons"
          label={t('revoke.reasons')}
          rows={6}
          value={form.values.reasons}
          error={error('reasons')}
        />
        <Radios
          locale={locale}
          name="fault"
          label={t('revoke.fault')}
          value={form.values.fault}
          error={error('fault')}
          options={[
            {
              value: 'no',
              label: t('revoke.fault.no', {
                days: Number(rule.value),
                state: policyText(locale)(stateKey(rule.state)),
              }),
            },
            { value: 'yes', label: t('revoke.fault.yes') },
          ]}
        />
        <DateField
          locale={locale}
          name="heldOn"
          label={t('revoke.held-on')}
          hint={t('revoke.held-on.hint', { date: formatDate(locale, first) })}
          value={
            form.values['heldOn-day'] === undefined ? first.toString() : dateParts(form.values, 'heldOn')
          }
          error={error('heldOn')}
        />
        <FormActions locale={locale} label={t('revoke.announce')} />
      </Form>
    </>
  )
}

function Deciding({ visit, file, form }: Part) {
  const { locale } = visit
  const t = permitText(locale)
  const { revocation, permit } = file
  if (!revocation) return null
  const { error, hidden } = formFrame(visit, file, form)
  const may = mayDecide(visit, revocation)
  return (
    <>
      <SummaryList
        locale={locale}
        rows={[
          { label: t('revoke.held-on'), value: formatDate(locale, revocation.held_on) },
          { label: t('answer.reasons'), value: revocation.reasons },
          {
            label: t('revoke.fault'),
            value: t(revocation.worker_at_fault ? 'revoke.fault.yes' : 'revoke.fault.not'),
          },
          { label: t('revoke.statement'), value: revocation.statement ?? t('revoke.no-statement') },
        ]}
      />
      {may ? (
        <Form action={`/permits/${permit.id}/revoke`} request={visit.request} hidden={hidden}>
          <Textarea
            locale={locale}
            name="reasons"
            label={t('revoke.reasons')}
            rows={6}
            value={form.values.reasons ?? revocation.reasons}
            error={error('reasons')}
          />
          <p class="hint">{t('revoke.appeal')}</p>
          <div class="actions">
            <Button kind="danger">{t('revoke.title')}</Button>
          </div>
        </Form>
      ) : (
        <p>{t('revoke.announced.office', { date: formatDate(locale, revocation.held_on) })}</p>
      )}
      <Form id="take-back" action={`/permits/${permit.id}/revoke/take-back`} request={visit.request}>
        <Button kind="secondary">{t('revoke.take-back')}</Button>
      </Form>
    </>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { instance, actor, locale, request } = visit
  const { text, lists } = visit.answers
  const { permit, revocation } = await getPermitFile(visit)
  const shared = {
    permit: permit.id,
    expectedVersion: Number(text.version),
    reasons: text.reasons ?? '',
  }
  const t = permitText(locale)
  const answer = revocation
    ? await revokePermit(instance, actor, shared, request)
    : await announceRevocation(instance, actor, { ...shared, ...announced(visit) }, request)
  if (isRefusal(answer))
    return show(
      visit,
      { values: text, lists, issues: [] },
      answer.refused.map((ground) => groundText(locale, ground)).join(' '),
    )
  return visit.redirect(`/permits/${permit.id}`, {
    flash: t(revocation ? 'revoke.done' : 'revoke.announce.done'),
  })
}

function announced({ answers: { text } }: Visit) {
  const day = readDate(text, 'heldOn')
  const issues = [
    ...(text.fault === 'yes' || text.fault === 'no' ? [] : [{ path: 'fault', code: 'required' }]),
    ...('code' in day ? [{ path: 'heldOn', code: 'day' }] : []),
  ]
  if (issues.length > 0 || 'code' in day) throw new Fault('invalid-input', { issues })
  return { workerAtFault: text.fault === 'yes', heldOn: day.date }
}

async function takeBack(visit: Visit): Promise<Response> {
  const permit = visit.params.id ?? ''
  await takeBackRevocation(visit.instance, visit.actor, { permit }, visit.request)
  return visit.redirect(`/permits/${permit}`, { flash: permitText(visit.locale)('revoke.take-back.done') })
}

/** The holder reads why, and answers once. Nobody else finds the page. */
async function showAnswer(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const file = await getPermitFile(visit)
  const { revocation, permit } = file
  if (file.side !== 'worker' || !revocation) throw new Fault('not-found')
  const { errors, error, page } = formFrame(visit, file, form)
  return visit.html(
    <Page
      {...page}
      hasForm={revocation.statement === null}
      title={t('answer.title')}
      draft={!permitText.reviewed(locale)}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('answer.title')}</h1>
      <p class="lead">{t('revoke.announced.holder', { date: formatDate(locale, revocation.held_on) })}</p>
      <section class="flow-small">
        <h2>{t('answer.reasons')}</h2>
        <p>{revocation.reasons}</p>
      </section>
      {revocation.statement === null ? (
        <Form action={`/permits/${permit.id}/answer`} request={visit.request}>
          <Textarea
            locale={locale}
            name="statement"
            label={t('answer.given')}
            hint={t('answer.lead')}
            rows={8}
            value={form.values.statement}
            error={error('statement')}
          />
          <FormActions locale={locale} label={t('answer.send')} />
        </Form>
      ) : (
        <section class="flow-small">
          <h2>{t('answer.given')}</h2>
          <p>{revocation.statement}</p>
        </section>
      )}
    </Page>,
  )
}

async function submitAnswer(visit: Visit): Promise<Response> {
  const permit = visit.params.id ?? ''
  const statement = visit.answers.text.statement ?? ''
  await answerRevocation(visit.instance, visit.actor, { permit, statement }, visit.request)
  return visit.redirect(`/permits/${permit}`, { flash: permitText(visit.locale)('answer.done') })
}
