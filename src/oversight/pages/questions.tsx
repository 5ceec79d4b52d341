import { registerText } from '../../person/register-text.ts'
import { staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Article } from '../../policy/show-article.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { answerQuestion } from '../question-look.ts'
import { oversightText } from '../text.ts'

const answerers = staff('supervisor', 'auditor')

/** What people ask this institution about its looks at their data, the most urgent first, and the answer. */
export const questionPages: Route[] = [
  get('/questions', answerers, list),
  ...formPage({ path: '/questions/:id', who: answerers, show, submit }),
]

interface QuestionRow {
  id: string
  person_id: string
  says: string
  asked_at: Date
  due_on: string
  answer: string | null
}

const spec = (what: string) => ({
  what,
  who: answerers,
  purpose: 'answer-question',
  legalBasis: 'LAW-PD',
  categories: ['reads'],
})

async function list(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = oversightText(locale)
  const rows = await read(instance, actor, spec('questions'), async ({ tx }) => {
    const answer = await tx.rows<QuestionRow>(sql`
      select id, person_id, says, asked_at, due_on::text, answer from oversight.question
      order by answer is not null, due_on, id limit 100`)
    return { answer, subjects: answer.map((row) => row.person_id) }
  })
  return visit.html(
    <Page {...visit.frame} title={t('questions.title')} wide>
      <h1>{t('questions.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <DataTable
        locale={locale}
        caption={t('questions.title')}
        captionUnseen
        empty={t('questions.none')}
        columns={[
          { key: 'due', label: t('questions.due'), nowrap: true },
          { key: 'says', label: t('question.label') },
          { key: 'state', label: t('questions.state') },
        ]}
        rows={rows.map((row) => ({
          id: row.id,
          cells: {
            due: <a href={`/questions/${row.id}`}>{formatDate(locale, row.due_on)}</a>,
            says: row.says.slice(0, 140),
            state: t(row.answer ? 'questions.answered' : 'questions.waits'),
          },
        }))}
      />
    </Page>,
  )
}

interface LookRow {
  at: Date
  what: string
  purpose: string
  legal_basis: string
  case_number: string | null
  looked: string | null
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const id = questionOf(visit)
  const t = oversightText(locale)
  const { question, looked } = await read(instance, actor, spec('question'), async ({ tx }) => {
    const question = await tx.one<QuestionRow>(
      sql`select id, person_id, says, asked_at, due_on::text, answer from oversight.question where id = ${id}::uuid`,
    )
    const looked = await tx.one<LookRow>(sql`
      select l.at, l.what, l.purpose, l.legal_basis, c.number as case_number, s.name as looked
      from oversight.look_in_question(${id}::uuid) l left join "case"."case" c on c.id = l.case_id
        left join institution.staff s on s.id::text = l.actor`)
    return { answer: { question, looked }, subjects: [question.person_id] }
  })
  const errors = form.issues.map(() => ({ field: 'answer', message: t('answer.error') }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('question.title')}
      hasForm={!question.answer}
      hasErrors={errors.length > 0}
      back={{ href: '/questions', label: t('questions.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('question.title')}</h1>
      <SummaryList
        locale={locale}
        rows={[
          { label: t('question.label'), value: <Typed>{question.says}</Typed> },
          { label: t('questions.due'), value: formatDate(locale, question.due_on) },
          { label: t('look.when'), value: formatMoment(locale, looked.at) },
          { label: t('look.who'), value: looked.looked ?? t('look.machine') },
          { label: t('look.what'), value: <code>{looked.what}</code> },
          {
            label: t('look.purpose'),
            value: (
              <>
                {purposeIn(locale, looked.purpose)}, <Article locale={locale} article={looked.legal_basis} />
              </>
            ),
          },
          ...(looked.case_number ? [{ label: t('look.case'), value: looked.case_number }] : []),
          ...(question.answer
            ? [{ label: t('question.answer'), value: <Typed>{question.answer}</Typed> }]
            : []),
        ]}
      />
      {!question.answer && (
        <Form action={`/questions/${id}`} request={visit.request}>
          <Textarea
            locale={locale}
            name="answer"
            label={t('answer.label')}
            hint={t('answer.hint')}
            rows={6}
            value={form.values.answer}
            error={errors[0]?.message}
          />
          <FormActions locale={locale} label={t('answer.send')} />
        </Form>
      )}
    </Page>,
  )
}

/** Why an officer said they opened it; the codes of programs and jobs stay as they are. */
function purposeIn(locale: Locale, purpose: string): string {
  const key = registerText.keys.find((one) => one === `purpose.${purpose}`)
  return key ? registerText(locale)(key) : purpose
}

async function submit(visit: Visit): Promise<Response> {
  const { instance, actor, request, locale } = visit
  const answer = visit.answers.text.answer ?? ''
  await answerQuestion(instance, actor, { question: questionOf(visit), answer }, request)
  return visit.redirect('/questions', { flash: oversightText(locale)('answer.sent') })
}

function questionOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
