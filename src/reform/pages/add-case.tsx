import { nameIn } from '../../classifier/names.ts'
import { parse } from '../../platform/act.ts'
import { invalid } from '../../platform/fault.ts'
import { policy } from '../../policy/load-policy.ts'
import { factLabel } from '../../policy/question.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { DraftCase } from '../draft-schema.ts'
import { addCase, drafters } from '../keep-draft.ts'
import { codesIn, isYes } from '../read-typed.ts'
import { draftWords } from '../text.ts'
import { conditionChoices } from './change-fields.tsx'
import { answerWords, draftOf, idOf } from './find-draft.ts'
import { fieldsOf } from './form-words.ts'

/** A situation of a draft with the answer that it should get. */
export const addCasePages: Route[] = formPage({
  path: '/reform/drafts/:id/cases',
  who: drafters,
  show: showCase,
  submit: submitCase,
})

async function showCase(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const { errors, field } = fieldsOf(locale, form, 'case')
  return visit.html(
    <Page
      {...visit.frame}
      title={t('add.case')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/drafts/${draft.id}`, label: draft.title }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('add.case')}</h1>
      <p class="lead">{t('cases.lead')}</p>
      <Form
        action={`/reform/drafts/${draft.id}/cases`}
        request={visit.request}
        hidden={{ version: String(draft.version) }}
      >
        <Select
          {...field('route')}
          label={t('route')}
          options={[...policy().routes.values()].map((route) => ({
            value: route.id,
            label: nameIn(route.title, locale),
          }))}
        />
        <TextField {...field('case')} label={t('case.name')} />
        <DateField {...field('at')} label={t('case.at')} value={dateParts(form.values, 'at')} />
        <Textarea {...field('with')} label={t('case.with')} rows={4} optional />
        <TextField {...field('without')} label={t('case.without')} spellcheck={false} optional />
        <Select
          {...field('answer')}
          label={t('case.answer')}
          options={(['met', 'not-met', 'needs-officer', 'not-needed'] as const).map((value) => ({
            value,
            label: answerWords(value, locale),
          }))}
        />
        <Select
          {...field('ground')}
          label={t('case.ground')}
          optional
          options={conditionChoices(locale, visit.instance.clock.today().toString()).map(
            ({ group, options }) => ({
              group,
              options: options.map((one) => ({ ...one, value: one.value.split('/')[1] ?? '' })),
            }),
          )}
        />
        <FormActions locale={locale} label={t('add.case')} />
      </Form>
      {[...policy().routes.values()].map((route) => (
        <Details title={`${t('case.facts')}: ${nameIn(route.title, locale)}`}>
          <DataTable
            locale={locale}
            caption={t('case.facts')}
            captionUnseen
            columns={[
              { key: 'fact', label: t('fact') },
              { key: 'means', label: t('fact.means') },
            ]}
            rows={Object.keys(route.facts).map((fact) => ({
              id: fact,
              cells: { fact: <code>{fact}</code>, means: factLabel(route, fact, locale) },
            }))}
          />
        </Details>
      ))}
    </Page>,
  )
}

async function submitCase(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const id = idOf(visit)
  const at = readDate(text, 'at')
  const route = policy().routes.get(text.route ?? '')
  if (!route) throw invalid('route', 'required')
  const given = parse(DraftCase, {
    route: route.id,
    case: text.case ?? '',
    at: 'date' in at ? at.date : '',
    with: readFacts(route.facts, text.with ?? ''),
    without: codesIn(text.without ?? ''),
    answer: text.answer,
    ...(text.ground ? { ground: text.ground } : {}),
  })
  await addCase(
    visit.instance,
    visit.actor,
    { draft: id, version: text.version ?? '', case: given },
    visit.request,
  )
  return visit.redirect(`/reform/drafts/${id}`, { flash: draftWords(visit.locale)('added.done') })
}

/** `fact: value` a line, each as the route declares it. @throws Fault invalid-input (`with`) naming what cannot be read */
function readFacts(facts: Record<string, string>, lines: string): Record<string, string | number | boolean> {
  return Object.fromEntries(
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const [, fact = '', value = ''] = /^([a-z0-9-]+)\s*[:=]\s*(.+)$/.exec(line) ?? []
        if (!fact) throw invalid('with', 'line')
        const type = facts[fact]
        if (!type) throw invalid('with', 'unknown-fact', { fact })
        if (type === 'number' && !Number.isFinite(Number(value))) throw invalid('with', 'line')
        if (type === 'flag') return [fact, isYes(value)]
        return [fact, type === 'number' ? Number(value) : value]
      }),
  )
}
