import { industries, industryName } from '../../classifier/industries.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import type { PolicyValue } from '../../policy/policy-schema.ts'
import { saysIn, withUnit } from '../../policy/text.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import {
  type AllocationRow,
  findAllocations,
  findBalances,
  findMovements,
  findOutside,
} from '../find-places.ts'
import { type Scheme, schemes, wholeCountry } from '../hold-place.ts'
import {
  Allocation,
  concludeAllocation,
  proposeAllocation,
  quotaCategories,
  quotaKeepers,
} from '../set-allocation.ts'
import { quotaText } from '../text.ts'

/** Places for foreign workers: how many are free, for everybody; every movement and the two-person allocation, for staff. */
export const quotaPages: Route[] = [
  get('/quota', everyone, show),
  get('/quota/movements', quotaKeepers, showMovements),
  ...formPage({
    path: '/quota/allocations',
    who: quotaKeepers,
    show: (visit, form) => showAllocations(visit, form),
    submit: propose,
  }),
  post('/quota/allocations/:id', quotaKeepers, conclude),
]

const yearOf = (visit: Visit): number => {
  const year = Number(visit.url.searchParams.get('year') ?? visit.answers?.text?.year)
  return Number.isInteger(year) && year >= 2012 && year <= 2100 ? year : visit.instance.clock.today().year
}
const regionOf = (visit: Visit): string | undefined => {
  const region = visit.url.searchParams.get('region') ?? ''
  return /^(\d{2}|KZ)$/.test(region) ? region : undefined
}
const schemeOf = (visit: Visit): Scheme =>
  schemes.find((one) => one === (visit.url.searchParams.get('scheme') ?? visit.answers?.text?.scheme)) ??
  'employer'

type Words = ReturnType<typeof quotaText>
const placeName = (region: string, locale: Locale, t: Words): string =>
  region === wholeCountry ? t('region.country') : regionName(`KZ-${region}`, locale)
const categoryName = (category: string, t: Words): string => {
  const key = quotaText.keys.find((one) => one === `category.${category}`)
  return key ? t(key) : category
}
const sectorName = (sector: string, locale: Locale, t: Words): string =>
  sector === 'all' ? t('sector.all') : `${sector}: ${industryName(sector, locale)}`

function Choose({ visit, path }: { visit: Visit; path: string }) {
  const { locale } = visit
  const t = quotaText(locale)
  const year = yearOf(visit)
  const now = visit.instance.clock.today().year
  return (
    <form method="get" action={path} class="flow-small">
      <Select
        locale={locale}
        name="scheme"
        label={t('scheme')}
        value={schemeOf(visit)}
        options={schemes.map((value) => ({ value, label: t(`scheme.${value}`) }))}
      />
      <Select
        locale={locale}
        name="year"
        label={t('year')}
        value={String(year)}
        options={[now + 1, now, now - 1].map((one) => ({ value: String(one), label: String(one) }))}
      />
      <Select
        locale={locale}
        name="region"
        label={t('region')}
        value={regionOf(visit) ?? 'all'}
        options={[
          { value: 'all', label: t('region.all') },
          { value: wholeCountry, label: t('region.country') },
          ...regionsAt(visit.instance.clock.today()).map(({ code }) => ({
            value: code.slice(3),
            label: regionName(code, locale),
          })),
        ]}
      />
      <Button kind="secondary">{t('show')}</Button>
    </form>
  )
}

