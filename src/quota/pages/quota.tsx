import { everyone } from '../../platform/actor.ts'
import { formatDate } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import type { PolicyValue } from '../../policy/policy-schema.ts'
import { withUnit } from '../../policy/text.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Details } from '../../ui/details.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Page } from '../../ui/page.tsx'
import { Typed } from '../../ui/typed.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { type AllocationRow, findAllocations, findBalances, findOutside } from '../find-places.ts'
import type { Scheme } from '../hold-place.ts'
import { quotaText } from '../text.ts'
import { Choose, regionOf, schemeOf, yearOf } from './choose.tsx'
import { categoryName, causeText, placeName, sectorName } from './place-words.ts'

/** Places for foreign workers: how many are free, for everybody. */
export const quotaPages: Route[] = [get('/quota', everyone, show)]

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
  const byCategory = scheme === 'employer'
  const rowOf = (one: (typeof balances)[number]) => ({
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
  })
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
        compact
        columns={[
          byCategory ? { key: 'category', label: t('category') } : { key: 'region', label: t('region') },
          ...(bySector ? [{ key: 'sector', label: t('sector') }] : []),
          { key: 'places', label: t('places'), numeric: true },
          { key: 'reserved', label: t('reserved'), numeric: true, wideOnly: true },
          { key: 'used', label: t('used'), numeric: true, wideOnly: true },
          { key: 'free', label: t('free'), numeric: true },
        ]}
        {...(byCategory
          ? {
              groups: [...Map.groupBy(balances, (one) => one.region)].map(([of, parts]) => ({
                id: `region-${of}`,
                label: placeName(of, locale, t),
                rows: parts.map(rowOf),
              })),
            }
          : { rows: balances.map(rowOf) })}
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
              ground: <Typed>{one.ground}</Typed>,
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
