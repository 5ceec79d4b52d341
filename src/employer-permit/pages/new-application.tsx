import { dropApplicationDraft, findApplicationDraft } from '../../case/keep-application-draft.ts'
import { keepDraft, ResumedDraft, startFromDraft } from '../../case/pages/resume-draft.tsx'
import { statesIn } from '../../classifier/countries.ts'
import { occupationName, occupations } from '../../classifier/occupations.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { feeAt } from '../../payment/open-fee-obligation.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { formatMoney } from '../../platform/language.ts'
import type { LawChange } from '../../policy/changes-since.ts'
import { changesUnseen, Governs, LawChanged, seenNow } from '../../policy/law-changed.tsx'
import { policyText } from '../../policy/text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { MoneyField, TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { categories, employerPermit } from '../application-row.ts'
import { applyForEmployerPermit, EmployerApplication } from '../apply-for-employer-permit.ts'
import { lookAtCompanies } from '../find-company.ts'
import { employerScope } from '../law-scope.ts'
import { feeBounds } from '../set-fee.ts'
import { employerPermitText } from '../text.ts'
import { groundText, issueText, readNumber, readTiyn } from './form-text.ts'

/** A company asks for a permit for one worker; every share is reckoned from the counts it states. */
export const newApplicationPages: Route[] = formPage({
  path: '/company/permits/new',
  who: account,
  start: (visit) => startFromDraft(visit, employerPermit),
  show: (visit, form) => show(visit, form),
  submit,
})

const counts = ['citizenHeads', 'allHeads', 'citizenWorkers', 'allWorkers', 'branchStaff'] as const
const conditions = ['training', 'retraining', 'upgrading', 'jobs'] as const

