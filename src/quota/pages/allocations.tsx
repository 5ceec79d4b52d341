import { industries } from '../../classifier/industries.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { ButtonRow } from '../../ui/button.tsx'
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
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { findAllocations } from '../find-places.ts'
import { schemes, wholeCountry } from '../hold-place.ts'
import {
  Allocation,
  concludeAllocation,
  proposeAllocation,
  quotaCategories,
  quotaKeepers,
} from '../set-allocation.ts'
import { quotaText } from '../text.ts'
import { schemeOf, yearOf } from './choose.tsx'
import { placeName, sectorName } from './place-words.ts'

/** An allocation of places is proposed by one person and confirmed or rejected by another. */
export const allocationPages: Route[] = [
  ...formPage({
    path: '/quota/allocations',
    who: quotaKeepers,
    show: (visit, form) => show(visit, form),
    submit: propose,
  }),
  post('/quota/allocations/:id', quotaKeepers, conclude),
]

async function show(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale, actor } = visit
  const t = quotaText(locale)
  const year = yearOf(visit)
  const scheme = schemeOf(visit)
  const proposed = (await look(visit.instance, actor, (tx) => findAllocations(tx, { year }))).filter(
    (one) => !one.confirmed_at,
  )
  const issue = (field: string) => form.issues.find((one) => one.path === field)
  const words = (code: string) => {
    const key = quotaText.keys.find((one) => one === `error.${code}`)
    return t(key ?? 'error.required')
  }
  const base = (name: string) => {
    const wrong = issue(name)
    return { locale, name, value: form.values[name], error: wrong && words(wrong.code) }
  }
  return visit.html(
    <Page
      {...visit.frame}
      title={t('allocations')}
      hasForm
      hasErrors={form.issues.length > 0}
      wide
      back={{ href: '/quota', label: t('title') }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary
        locale={locale}
        errors={form.issues.map(({ path, code }) => ({ field: path, message: words(code) }))}
      />
      <h1>{t('allocations')}</h1>
      <p class="lead">{t('allocations.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('proposed')}
        empty={t('none')}
        columns={[
          { key: 'what', label: t('places') },
          { key: 'ground', label: t('ground') },
          { key: 'do', label: t('second') },
        ]}
        rows={proposed.map((one) => ({
          id: one.id,
          cells: {
            what: [
              `${t(`scheme.${one.scheme}`)}, ${one.year}`,
              placeName(one.region, locale, t),
              ...(one.category === 'all' ? [] : [t(`category.${one.category}`)]),
              ...(one.sector === 'all' ? [] : [sectorName(one.sector, locale, t)]),
              `${one.places} (${formatDate(locale, one.valid_from)})`,
            ].join(', '),
            ground: one.ground,
            do: (
              <Form id={`do-${one.id}`} action={`/quota/allocations/${one.id}`} request={visit.request}>
                <ButtonRow>
                  {!(actor.kind === 'staff' && actor.staff === one.proposed_by) && (
                    <button class="button" type="submit" name="answer" value="confirm">
                      {t('confirm')}
                    </button>
                  )}
                  <button class="button secondary" type="submit" name="answer" value="reject">
                    {t('reject')}
                  </button>
                </ButtonRow>
              </Form>
            ),
          },
        }))}
      />
      <h2>{t('propose')}</h2>
      <Form action="/quota/allocations" request={visit.request}>
        <Select
          {...base('scheme')}
          value={form.values.scheme ?? scheme}
          label={t('scheme')}
          options={schemes.map((value) => ({ value, label: t(`scheme.${value}`) }))}
        />
        <TextField
          {...base('year')}
          label={t('year')}
          value={form.values.year ?? String(year)}
          inputmode="numeric"
          width={4}
        />
        <Select
          {...base('region')}
          label={t('region')}
          options={[
            { value: wholeCountry, label: t('region.country') },
            ...regionsAt(visit.instance.clock.today()).map(({ code }) => ({
              value: code.slice(3),
              label: regionName(code, locale),
            })),
          ]}
        />
        <Select
          {...base('category')}
          label={t('category')}
          hint={t('category.hint')}
          options={quotaCategories.map((value) => ({ value, label: t(`category.${value}`) }))}
        />
        <Select
          {...base('sector')}
          value={form.values.sector ?? 'all'}
          label={t('sector')}
          options={[
            { value: 'all', label: t('sector.all') },
            ...industries().map(({ code }) => ({ value: code, label: sectorName(code, locale, t) })),
          ]}
        />
        <TextField {...base('places')} label={t('places')} inputmode="numeric" width={10} />
        <DateField {...base('validFrom')} label={t('from')} value={dateParts(form.values, 'validFrom')} />
        <TextField {...base('ground')} label={t('ground')} />
        <FormActions locale={locale} label={t('propose')} />
      </Form>
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

async function propose(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const from = readDate(text, 'validFrom')
  const given = parse(Allocation, {
    scheme: text.scheme,
    year: Number(text.year),
    region: text.region ?? '',
    category: text.category ?? (schemeOf(visit) === 'employer' ? undefined : 'all'),
    sector: text.sector || 'all',
    places: text.places ? Number(text.places) : Number.NaN,
    validFrom: 'date' in from ? from.date : '',
    ground: text.ground ?? '',
  })
  const answer = await proposeAllocation(visit.instance, visit.actor, given, visit.request)
  const t = quotaText(visit.locale)
  if (isRefusal(answer))
    return show(visit, { values: text, lists, issues: [] }, t('refused.already-proposed'))
  return visit.redirect(`/quota/allocations?year=${given.year}&scheme=${given.scheme}`, {
    flash: t('proposed.done'),
  })
}

async function conclude(visit: Visit): Promise<Response> {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const confirm = visit.answers.text.answer === 'confirm'
  const t = quotaText(visit.locale)
  const answer = await concludeAllocation(visit.instance, visit.actor, { id, confirm }, visit.request)
  if (isRefusal(answer)) return show(visit, { values: {}, lists: {}, issues: [] }, t('refused.second-person'))
  return visit.redirect('/quota/allocations', { flash: t(confirm ? 'confirmed.done' : 'rejected.done') })
}
