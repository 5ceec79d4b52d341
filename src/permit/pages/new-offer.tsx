import { dropApplicationDraft, findApplicationDraft } from '../../case/keep-application-draft.ts'
import { keepDraft, ResumedDraft, startFromDraft } from '../../case/pages/resume-draft.tsx'
import { statesIn } from '../../classifier/countries.ts'
import { householdWork, householdWorkName } from '../../classifier/occupations.ts'
import { isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { invalid } from '../../platform/fault.ts'
import { formatMoney } from '../../platform/language.ts'
import type { LawChange } from '../../policy/changes-since.ts'
import { changesUnseen, LawChanged, seenNow } from '../../policy/law-changed.tsx'
import { prepaidTax } from '../../policy/prepaid-tax.ts'
import { policyText } from '../../policy/text.ts'
import { Button } from '../../ui/button.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { MoneyField, TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { householdScope } from '../law-scope.ts'
import { offerDraft, offerWork } from '../offer-work.ts'
import { permitText } from '../text.ts'
import { groundText, issueText, readTiyn } from './household-form.ts'

/** The employer offers work to a registered worker, found by passport and date of birth. */
export const newOfferPages: Route[] = formPage({
  path: '/household/offers/new',
  who: account,
  start: (visit) => startFromDraft(visit, offerDraft),
  show: (visit, form) => show(visit, form),
  submit,
})

async function show(
  visit: Visit,
  form: FormView,
  refused?: string,
  unseen: LawChange[] = [],
): Promise<Response> {
  const { locale } = visit
  const draft = await findApplicationDraft(visit.instance, visit.actor, offerDraft)
  const t = permitText(locale)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const today = visit.instance.clock.today()
  const states = statesIn(locale)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('new.title')}
      hasForm
      hasErrors={errors.length > 0 || refused !== undefined}
      draft={!permitText.reviewed(locale)}
      back={{ href: '/household', label: t('household.title') }}
    >
      {refused && <Notice locale={locale} tone="danger" title={refused} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('new.title')}</h1>
      {unseen.length > 0 && <LawChanged locale={locale} since={today} changes={unseen} unsent />}
      {draft && unseen.length === 0 && (
        <ResumedDraft locale={locale} draft={draft} now={visit.instance.clock.now()} scope={householdScope} />
      )}
      <Form action="/household/offers/new" request={visit.request} hidden={seenNow(visit)}>
        <h2>{t('new.worker')}</h2>
        <p class="hint">{t('new.worker.hint')}</p>
        <Select {...base('issuingState')} label={t('new.state')} options={states} />
        <TextField
          {...base('documentNumber')}
          label={t('new.number')}
          width={10}
          look="mono"
          spellcheck={false}
        />
        <DateField
          {...base('birthDate')}
          label={t('new.birth')}
          value={dateParts(form.values, 'birthDate')}
        />
        <h2>{t('offer.work')}</h2>
        <Select
          {...base('kindOfWork')}
          label={t('new.work')}
          options={householdWork().map(({ code, allowed }) => ({
            value: code,
            label:
              allowed === true
                ? householdWorkName(code, locale)
                : `${householdWorkName(code, locale)} (${t(allowed === false ? 'new.work.not' : 'new.work.officer')})`,
          }))}
        />
        <Textarea {...base('duties')} label={t('new.duties')} rows={3} maxlength={1000} />
        <MoneyField {...base('wage')} label={t('new.wage')} />
        <TextField
          {...base('months')}
          label={t('new.months')}
          hint={t('new.months.hint', { sum: formatMoney(locale, prepaidTax(1, today).tiyn) })}
          inputmode="numeric"
          width={2}
        />
        <DateField {...base('startsOn')} label={t('new.start')} value={dateParts(form.values, 'startsOn')} />
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
    await keepDraft(visit, offerDraft)
    return visit.redirect('/household', { flash: policyText(visit.locale)('draft.saved') })
  }
  if (text._drop) {
    await dropApplicationDraft(visit.instance, visit.actor, { kind: offerDraft }, visit.request)
    return visit.redirect('/household/offers/new')
  }
  const unseen = changesUnseen(visit, householdScope)
  if (unseen.length > 0) return show(visit, { values: text, lists, issues: [] }, undefined, unseen)
  const day = (name: string): string => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : ''
  }
  for (const name of ['issuingState', 'documentNumber', 'kindOfWork', 'duties'])
    if (!text[name]?.trim()) throw invalid(name, 'required')
  for (const name of ['birthDate', 'startsOn']) if (!day(name)) throw invalid(name, 'day')
  const wageTiyn = readTiyn(text.wage ?? '')
  if (!wageTiyn) throw invalid('wage', 'number')
  const months = Number(text.months)
  if (!Number.isInteger(months) || months < 1) throw invalid('months', 'number')
  if (months > 12) throw invalid('months', 'too-many-months', { most: 12 })
  const answer = await offerWork(
    visit.instance,
    visit.actor,
    {
      issuingState: text.issuingState ?? '',
      documentNumber: text.documentNumber ?? '',
      birthDate: day('birthDate'),
      kindOfWork: text.kindOfWork ?? '',
      duties: text.duties ?? '',
      wageTiyn,
      months,
      startsOn: day('startsOn'),
    },
    visit.request,
  )
  if (!isRefusal(answer))
    return visit.redirect(`/offers/${answer.id}`, { flash: permitText(visit.locale)('new.done') })
  const [ground] = answer.refused
  return show(visit, { values: text, lists, issues: [] }, ground ? groundText(visit.locale, ground) : '')
}