async function show(visit: Visit): Promise<Response> {
  const { locale, actor } = visit
  const t = quotaText(locale)
  const year = yearOf(visit)
  const scheme = schemeOf(visit)
  const region = regionOf(visit)
  const { balances, versions, outside } = await look(visit.instance, actor, async (tx) => ({
    balances: await findBalances(tx, { year, scheme, region }),
    versions: (await findAllocations(tx, { year, scheme, region })).filter((one) => one.confirmed_at),
    outside: (await findOutside(tx, scheme, year)).filter((one) => !region || one.region === region),
  }))
  const bySector = balances.some((one) => one.sector !== 'all')
  const keeper =
    actor.kind === 'staff' &&
    actor.roles.some((role) => ['supervisor', 'analyst', 'administrator'].includes(role))
  return visit.html(
    <Page {...visit.frame} title={t('title')} wide draft={!quotaText.reviewed(locale)}>
      <h1>{t('title')}</h1>
      <p class="lead">{t('lead')}</p>
      <Choose visit={visit} path="/quota" />
      <Share visit={visit} scheme={scheme} year={year} />
      <DataTable
        locale={locale}
        caption={`${t(`scheme.${scheme}`)}. ${t('places.of', { year: String(year) })}`}
        empty={t('none')}
        columns={[
          { key: 'region', label: t('region') },
          ...(scheme === 'employer' ? [{ key: 'category', label: t('category') }] : []),
          ...(bySector ? [{ key: 'sector', label: t('sector') }] : []),
          { key: 'places', label: t('places'), numeric: true },
          { key: 'reserved', label: t('reserved'), numeric: true },
          { key: 'used', label: t('used'), numeric: true },
          { key: 'free', label: t('free'), numeric: true },
        ]}
        rows={balances.map((one) => ({
          id: `${one.region}-${one.category}-${one.sector}`,
          cells: {
            region: placeName(one.region, locale, t),
            category: t(`category.${one.category}`),
            sector: sectorName(one.sector, locale, t),
            places: String(one.places),
            reserved: String(one.reserved),
            used: String(one.used),
            free: <b>{one.free}</b>,
          },
        }))}
      />
      {balances.some((one) => one.reserved + one.used > one.places) && <p class="hint">{t('beyond')}</p>}
      {scheme === 'employer' && <p class="hint">{t('outside')}</p>}
      {outside.length > 0 && (
        <DataTable
          locale={locale}
          caption={t('outside.title')}
          empty={t('none')}
          columns={[
            { key: 'region', label: t('region') },
            ...(scheme === 'employer' ? [{ key: 'category', label: t('category') }] : []),
            { key: 'reason', label: t('outside.reason') },
            { key: 'count', label: t('outside.count'), numeric: true },
          ]}
          rows={outside.map((one) => ({
            id: `${one.region}-${one.category}-${one.cause}`,
            cells: {
              region: placeName(one.region, locale, t),
              category: categoryName(one.category, t),
              reason: causeText(locale, one.cause),
              count: String(one.count),
            },
          }))}
        />
      )}
      <Details title={t('versions')}>
        <DataTable
          locale={locale}
          caption={t('versions')}
          captionUnseen
          empty={t('none')}
          columns={[
            { key: 'from', label: t('from'), nowrap: true },
            { key: 'region', label: t('region') },
            { key: 'category', label: t('category') },
            { key: 'places', label: t('places'), numeric: true },
            { key: 'ground', label: t('ground') },
          ]}
          rows={versions.map((one) => ({
            id: one.id,
            cells: {
              from: `${formatDate(locale, one.valid_from)}, № ${one.version}`,
              region: placeName(one.region, locale, t),
              category: `${t(`category.${one.category}`)}${one.sector === 'all' ? '' : `, ${sectorName(one.sector, locale, t)}`}`,
              places: changeOf(one, versions),
              ground: one.ground,
            },
          }))}
        />
      </Details>
      {keeper && (
        <ButtonRow>
          <Button href={`/quota/movements?year=${year}&scheme=${scheme}`} kind="secondary">
            {t('movements')}
          </Button>
          <Button href={`/quota/allocations?year=${year}&scheme=${scheme}`} kind="secondary">
            {t('allocations')}
          </Button>
          <Button href={`/forecasts?year=${year}`} kind="secondary">
            {t('forecasts')}
          </Button>
        </ButtonRow>
      )}
    </Page>,
  )
}

/** "178 → 800": places of a version after those of the one before it in the year. */
function changeOf(one: AllocationRow, versions: AllocationRow[]): string {
  const key = ({ scheme, year, region, category, sector }: AllocationRow) =>
    [scheme, year, region, category, sector].join()
  const former = versions
    .filter((other) => key(other) === key(one) && other.version < one.version)
    .sort((a, b) => b.version - a.version)[0]
  return former ? `${former.places} → ${one.places}` : String(one.places)
}

