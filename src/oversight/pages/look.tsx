import { officeName } from '../../institution/find-office.ts'
import { isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { questionLook } from '../question-look.ts'
import { oversightText } from '../text.ts'

/** One look at one's own data: its receipt, and the question why. */
export const lookPage: Route[] = formPage({ path: '/me/looks/:id', who: account, show, submit })

interface Seen {
  at: Date
  institution: string | null
  names: Record<string, string> | null
  logged: boolean
  says: string | null
  due_on: string | null
  answer: string | null
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const id = lookOf(visit)
  if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
  const me = actor.person
  const seen = await look(instance, actor, (tx) =>
    tx.one<Seen>(sql`
      select r.at, r.institution, i.names, exists (select 1 from oversight.receipt_parts(r.id)) as logged, q.says, q.due_on::text, q.answer
      from platform.read_record r left join institution.institution i on i.code = r.institution left join oversight.question q on q.read_id = r.id and q.person_id = ${me}::uuid
      where r.id = ${id}::bigint and (r.subjects @> array[${me}::uuid] or r.what = 'whole-register')`),
  )
  const t = oversightText(locale)
  const errors = form.issues.map(() => ({ field: 'says', message: t('question.error') }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('look.title')}
      hasForm={seen.says === null}
      hasErrors={errors.length > 0}
      draft={!oversightText.reviewed(locale)}
      back={{ href: '/me/looks', label: t('look.back') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('look.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p>
        {formatMoment(locale, seen.at)}
        {seen.names && (
          <>
            , <b>{officeName(seen.names, locale)}</b>
          </>
        )}
      </p>
      <section class="flow-small" aria-labelledby="receipt">
        <h2 id="receipt">{t('receipt.title')}</h2>
        <p>{t('receipt.lead')}</p>
        {seen.logged ? (
          <p>
            <a href={`/me/looks/${id}/receipt`}>{t('receipt.get')}</a>
          </p>
        ) : (
          <p class="hint">{t('receipt.soon')}</p>
        )}
      </section>
      {seen.institution && (
        <section class="flow-small" aria-labelledby="question">
          <h2 id="question">{t('question.title')}</h2>
          {seen.says === null ? (
            <Form action={`/me/looks/${id}`} request={visit.request}>
              <Textarea
                locale={locale}
                name="says"
                label={t('question.label')}
                hint={t('question.hint')}
                rows={4}
                maxlength={2000}
                value={form.values.says}
                error={errors[0]?.message}
              />
              <FormActions locale={locale} label={t('question.send')} />
            </Form>
          ) : (
            <>
              <Typed block>{seen.says}</Typed>
              {seen.answer ? (
                <>
                  <h3>{t('question.answer')}</h3>
                  <Typed block>{seen.answer}</Typed>
                </>
              ) : (
                seen.due_on && (
                  <p class="hint">{t('question.waits', { date: formatDate(locale, seen.due_on) })}</p>
                )
              )}
            </>
          )}
        </section>
      )}
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const read = lookOf(visit)
  const says = visit.answers.text.says ?? ''
  const answer = await questionLook(visit.instance, visit.actor, { read, says }, visit.request)
  return visit.redirect(
    `/me/looks/${read}`,
    isRefusal(answer) ? {} : { flash: oversightText(visit.locale)('question.sent') },
  )
}

function lookOf(visit: Visit): string {
  const { id } = visit.params
  if (!id || !/^\d{1,18}$/.test(id)) throw new Fault('not-found')
  return id
}
