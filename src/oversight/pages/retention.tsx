import { nameIn } from '../../classifier/names.ts'
import { admits, everyone } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { sql } from '../../platform/database.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate, formatMoment } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import { withUnit } from '../../policy/text.ts'
import { valueAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { categories, findErasures } from '../erase-due.ts'
import { holdData, holders, liftHold } from '../hold-data.ts'
import { retentionText } from '../retention-text.ts'

/** What is kept how long and what was erased, for everybody; holds, for auditors. */
export const retentionPages: Route[] = [
  get('/retention', everyone, show),
  ...formPage({ path: '/retention/holds', who: holders, show: showHolds, submit: place }),
  post('/retention/holds/:hold/lift', holders, lift),
]

async function show(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = retentionText(locale)
  const today = instance.clock.today()
  const proofs = await look(instance, actor, findErasures)
  const title = (category: string) => {
    const words = policy().values.get(`retention.${category}`)?.title
    return words ? nameIn(words, locale) : category
  }
  return visit.html(
    <Page {...visit.frame} title={t('title')} draft={!retentionText.reviewed(locale)} wide>
      <h1>{t('title')}</h1>
      <p class="lead">{t('lead')}</p>
      <DataTable
        locale={locale}
        caption={t('title')}
        captionUnseen
        columns={[
          { key: 'what', label: t('category') },
          { key: 'term', label: t('term') },
          { key: 'state', label: t('state') },
        ]}
        rows={categories.map((category) => {
          const rule = valueAt(`retention.${category}`, today)
          return {
            id: category,
            cells: {
              what: <a href={`/rules/values/retention.${category}`}>{title(category)}</a>,
              term: withUnit(locale, rule.value, rule.unit),
              state: <LawStateTag locale={locale} state={rule.state} />,
            },
          }
        })}
      />
      <p>{t('records')}</p>
      <section class="flow-small" aria-labelledby="done">
        <h2 id="done">{t('erased')}</h2>
        <DataTable
          locale={locale}
          caption={t('erased')}
          captionUnseen
          empty={t('none')}
          columns={[
            { key: 'what', label: t('category') },
            { key: 'at', label: t('done') },
            { key: 'rows', label: t('rows'), numeric: true },
            { key: 'held', label: t('held'), numeric: true },
            { key: 'older', label: t('older') },
            { key: 'digest', label: t('proof') },
          ]}
          rows={proofs.map((one) => ({
            id: `${one.category}-${one.at.toISOString()}`,
            cells: {
              what: title(one.category),
              at: formatMoment(locale, one.at),
              rows: String(one.rows),
              held: String(one.held),
              older: formatMoment(locale, one.older_than),
              digest: <code>{one.digest}</code>,
            },
          }))}
        />
      </section>
      {admits(holders, actor) && (
        <p>
          <a href="/retention/holds">{t('hold.title')}</a>
        </p>
      )}
    </Page>,
  )
}

interface Hold {
  id: string
  person_id: string | null
  ground: string
  placed_at: Date
}

async function showHolds(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = retentionText(locale)
  const holds = await look(instance, actor, (tx) =>
    tx.rows<Hold>(
      sql`select id, person_id, ground, placed_at from oversight.legal_hold where lifted_at is null order by placed_at desc`,
    ),
  )
  const errors = form.issues.map(({ path }) => ({
    field: path,
    message: t(path === 'person' ? 'error.person' : 'error.ground'),
  }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('hold.title')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/retention', label: t('title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('hold.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('hold.lead')}</p>
      {holds.map((one) => (
        <article class="flow-small">
          <p>
            <strong>{one.person_id ?? t('hold.all')}</strong>{' '}
            {t('hold.since', { day: formatDate(locale, dayOf(one.placed_at)) })}: <Typed>{one.ground}</Typed>
          </p>
          <Form id={`lift-${one.id}`} action={`/retention/holds/${one.id}/lift`} request={visit.request}>
            <Button kind="secondary" about={one.ground}>
              {t('hold.lift')}
            </Button>
          </Form>
        </article>
      ))}
      <Form action="/retention/holds" request={visit.request}>
        <TextField
          locale={locale}
          name="person"
          label={t('hold.person')}
          optional
          value={form.values.person}
          error={error('person')}
        />
        <Textarea
          locale={locale}
          name="ground"
          label={t('hold.ground')}
          rows={3}
          maxlength={1000}
          value={form.values.ground}
          error={error('ground')}
        />
        <FormActions locale={locale} label={t('hold.place')} />
      </Form>
    </Page>,
  )
}

async function place(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  // The address of a record, or its id alone.
  const typed = text.person?.trim().split('/').at(-1) ?? ''
  if (typed && !isId(typed)) throw invalid('person', 'not-an-id')
  await holdData(
    visit.instance,
    visit.actor,
    { ...(typed ? { person: typed } : {}), ground: text.ground ?? '' },
    visit.request,
  )
  return visit.redirect('/retention/holds', { flash: retentionText(visit.locale)('hold.placed') })
}

async function lift(visit: Visit): Promise<Response> {
  const { hold } = visit.params
  if (!isId(hold)) throw new Fault('not-found')
  await liftHold(visit.instance, visit.actor, { hold }, visit.request)
  return visit.redirect('/retention/holds', { flash: retentionText(visit.locale)('hold.lifted') })
}
