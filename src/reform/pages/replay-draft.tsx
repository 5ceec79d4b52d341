import { nameIn } from '../../classifier/names.ts'
import { isRefusal } from '../../platform/act.ts'
import { policy } from '../../policy/load-policy.ts'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { drafters } from '../keep-draft.ts'
import { askScenario } from '../run-scenario.ts'
import { draftWords } from '../text.ts'
import { draftOf, idOf } from './find-draft.ts'
import { fieldsOf } from './form-words.ts'

/** Trying a draft on past decisions: which of them, and the way to the scenario. */
export const replayDraftPages: Route[] = formPage({
  path: '/reform/drafts/:id/replay',
  who: drafters,
  show: showReplay,
  submit: replay,
})

async function showReplay(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const { errors, field } = fieldsOf(locale, form)
  const day = (name: string) => ({ ...field(name), value: dateParts(form.values, name), optional: true })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('replay')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/drafts/${draft.id}`, label: draft.title }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('replay')}</h1>
      <p class="lead">{t('replay.lead')}</p>
      <Form
        action={`/reform/drafts/${draft.id}/replay`}
        request={visit.request}
        hidden={{ version: String(draft.version) }}
      >
        <Select
          locale={locale}
          name="kind"
          label={t('replay.kind')}
          value={form.values.kind}
          empty={t('replay.all')}
          options={[...policy().routes.values()].map((route) => ({
            value: route.id,
            label: nameIn(route.title, locale),
          }))}
        />
        <DateField {...day('since')} label={t('replay.since')} />
        <DateField {...day('until')} label={t('replay.until')} />
        <FormActions locale={locale} label={t('replay')} />
      </Form>
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

async function replay(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? { [name]: read.date } : read.code === 'day-missing' ? {} : { [name]: 'x' }
  }
  const asked = await askScenario(
    visit.instance,
    visit.actor,
    {
      draft: idOf(visit),
      version: text.version ?? '',
      ...(text.kind ? { kind: text.kind } : {}),
      ...day('since'),
      ...day('until'),
    },
    visit.request,
  )
  if (isRefusal(asked))
    return showReplay(
      visit,
      { values: text, lists: {}, issues: [] },
      draftWords(visit.locale)('refused.draft-not-ready'),
    )
  return visit.redirect(`/reform/scenarios/${asked.id}`)
}
