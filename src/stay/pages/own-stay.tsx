import { type Ground, isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { formatDate, formatMoment } from '../../platform/language.ts'
import { read } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { explainStay } from '../explain-stay.ts'
import { stayOf } from '../grounds.ts'
import { nextDuty } from '../next-duty.ts'
import { stayText } from '../text.ts'
import { errorText, named } from './address.tsx'
import { StayAnswered, StayReasons } from './stay-panel.tsx'

/** My days: how many, why, what next; and when they are over, what went wrong and how to put it right. */
export const ownStayPages: Route[] = [
  get('/me/stay', account, show),
  ...formPage({
    path: '/me/stay/explain',
    who: account,
    show: (visit, form) => showExplain(visit, form),
    submit: explain,
  }),
]

interface OpenCase {
  number: string
  about: string
}

async function show(visit: Visit): Promise<Response> {
  const { actor, locale, instance } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const person = actor.person
  const t = stayText(locale)
  const { stay, duty, cases, notes } = await read(
    instance,
    actor,
    { what: 'own-stay', who: account, purpose: 'register-stay', legalBasis: 'GOV-148', categories: ['stay'] },
    async ({ tx, today }) => {
      const { citizenship } = await tx.one<{ citizenship: string }>(
        sql`select citizenship from person.person where id = ${person}::uuid`,
      )
      const stay = await stayOf(tx, person, citizenship, today)
      const cases = await tx.rows<OpenCase>(sql`
        select c.number, e.about from stay.explanation e join "case"."case" c on c.id = e.case_id
        where e.person_id = ${person}::uuid and c.closed_at is null order by e.asked_at desc`)
      const notes = await tx.rows<{ note: string; at: Date }>(
        sql`select note, at from stay.overstay_step where person_id = ${person}::uuid order by at desc limit 5`,
      )
      return {
        answer: { stay, duty: await nextDuty(tx, person, stay, today), cases, notes },
        subjects: [person],
      }
    },
  )
  const over = stay.daysLeft !== undefined && stay.daysLeft < 0
  return visit.html(
    <Page
      {...visit.frame}
      title={t('mine.title')}
      draft={!stayText.reviewed(locale)}
      back={{ href: '/me', label: t('mine.back') }}
    >
      <h1>{t('mine.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <StayAnswered locale={locale} stay={stay} duty={duty} />
      <StayReasons locale={locale} stay={stay} />
      {duty.notifiedFor && (
        <p class="hint">{t('notice.given', { date: formatDate(locale, duty.notifiedFor) })}</p>
      )}
      {duty.registration && <p class="hint">{t(`mine.registration.${duty.registration}`)}</p>}
      <ButtonRow>
        <Button href="/me/address" kind={duty.code.includes('registration') ? 'primary' : 'secondary'}>
          {t('address.title')}
        </Button>
        <Button href="/stay" kind="secondary">
          {t('calc.what-if')}
        </Button>
      </ButtonRow>
      {over && <PutRight visit={visit} lastDay={stay.lastDay ?? ''} />}
      {notes.map(({ note, at }) => (
        <p>
          {t('mine.officer', { at: formatMoment(locale, at) })} <Typed>{note}</Typed>
        </p>
      ))}
      {cases.map((one) => (
        <p>
          {t('mine.case')} <a href={`/cases/${one.number}`}>{one.number}</a>
        </p>
      ))}
    </Page>,
  )
}

/** What went wrong as far as we know, what can be done, and that asking is safe. */
function PutRight({ visit, lastDay }: { visit: Visit; lastDay: string }) {
  const t = stayText(visit.locale)
  return (
    <section class="flow-small" aria-labelledby="right">
      <h2 id="right">{t('right.title')}</h2>
      <p>{t('right.what', { date: formatDate(visit.locale, lastDay) })}</p>
      <ul>
        <li>{t('right.wrong')}</li>
        <li>{t('right.ground')}</li>
        <li>{t('right.leave')}</li>
        <li>
          {t('right.danger')} <a href="/complaint">{t('right.complaint')}</a>
        </li>
      </ul>
      <p>{t('right.safe')}</p>
      <ButtonRow>
        <Button href="/me/stay/explain?about=overstay">{t('right.explain')}</Button>
        <Button href="/offices" kind="secondary">
          {t('right.office')}
        </Button>
      </ButtonRow>
    </section>
  )
}

async function showExplain(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const t = stayText(locale)
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: errorText(locale, code) }))
  const error = (name: string) => errors.find((one) => one.field === name)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('explain.title')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      draft={!stayText.reviewed(locale)}
      back={{ href: '/me/stay', label: t('mine.title') }}
    >
      {refused.map(({ code }) => (
        <Notice locale={locale} tone="warning" live>
          <p>{t(code === 'already-explained' ? 'refused.already-explained' : 'refused.nothing-to-decide')}</p>
        </Notice>
      ))}
      <ErrorSummary
        locale={locale}
        errors={named(locale, errors, { about: t('explain.about'), says: t('explain.says') })}
      />
      <h1>{t('explain.title')}</h1>
      <p class="lead">{t('explain.lead')}</p>
      <Form action="/me/stay/explain" request={visit.request}>
        <Radios
          locale={locale}
          name="about"
          label={t('explain.about')}
          value={form.values.about ?? visit.url.searchParams.get('about') ?? undefined}
          error={error('about')}
          options={(['overstay', 'address'] as const).map((value) => ({
            value,
            label: t(`explain.${value}.name`),
          }))}
        />
        <Textarea
          locale={locale}
          name="says"
          label={t('explain.says')}
          hint={t('explain.says.hint')}
          rows={6}
          maxlength={4000}
          value={form.values.says}
          error={error('says')}
        />
        <FormActions locale={locale} label={t('explain.send')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

async function explain(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const answer = await explainStay(
    visit.instance,
    visit.actor,
    { about: text.about as 'address', says: text.says ?? '' },
    visit.request,
  )
  if (isRefusal(answer)) return showExplain(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect(`/cases/${answer.number}`)
}
