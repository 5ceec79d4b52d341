import { firstHearingDay } from '../../case/announce-refusal.ts'
import { isRefusal } from '../../platform/act.ts'
import { account, staff } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { numberAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { type EmployerPermitFile, getEmployerPermit } from '../get-employer-permit.ts'
import {
  announceEmployerRevocation,
  answerEmployerRevocation,
  revokeEmployerPermit,
  takeBackEmployerRevocation,
} from '../revoke-employer-permit.ts'
import { employerPermitText } from '../text.ts'
import { groundText } from './form-text.ts'
import { formFrame } from './permit.tsx'

const officers = staff('permit-officer', 'supervisor')

/** A revocation in its order: announced with reasons, answered by employer or worker, then decided or taken back. */
export const employerRevocationPages: Route[] = [
  ...formPage({
    path: '/employer-permits/:id/revoke',
    who: officers,
    show: (visit, form) => show(visit, form),
    submit,
  }),
  post('/employer-permits/:id/revoke/take-back', officers, takeBack),
  ...formPage({
    path: '/employer-permits/:id/answer',
    who: account,
    show: showAnswer,
    submit: submitAnswer,
  }),
]

async function show(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const file = await getEmployerPermit(visit)
  if (file.permit.state !== 'active') return visit.redirect(`/employer-permits/${file.permit.id}`)
  const { errors, page } = formFrame(visit, file, form)
  return visit.html(
    <Page {...page} hasForm draft={!employerPermitText.reviewed(visit.locale)} title={t('revoke.title')}>
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('revoke.title')}</h1>
      <p class="hint">
        {file.permit.worker_name}, {file.permit.employer_name}
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
  file: EmployerPermitFile
  form: FormView
}

function Announcing({ visit, file, form }: Part) {
  const { locale } = visit
  const t = employerPermitText(locale)
  const { error, hidden } = formFrame(visit, file, form)
  const first = firstHearingDay(visit.instance.clock.today())
  return (
    <>
      <p class="lead">{t('revoke.lead')}</p>
      <Form action={`/employer-permits/${file.permit.id}/revoke`} request={visit.request} hidden={hidden}>
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
          name="atFault"
          label={t('revoke.fault')}
          value={form.values.atFault}
          error={error('atFault')}
          options={(['employer', 'worker', 'nobody'] as const).map((value) => ({
            value,
            label: t(`revoke.fault.${value}`),
          }))}
        />
        <DateField
          locale={locale}
          name="heldOn"
          label={t('revoke.held-on')}
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
  const t = employerPermitText(locale)
  const { error, hidden } = formFrame(visit, file, form)
  const { revocation } = file
  if (!revocation) return null
  const said = [
    [t('revoke.fault.employer'), revocation.employer_said],
    [t('revoke.fault.worker'), revocation.worker_said],
  ].filter(([, words]) => words !== null)
  const here = `/employer-permits/${file.permit.id}/revoke`
  return (
    <>
      <SummaryList
        locale={locale}
        rows={[
          { label: t('revoke.reasons'), value: <Typed>{revocation.reasons}</Typed> },
          { label: t('revoke.fault'), value: t(`revoke.fault.${revocation.at_fault}`) },
          { label: t('revoke.held-on'), value: formatDate(locale, revocation.held_on) },
          {
            label: t('revoke.statement'),
            value:
              said.length > 0
                ? said.map(([who, words]) => (
                    <Typed block>
                      {who}: {words}
                    </Typed>
                  ))
                : t('revoke.no-statement'),
          },
        ]}
      />
      <Form action={here} request={visit.request} hidden={hidden}>
        <Textarea
          locale={locale}
          name="reasons"
          label={t('revoke.reasons')}
          rows={6}
          value={form.values.reasons ?? revocation.reasons}
          error={error('reasons')}
        />
        {revocation.at_fault === 'employer' && (
          <Checkboxes
            locale={locale}
            name="bar"
            label={t('revoke.fault.employer')}
            values={form.values.bar ? ['yes'] : []}
            options={[
              {
                value: 'yes',
                label: t('revoke.bar', {
                  months: numberAt('employer-permit.bar-months', visit.instance.clock.today()),
                }),
              },
            ]}
          />
        )}
        <FormActions locale={locale} label={t('revoke.do')} />
      </Form>
      <Form id="back" action={`${here}/take-back`} request={visit.request}>
        <Button kind="secondary">{t('revoke.take-back')}</Button>
      </Form>
    </>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const t = employerPermitText(visit.locale)
  const id = visit.params.id ?? ''
  const file = await getEmployerPermit(visit)
  const given = { permit: id, expectedVersion: Number(text.version), reasons: text.reasons ?? '' }
  if (!file.revocation) {
    const heldOn = readDate(text, 'heldOn')
    if ('code' in heldOn) throw invalid('heldOn', 'day')
    const answer = await announceEmployerRevocation(
      visit.instance,
      visit.actor,
      { ...given, atFault: text.atFault as 'employer', heldOn: heldOn.date },
      visit.request,
    )
    if (!isRefusal(answer))
      return visit.redirect(`/employer-permits/${id}`, { flash: t('revoke.announce.done') })
    return show(visit, { values: text, lists, issues: [] }, wordsOf(visit, answer.refused[0]))
  }
  const answer = await revokeEmployerPermit(
    visit.instance,
    visit.actor,
    { ...given, bar: (text.bar ?? lists.bar?.[0]) === 'yes' },
    visit.request,
  )
  if (!isRefusal(answer)) return visit.redirect(`/employer-permits/${id}`, { flash: t('revoke.done') })
  return show(visit, { values: text, lists, issues: [] }, wordsOf(visit, answer.refused[0]))
}

const wordsOf = (visit: Visit, ground: Parameters<typeof groundText>[1] | undefined): string =>
  ground ? groundText(visit.locale, ground) : ''

async function takeBack(visit: Visit): Promise<Response> {
  const id = visit.params.id ?? ''
  await takeBackEmployerRevocation(visit.instance, visit.actor, { permit: id }, visit.request)
  return visit.redirect(`/employer-permits/${id}`, {
    flash: employerPermitText(visit.locale)('revoke.take-back.done'),
  })
}

async function showAnswer(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const file = await getEmployerPermit(visit)
  if (!file.revocation || file.side === 'office') throw new Fault('not-found')
  const { errors, error, page } = formFrame(visit, file, form)
  return visit.html(
    <Page
      {...page}
      hasForm={file.revocation.mine === null}
      draft={!employerPermitText.reviewed(visit.locale)}
      title={t('revoke.answer')}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('revoke.answer')}</h1>
      <Typed block>{file.revocation.reasons}</Typed>
      {file.revocation.mine === null ? (
        <Form action={`/employer-permits/${file.permit.id}/answer`} request={visit.request}>
          <Textarea
            locale={locale}
            name="statement"
            label={t('revoke.answer.text')}
            rows={8}
            value={form.values.statement}
            error={error('statement')}
          />
          <FormActions locale={locale} label={t('revoke.answer.send')} />
        </Form>
      ) : (
        <Typed block>{file.revocation.mine}</Typed>
      )}
    </Page>,
  )
}

async function submitAnswer(visit: Visit): Promise<Response> {
  const id = visit.params.id ?? ''
  await answerEmployerRevocation(
    visit.instance,
    visit.actor,
    { permit: id, statement: visit.answers.text.statement ?? '' },
    visit.request,
  )
  return visit.redirect(`/employer-permits/${id}`, {
    flash: employerPermitText(visit.locale)('revoke.answer.done'),
  })
}