/** The yearly order in per cent of the labour force, with its state: the places below are how officials divided it. */
function Share({ visit, scheme, year }: { visit: Visit; scheme: Scheme; year: number }) {
  const { locale } = visit
  if (scheme === 'kandas') return null
  const versions =
    policy()
      .values.get(scheme === 'employer' ? 'quota.employers' : 'quota.households')
      ?.versions.filter(
        (one) => one.from <= `${year}-12-31` && (one.to === undefined || one.to >= `${year}-01-02`),
      ) ?? []
  if (versions.length === 0) return null
  return (
    <p class="facts">
      {quotaText(locale)('share')}
      {versions.map((one) => (
        <>
          {' '}
          <b>{withUnit(locale, one.value as PolicyValue, one.unit)}</b> ({formatDate(locale, one.from)}){' '}
          <LawStateTag locale={locale} state={one.state} />
        </>
      ))}
    </p>
  )
}

const mostMovements = 100

async function showMovements(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = quotaText(locale)
  const year = yearOf(visit)
  const before = visit.url.searchParams.get('before') ?? ''
  const rows = await look(visit.instance, visit.actor, (tx) =>
    findMovements(tx, {
      year,
      scheme: schemeOf(visit),
      region: regionOf(visit),
      before: /^\d{1,18}$/.test(before) ? before : undefined,
      most: mostMovements,
    }),
  )
  const last = rows.at(-1)
  return visit.html(
    <Page {...visit.frame} title={t('movements')} wide back={{ href: '/quota', label: t('title') }}>
      <h1>{t('movements')}</h1>
      <Choose visit={visit} path="/quota/movements" />
      <DataTable
        locale={locale}
        caption={t('movements')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'at', label: t('at'), nowrap: true },
          { key: 'what', label: t('what') },
          { key: 'region', label: t('region') },
          { key: 'category', label: t('category') },
          { key: 'case', label: t('case'), nowrap: true },
        ]}
        rows={rows.map((one) => ({
          id: String(one.id),
          cells: {
            at: formatMoment(locale, one.at),
            what:
              one.kind === 'allocate'
                ? t('kind.allocate', { amount: one.amount, ground: one.cause })
                : `${t(`kind.${one.kind}`)}${one.amount > 1 ? ` × ${one.amount}` : ''}. ${causeText(locale, one.cause)}`,
            region: placeName(one.region, locale, t),
            category: `${categoryName(one.category, t)}${one.sector === 'all' ? '' : `, ${sectorName(one.sector, locale, t)}`}`,
            case: one.case_number ? <a href={`/cases/${one.case_number}`}>{one.case_number}</a> : '',
          },
        }))}
      />
      {rows.length === mostMovements && last && (
        <p>
          <a
            href={`/quota/movements?year=${year}&scheme=${schemeOf(visit)}&before=${last.id}${regionOf(visit) ? `&region=${regionOf(visit)}` : ''}`}
          >
            {t('more')}
          </a>
        </p>
      )}
    </Page>,
  )
}

/** Why a place moved or none was needed: a word of the ledger, or a ground of the kandas status as the law names it. */
function causeText(locale: Locale, cause: string): string {
  const key = quotaText.keys.find((one) => one === `cause.${cause}`)
  if (key) return quotaText(locale)(key)
  const grounds = policy().routes.get('kandas-status')?.questions.ground?.options
  const named = typeof grounds === 'object' ? grounds[cause] : undefined
  return named ? saysIn(named, locale) : cause
}

async function showAllocations(visit: Visit, form: FormView, problem?: string): Promise<Response> {
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
      <Form id="propose" action="/quota/allocations" request={visit.request}>
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
    return showAllocations(visit, { values: text, lists, issues: [] }, t('refused.already-proposed'))
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
  if (isRefusal(answer))
    return showAllocations(visit, { values: {}, lists: {}, issues: [] }, t('refused.second-person'))
  return visit.redirect('/quota/allocations', { flash: t(confirm ? 'confirmed.done' : 'rejected.done') })
}
