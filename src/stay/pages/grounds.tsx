import { type Ground, isRefusal } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { groundStaff, recordGround, type SeenKind, seenKinds, withdrawGround } from '../record-ground.ts'
import { stayText } from '../text.ts'
import { errorText, named } from './address.tsx'
import { groundName } from './stay-panel.tsx'

/** What lets a person stay, as officers recorded it, and the form for a document that an officer sees. */
export const groundPages: Route[] = [
  ...formPage({
    path: '/people/:id/grounds',
    who: groundStaff,
    show: (visit, form) => show(visit, form),
    submit,
  }),
  post('/people/:id/grounds/withdraw', groundStaff, withdraw),
]

interface Row {
  id: string
  kind: string
  document: string | null
  valid_from: string
  valid_to: string
}

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { instance, actor, locale } = visit
  const id = personOf(visit)
  const t = stayText(locale)
  const { name, rows } = await read(
    instance,
    actor,
    {
      what: 'grounds-of-stay',
      who: groundStaff,
      purpose: 'register-stay',
      legalBasis: 'LAW-FOR',
      categories: ['identity', 'stay'],
    },
    async ({ tx }) => {
      const { name } = await tx.one<{ name: string }>(
        sql`select latin_name as name from person.person where id = ${id}::uuid and citizenship <> 'KAZ'`,
      )
      const rows = await tx.rows<Row>(sql`
        select id, kind, document, valid_from::text, least(valid_to, coalesce(closed_on, valid_to))::text as valid_to from stay.ground
        where person_id = ${id}::uuid and coalesce(closed_on, valid_to) >= valid_from order by valid_from desc limit 50`)
      return { answer: { name, rows }, subjects: [id] }
    },
  )
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: errorText(locale, code) }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('grounds.title')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      back={{ href: `/people/${id}`, label: name }}
    >
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {refused.length > 0 && (
        <Notice locale={locale} tone="warning" live>
          <p>{t('grounds.known-already')}</p>
        </Notice>
      )}
      <ErrorSummary
        locale={locale}
        errors={named(locale, errors, {
          kind: t('calc.document.kind'),
          document: t('grounds.number'),
          from: t('calc.document.from'),
          to: t('calc.document.to'),
        })}
      />
      <h1>{t('grounds.title')}</h1>
      {rows.length === 0 && <p>{t('grounds.none')}</p>}
      <ul>
        {rows.map((row) => (
          <li>
            {t('why.ground', {
              ground: groundName(locale, row.kind),
              from: formatDate(locale, row.valid_from),
              until: formatDate(locale, row.valid_to),
            })}{' '}
            {row.document && <code>{row.document}</code>}
          </li>
        ))}
      </ul>
      <Mistake visit={visit} person={id} rows={rows.filter((row) => row.document)} />
      <h2>{t('grounds.new')}</h2>
      <Form action={`/people/${id}/grounds`} request={visit.request}>
        <Radios
          locale={locale}
          name="kind"
          label={t('calc.document.kind')}
          value={form.values.kind}
          error={error('kind')}
          options={seenKinds.map((value) => ({ value, label: groundName(locale, value) }))}
        />
        <TextField
          locale={locale}
          name="document"
          label={t('grounds.number')}
          width={20}
          look="mono"
          spellcheck={false}
          value={form.values.document}
          error={error('document')}
        />
        <DateField
          locale={locale}
          name="from"
          label={t('calc.document.from')}
          value={dateParts(form.values, 'from')}
          error={error('from')}
        />
        <DateField
          locale={locale}
          name="to"
          label={t('calc.document.to')}
          value={dateParts(form.values, 'to')}
          error={error('to')}
        />
        <FormActions locale={locale} label={t('grounds.save')} />
      </Form>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

/** What an officer recorded can be taken back, with a word why. */
function Mistake({ visit, person, rows }: { visit: Visit; person: string; rows: Row[] }) {
  const { locale } = visit
  const t = stayText(locale)
  if (rows.length === 0) return null
  return (
    <Details title={t('grounds.withdraw')}>
      <Form id="withdraw" action={`/people/${person}/grounds/withdraw`} request={visit.request}>
        <Select
          locale={locale}
          name="ground"
          label={t('calc.document.kind')}
          options={rows.map((row) => ({
            value: row.id,
            label: `${groundName(locale, row.kind)} ${row.document ?? ''}`,
          }))}
        />
        <TextField locale={locale} name="why" label={t('grounds.why')} />
        <Button kind="secondary">{t('grounds.withdraw')}</Button>
      </Form>
    </Details>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const person = personOf(visit)
  const [from, to] = [readDate(text, 'from'), readDate(text, 'to')]
  const issues = [
    ...(text.kind ? [] : [{ path: 'kind', code: 'required' }]),
    ...((text.document ?? '').trim().length < 3 ? [{ path: 'document', code: 'required' }] : []),
    ...(['from', 'to'] as const).flatMap((path) => {
      const day = path === 'from' ? from : to
      return 'code' in day ? [{ path, code: day.code === 'day-missing' ? 'required' : 'day' }] : []
    }),
  ]
  if (issues.length > 0 || 'code' in from || 'code' in to) throw new Fault('invalid-input', { issues })
  const answer = await recordGround(
    visit.instance,
    visit.actor,
    { person, kind: text.kind as SeenKind, document: text.document ?? '', from: from.date, to: to.date },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect(`/people/${person}/grounds`, { flash: stayText(visit.locale)('grounds.saved') })
}

async function withdraw(visit: Visit): Promise<Response> {
  const person = personOf(visit)
  const { ground, why } = visit.answers.text
  if (!isId(ground)) throw new Fault('not-found')
  const back = `/people/${person}/grounds`
  if ((why ?? '').trim().length < 5) return visit.redirect(back)
  await withdrawGround(visit.instance, visit.actor, { ground, why: why ?? '' }, visit.request)
  return visit.redirect(back, { flash: stayText(visit.locale)('grounds.withdrawn') })
}

function personOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
