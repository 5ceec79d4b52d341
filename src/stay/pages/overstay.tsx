import { type Ground, isRefusal } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { stayOf } from '../grounds.ts'
import { borderHeardAt, getOverstay, stepsOf } from '../list-overstays.ts'
import { type OverstayStep, overstayStaff, overstaySteps, stepOnOverstay } from '../step-on-overstay.ts'
import { stayText } from '../text.ts'
import { errorText, named } from './address.tsx'
import { Heard, tones } from './overstays.tsx'
import { StayReason } from './stay-panel.tsx'

/** One stay that seems over: the clock's answer now, what may make it wrong, what was done, and the next step of a human. */
export const overstayFilePages: Route[] = formPage({
  path: '/overstays/:id',
  who: overstayStaff,
  show: (visit, form) => show(visit, form),
  submit,
})

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { instance, actor, locale } = visit
  const id = personOf(visit)
  const t = stayText(locale)
  const { row, stay, steps, heard, now } = await read(
    instance,
    actor,
    {
      what: 'overstay',
      who: overstayStaff,
      purpose: 'register-stay',
      legalBasis: 'GOV-148',
      categories: ['identity', 'stay'],
    },
    async ({ tx, today, now }) => {
      const row = await getOverstay(tx, id, today.toString())
      const { citizenship } = await tx.one<{ citizenship: string }>(
        sql`select citizenship from person.person where id = ${id}::uuid`,
      )
      const stay = await stayOf(tx, id, citizenship, today)
      const [steps, heard] = [await stepsOf(tx, id), await borderHeardAt(tx)]
      return { answer: { row, stay, steps, heard, now }, subjects: [id] }
    },
  )
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: errorText(locale, code) }))
  const error = (name: string) => errors.find((one) => one.field === name)?.message
  const settled = row.state === 'closed' || row.state === 'resolved'
  const can = overstaySteps.filter((step) => step === 'close' || !row.missing.includes('no-account'))
  return visit.html(
    <Page
      {...visit.frame}
      title={row.latin_name}
      hasForm={!settled}
      hasErrors={errors.length > 0 || refused.length > 0}
      back={{ href: '/overstays', label: t('over.title') }}
    >
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {refused.map(({ code }) => (
        <Notice locale={locale} tone="warning" live>
          <p>{t(code === 'no-account' ? 'over.refused.no-account' : 'over.refused.over-already')}</p>
        </Notice>
      ))}
      <ErrorSummary
        locale={locale}
        errors={named(locale, errors, { step: t('over.step'), note: t('over.note') })}
      />
      <h1>{row.latin_name}</h1>
      <p class="facts">
        <StatusTag tone={tones[row.state]}>{t(`over.state.${row.state}`)}</StatusTag>
        <a href={`/people/${id}`}>{t('over.record')}</a>
        <span>{t('over.checked', { at: formatMoment(locale, row.checked_at) })}</span>
      </p>
      {stay.daysLeft === undefined || stay.daysLeft >= 0 ? (
        <Notice locale={locale} tone="info">
          <p>{t('over.not-now')}</p>
        </Notice>
      ) : (
        <SummaryList
          locale={locale}
          rows={[
            { label: t('over.last-day'), value: formatDate(locale, stay.lastDay ?? '') },
            { label: t('over.days'), value: String(-stay.daysLeft) },
            { label: t('over.why'), value: <StayReason locale={locale} stay={stay} /> },
          ]}
        />
      )}
      <section class="flow-small" aria-labelledby="missing">
        <h2 id="missing">{t('over.may-be-wrong')}</h2>
        <Heard locale={locale} heard={heard} now={now} />
        <ul>
          {row.missing.map((code) => (
            <li>{t(`over.hint.${code}`)}</li>
          ))}
        </ul>
      </section>
      <section class="flow-small" aria-labelledby="steps">
        <h2 id="steps">{t('over.steps')}</h2>
        {steps.length === 0 && <p>{t('over.steps.none')}</p>}
        <ul>
          {steps.map((step) => (
            <li>
              {formatMoment(locale, step.at)}, {step.name}: <b>{t(`over.step.${step.step}`)}</b>.{' '}
              <Typed>{step.note}</Typed>
            </li>
          ))}
        </ul>
      </section>
      {!settled && (
        <Form action={`/overstays/${id}`} request={visit.request} hidden={{ version: String(row.version) }}>
          <Radios
            locale={locale}
            name="step"
            label={t('over.step')}
            value={form.values.step}
            error={error('step')}
            options={can.map((value) => ({
              value,
              label: t(`over.step.${value}`),
              hint: t(`over.step.${value}.hint`),
            }))}
          />
          <Textarea
            locale={locale}
            name="note"
            label={t('over.note')}
            hint={t('over.note.hint')}
            rows={3}
            maxlength={2000}
            value={form.values.note}
            error={error('note')}
          />
          <FormActions locale={locale} label={t('over.do')} />
        </Form>
      )}
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const person = personOf(visit)
  const answer = await stepOnOverstay(
    visit.instance,
    visit.actor,
    { person, version: Number(text.version), step: text.step as OverstayStep, note: text.note ?? '' },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect(`/overstays/${person}`, { flash: stayText(visit.locale)('over.done') })
}

function personOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