async function show(
  visit: Visit,
  form: FormView,
  refused?: string,
  unseen: LawChange[] = [],
): Promise<Response> {
  const { locale } = visit
  const t = employerPermitText(locale)
  const { companies } = await lookAtCompanies(visit)
  if (companies.length === 0) return visit.redirect('/company/register')
  const today = visit.instance.clock.today()
  const draft = await findApplicationDraft(visit.instance, visit.actor, employerPermit)
  const errors = form.issues.map((issue) => ({
    field: issue.path.replace(/^(staffing|transfer)\./, ''),
    message: issueText(locale, issue),
  }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const day = (name: string) => ({ ...base(name), value: dateParts(form.values, name) })
  const states = statesIn(locale)
  const bounds = feeBounds(12, today)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('new.title')}
      hasForm
      hasErrors={errors.length > 0 || refused !== undefined}
      draft={!employerPermitText.reviewed(locale)}
      back={{ href: '/company', label: t('company.title') }}
    >
      {refused && <Notice locale={locale} tone="danger" title={refused} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('new.title')}</h1>
      {unseen.length > 0 && <LawChanged locale={locale} since={today} changes={unseen} unsent />}
      {draft && unseen.length === 0 && (
        <ResumedDraft locale={locale} draft={draft} now={visit.instance.clock.now()} scope={employerScope} />
      )}
      <Form action="/company/permits/new" request={visit.request} hidden={seenNow(visit)}>
        {companies.length === 1 ? (
          <input type="hidden" name="employer" value={companies[0]?.id} />
        ) : (
          <Select
            {...base('employer')}
            label={t('new.company')}
            options={companies.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Radios
          {...base('category')}
          label={t('category')}
          options={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
        />
        <h2>{t('worker')}</h2>
        <p class="hint">{t('new.worker.hint')}</p>
        <Select {...base('issuingState')} label={t('new.state')} options={states} />
        <TextField
          {...base('documentNumber')}
          label={t('new.number')}
          width={10}
          look="mono"
          spellcheck={false}
        />
        <DateField {...day('birthDate')} label={t('new.birth')} />
        <h2>{t('new.work')}</h2>
        <Select
          {...base('occupation')}
          label={t('occupation')}
          options={occupations().map(({ code }) => ({ value: code, label: occupationName(code, locale) }))}
        />
        <TextField {...base('position')} label={t('position')} />
        <Checkboxes
          {...base('regions')}
          label={t('regions')}
          hint={t('regions.several')}
          values={form.lists.regions ?? (companies.length === 1 && companies[0] ? [companies[0].region] : [])}
          options={regionsAt(today).map(({ code }) => ({
            value: code.slice(3),
            label: regionName(code, locale),
          }))}
        />
        <TextField
          {...base('address')}
          label={t('address')}
          value={form.values.address ?? companies[0]?.address}
        />
        <MoneyField {...base('wageTiyn')} label={t('wage')} />
        <TextField {...base('months')} label={t('months')} inputmode="numeric" width={2} />
        <DateField {...day('startsOn')} label={t('starts')} />
        <h2>{t('vacancy')}</h2>
        <TextField
          {...base('vacancyCode')}
          label={t('vacancy.code')}
          hint={t('vacancy.code.hint')}
          width={20}
          optional
        />
        <DateField {...day('vacancyPublishedOn')} label={t('vacancy.on')} optional />
        <h2>{t('staffing.title')}</h2>
        <p class="hint">{t('staffing.hint')}</p>
        {counts.map((name) => (
          <TextField {...base(name)} label={t(`staffing.${name}`)} inputmode="numeric" width={4} optional />
        ))}
        <Checkboxes
          {...base('undertakesReplacement')}
          label={t('category.fourth')}
          values={form.values.undertakesReplacement ? ['yes'] : []}
          options={[{ value: 'yes', label: t('replacement') }]}
        />
        <h2>{t('transfer.title')}</h2>
        <TextField {...base('sender')} label={t('sender')} optional />
        <Select {...base('senderCountry')} label={t('sender.country')} options={states} optional />
        <Radios
          {...base('senderInWto')}
          label={t('sender.wto')}
          inline
          options={[
            { value: 'yes', label: t('yes') },
            { value: 'no', label: t('no') },
          ]}
          optional
        />
        <TextField
          {...base('priorMonths')}
          label={t('sender.months')}
          inputmode="numeric"
          width={4}
          optional
        />
        <Radios
          {...base('specialCondition')}
          label={t('special')}
          options={conditions.map((value) => ({ value, label: t(`special.${value}`) }))}
          optional
        />
        <h2>{t('fee')}</h2>
        <p>
          {t('fee.quote.bounds', {
            least: bounds.least,
            most: bounds.most,
            from: formatMoney(locale, feeAt(bounds.least, today)),
            to: formatMoney(locale, feeAt(bounds.most, today)),
          })}
        </p>
        <Governs locale={locale} on={today} />
        <FormActions locale={locale} label={t('new.send')} later>
          {draft && (
            <Button kind="secondary" name="_drop" value="yes" formnovalidate>
              {policyText(locale)('draft.drop')}
            </Button>
          )}
        </FormActions>
      </Form>
    </Page>,
    { status: refused || unseen.length > 0 ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  if (text._later) {
    await keepDraft(visit, employerPermit)
    return visit.redirect('/company', { flash: policyText(visit.locale)('draft.saved') })
  }
  if (text._drop) {
    await dropApplicationDraft(visit.instance, visit.actor, { kind: employerPermit }, visit.request)
    return visit.redirect('/company/permits/new')
  }
  const unseen = changesUnseen(visit, employerScope)
  if (unseen.length > 0) return show(visit, { values: text, lists, issues: [] }, undefined, unseen)
  const given = parse(EmployerApplication, applicationFrom(text, lists))
  const answer = await applyForEmployerPermit(visit.instance, visit.actor, given, visit.request)
  if (!isRefusal(answer))
    return visit.redirect(`/cases/${answer.number}`, { flash: employerPermitText(visit.locale)('new.done') })
  const [ground] = answer.refused
  return show(visit, { values: text, lists, issues: [] }, ground ? groundText(visit.locale, ground) : '')
}

/** The form as the act takes it; boxes left empty are absent. */
export function applicationFrom(
  text: Record<string, string | undefined>,
  lists: Record<string, string[] | undefined>,
): Record<string, unknown> {
  const day = (name: string) => {
    if (!text[`${name}-day`] && !text[`${name}-month`] && !text[`${name}-year`]) return undefined
    const read = readDate(text as Record<string, string>, name)
    return 'date' in read ? read.date : 'no-date'
  }
  const word = (name: string) => text[name]?.trim() || undefined
  return {
    employer: text.employer,
    category: text.category,
    issuingState: text.issuingState ?? '',
    documentNumber: text.documentNumber ?? '',
    birthDate: day('birthDate') ?? '',
    occupation: text.occupation ?? '',
    position: text.position ?? '',
    regions: lists.regions ?? (text.regions ? [text.regions] : []),
    address: text.address ?? '',
    wageTiyn: readTiyn(text.wageTiyn ?? '') ?? Number.NaN,
    months: readNumber(text.months) ?? Number.NaN,
    startsOn: day('startsOn') ?? '',
    vacancyCode: word('vacancyCode'),
    vacancyPublishedOn: day('vacancyPublishedOn'),
    staffing: staffingFrom(text),
    ...(text.category === 'intra-corporate'
      ? {
          transfer: {
            sender: text.sender ?? '',
            senderCountry: text.senderCountry ?? '',
            senderInWto: text.senderInWto ? text.senderInWto === 'yes' : undefined,
            priorMonths: readNumber(text.priorMonths),
            specialCondition: word('specialCondition'),
          },
        }
      : {}),
    undertakesReplacement: (text.undertakesReplacement ?? lists.undertakesReplacement?.[0]) === 'yes',
  }
}

export const staffingFrom = (text: Record<string, string | undefined>) =>
  Object.fromEntries(counts.map((name) => [name, readNumber(text[name])]))
