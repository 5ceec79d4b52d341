import { statesIn } from '../../classifier/countries.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { roles } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { sql } from '../../platform/database.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { findLimits } from '../find-reading.ts'
import { measures, watchers } from '../judge-reading.ts'
import { placeDecoy } from '../place-decoy.ts'
import { readingText } from '../reading-text.ts'
import { limitSetters, setReadingLimit, windows } from '../set-reading-limit.ts'

const fresh = 15

/** The limits of reading, for supervisors to read and auditors to set; and the records of nobody, for auditors alone. */
export const readingLimitPages: Route[] = [
  get('/reading/limits', watchers, (visit) => showLimits(visit, { values: {}, lists: {}, issues: [] })),
  post('/reading/limits', limitSetters, setLimit),
  ...formPage({ path: '/reading/decoys', who: limitSetters, show: showDecoys, submit: place }),
]

const errorsOf = (visit: Visit, form: FormView) => {
  const t = readingText(visit.locale)
  return form.issues.map(({ path, code }) => ({
    field: path,
    message: t(readingText.keys.find((one) => one === `error.${code}`) ?? 'error.other'),
  }))
}

async function showLimits(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const limits = await findLimits(instance, actor)
  const errors = errorsOf(visit, form)
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const sets = actor.kind === 'staff' && actor.roles.includes('auditor')
  return visit.html(
    <Page
      {...visit.frame}
      title={t('limits.title')}
      wide
      hasForm={sets}
      hasErrors={errors.length > 0}
      back={{ href: '/reading', label: t('title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('limits.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('limits.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('limits.title')}
        captionUnseen
        columns={[
          { key: 'who', label: t('limit.role') },
          { key: 'measure', label: t('measure') },
          { key: 'hours', label: t('limit.hours') },
          { key: 'soft', label: t('limit.soft'), numeric: true },
          { key: 'hard', label: t('limit.hard'), numeric: true },
          { key: 'from', label: t('limit.from') },
          { key: 'ground', label: t('limit.ground'), wideOnly: true },
        ]}
        rows={limits.map((one) => ({
          id: String(one.id),
          cells: {
            who: roleName(t, one.role),
            measure: t(`measure.${one.measure}`),
            hours: t(`hours.${one.hours as (typeof windows)[number]}`),
            soft: String(one.soft),
            hard: String(one.hard),
            from: one.valid_to
              ? `${formatDate(locale, one.valid_from)} – ${formatDate(locale, one.valid_to)}`
              : formatDate(locale, one.valid_from),
            ground: <Typed>{one.ground}</Typed>,
          },
        }))}
      />
      {sets && (
        <>
          <h2>{t('limit.new')}</h2>
          <Form action="/reading/limits" request={visit.request}>
            <Select
              {...field('role')}
              label={t('limit.role')}
              empty={t('role.all')}
              options={roles.map((value) => ({ value, label: roleName(t, value) }))}
            />
            <Select
              {...field('measure')}
              label={t('measure')}
              options={measures.map((value) => ({ value, label: t(`measure.${value}`) }))}
            />
            <Select
              {...field('hours')}
              label={t('limit.hours')}
              options={windows.map((value) => ({ value: String(value), label: t(`hours.${value}`) }))}
            />
            <TextField
              {...field('soft')}
              label={t('limit.soft')}
              hint={t('limit.soft.hint')}
              inputmode="numeric"
              width={4}
            />
            <TextField
              {...field('hard')}
              label={t('limit.hard')}
              hint={t('limit.hard.hint')}
              inputmode="numeric"
              width={4}
            />
            <DateField {...field('from')} label={t('limit.from')} value={dateParts(form.values, 'from')} />
            <TextField {...field('ground')} label={t('limit.ground')} maxlength={500} />
            <FormActions locale={locale} label={t('limit.set')} />
          </Form>
        </>
      )}
    </Page>,
    form.issues.length > 0 ? { status: 422 } : {},
  )
}

function roleName(t: ReturnType<typeof readingText>, role: string | null): string {
  return t(readingText.keys.find((one) => one === `role.${role ?? 'all'}`) ?? 'role.all')
}

async function setLimit(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const form = { values: text, lists: {}, issues: [] }
  if (text._language) return showLimits(visit, form)
  const detour = requireFresh(visit, fresh, '/reading/limits')
  if (detour) return detour
  const from = readDate(text, 'from')
  try {
    await setReadingLimit(
      visit.instance,
      visit.actor,
      {
        ...(text.role ? { role: text.role as (typeof roles)[number] } : {}),
        measure: text.measure as (typeof measures)[number],
        hours: Number(text.hours) as (typeof windows)[number],
        soft: Number(text.soft),
        hard: Number(text.hard),
        from: 'date' in from ? from.date : '',
        ground: text.ground ?? '',
      },
      visit.request,
    )
  } catch (error) {
    if (!(error instanceof Fault) || error.issues.length === 0) throw error
    return showLimits(visit, { ...form, issues: error.issues })
  }
  return visit.redirect('/reading/limits', { flash: readingText(visit.locale)('limit.done') })
}

async function showDecoys(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const decoys = await look(instance, actor, (tx) =>
    tx.rows<{ person_id: string; placed_at: Date; name: string }>(sql`
      select d.person_id, d.placed_at, s.name from oversight.decoy d join institution.staff s on s.id = d.placed_by order by d.placed_at desc limit 200`),
  )
  const errors = errorsOf(visit, form)
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('decoys.title')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/reading', label: t('title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('decoys.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('decoys.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('decoys.placed')}
        empty={t('decoys.none')}
        columns={[
          { key: 'id', label: t('decoy.record') },
          { key: 'on', label: t('decoy.on') },
          { key: 'by', label: t('decoy.by') },
        ]}
        rows={decoys.map((one) => ({
          id: one.person_id,
          cells: {
            id: <span class="mono">{one.person_id}</span>,
            on: formatDate(locale, dayOf(one.placed_at)),
            by: one.name,
          },
        }))}
      />
      <h2>{t('decoy.new')}</h2>
      <Form action="/reading/decoys" request={visit.request}>
        <TextField {...field('family')} label={t('decoy.family')} maxlength={100} />
        <TextField {...field('given')} label={t('decoy.given')} maxlength={100} />
        <DateField
          {...field('birthDate')}
          label={t('decoy.born')}
          value={dateParts(form.values, 'birthDate')}
        />
        <Radios
          {...field('sex')}
          label={t('decoy.sex')}
          inline
          options={[
            { value: 'female', label: t('sex.female') },
            { value: 'male', label: t('sex.male') },
          ]}
        />
        <Select {...field('citizenship')} label={t('decoy.citizenship')} options={statesIn(locale)} />
        <TextField {...field('document')} label={t('decoy.document')} look="mono" width={20} />
        <Select
          {...field('region')}
          label={t('decoy.region')}
          options={regionsAt(instance.clock.today()).map(({ code }) => ({
            value: code.replace(/^KZ-/, ''),
            label: regionName(code, locale),
          }))}
        />
        <FormActions locale={locale} label={t('decoy.place')} />
      </Form>
    </Page>,
  )
}

async function place(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh)
  if (detour) return detour
  const { text } = visit.answers
  const born = readDate(text, 'birthDate')
  const answer = await placeDecoy(
    visit.instance,
    visit.actor,
    {
      family: text.family ?? '',
      given: text.given ?? '',
      birthDate: 'date' in born ? born.date : '',
      sex: text.sex as 'female' | 'male',
      citizenship: (text.citizenship ?? '').toUpperCase(),
      document: (text.document ?? '').toUpperCase(),
      region: text.region ?? '',
    },
    visit.request,
  )
  if (isRefusal(answer)) throw invalid('document', 'document-taken')
  return visit.redirect('/reading/decoys', { flash: readingText(visit.locale)('decoy.done') })
}
