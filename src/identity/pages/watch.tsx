import { countryName } from '../../classifier/countries.ts'
import { regionName } from '../../classifier/regions.ts'
import { admits } from '../../platform/actor.ts'
import { formatDate, formatMoment, formatNumber, formatShare, type Locale } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { findWatch } from '../find-watch.ts'
import { reviewers } from '../review-pair.ts'
import { identityText } from '../text.ts'
import { type CoverageDay, type WatchReport, watchedFields, weightReaders } from '../watch-identity.ts'

/** How well records of one person are found: what new records lack, error rates, spellings, reviewers, alarms. Counts only. */
export const watchPages: Route[] = [get('/identity/watch', weightReaders, show)]

const part = (locale: Locale, count: number, of: number): string =>
  of === 0 ? '–' : formatShare(locale, count / of)

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = identityText(locale)
  const region = /^\d{2}$/.test(visit.url.searchParams.get('region') ?? '')
    ? (visit.url.searchParams.get('region') as string)
    : undefined
  const { report, at, days, regions } = await look(visit.instance, visit.actor, (tx) =>
    findWatch(tx, visit.instance.clock.today(), region),
  )
  return visit.html(
    <Page
      {...visit.frame}
      title={t('watch.title')}
      wide
      {...(admits(reviewers, visit.actor) ? { back: { href: '/identity', label: t('title') } } : {})}
    >
      <h1>{t('watch.title')}</h1>
      <p class="lead">{t('watch.lead')}</p>
      <p>
        <a href="/identity/weights">{t('weights.title')}</a>,{' '}
        <a href="/identity/registers">{t('registers.title')}</a>
      </p>
      {report ? (
        <>
          <p class="hint">{t('watch.at', { at: formatMoment(locale, at as Date) })}</p>
          <Alarms locale={locale} report={report} />
          <Measured locale={locale} report={report} />
        </>
      ) : (
        <p>{t('watch.never')}</p>
      )}
      <section class="flow-small" aria-labelledby="coverage">
        <h2 id="coverage">{t('watch.coverage')}</h2>
        <p class="hint">{t('watch.coverage.lead')}</p>
        <form method="get" action="/identity/watch" class="flow-small">
          <Select
            locale={locale}
            name="region"
            label={t('regions')}
            value={region}
            empty={t('watch.country')}
            options={regions.map((code) => ({ value: code, label: placeName(code, locale) }))}
          />
          <Button kind="secondary">{t('watch.show')}</Button>
        </form>
        <Coverage locale={locale} days={days} />
      </section>
      {report && <Spellings locale={locale} report={report} />}
      {report && <Reviewers locale={locale} report={report} />}
    </Page>,
  )
}

const placeName = (region: string, locale: Locale): string =>
  region === 'KZ' ? identityText(locale)('watch.country') : regionName(`KZ-${region}`, locale)

function Alarms({ locale, report }: { locale: Locale; report: WatchReport }) {
  const t = identityText(locale)
  const others = report.alarms.filter((code) => code !== 'coverage')
  if (report.alarms.length === 0) return <Notice locale={locale} tone="success" title={t('watch.quiet')} />
  return (
    <Notice locale={locale} tone="warning" title={t('watch.alarms')}>
      <ul>
        {report.coverage.map((one) => (
          <li>
            {t('watch.alarm.coverage', {
              field: t(`watch.field.${one.field}`),
              place: placeName(one.region, locale),
              recent: formatShare(locale, one.recent),
              before: formatShare(locale, one.before),
              records: one.records,
              since: formatDate(locale, one.since),
            })}
          </li>
        ))}
        {others.map((code) => (
          <li>{t(`watch.alarm.${code as 'labelled'}`)}</li>
        ))}
      </ul>
    </Notice>
  )
}

function Measured({ locale, report }: { locale: Locale; report: WatchReport }) {
  const t = identityText(locale)
  const { labelled, thresholds, keys } = report
  return (
    <SummaryList
      locale={locale}
      title={t('watch.measured')}
      rows={[
        {
          label: t('weights.title'),
          value: (
            <a href={`/identity/weights/${report.weights}`}>
              {t('weights.one', { version: report.weights })}
            </a>
          ),
        },
        { label: t('weights.review'), value: formatNumber(locale, thresholds.review) },
        { label: t('weights.same'), value: formatNumber(locale, thresholds.same) },
        {
          label: t('watch.labelled'),
          value: t('watch.labelled.size', { records: labelled.records, pairs: labelled.truePairs }),
        },
        { label: t('watch.missed'), value: formatShare(locale, labelled.missed) },
        { label: t('watch.false'), value: formatShare(locale, labelled.falseShare) },
        {
          label: t('watch.shown'),
          value: formatNumber(locale, labelled.falseShown, {
            minimumFractionDigits: 2,
            maximumFractionDigits: 2,
          }),
        },
        {
          label: t('watch.keys'),
          value: t('watch.keys.found', {
            share: part(locale, keys.found, keys.asked),
            asked: keys.asked,
            nobody: keys.nobody,
          }),
        },
        {
          label: t('watch.crowds'),
          value: t('watch.crowds.size', { keys: keys.crowded, people: keys.inCrowds }),
        },
      ]}
    />
  )
}

/** Week by week, the last first: of the new records, how many have the field. */
function Coverage({ locale, days }: { locale: Locale; days: CoverageDay[] }) {
  const t = identityText(locale)
  const weeks = [...Map.groupBy(days, ({ day }) => mondayOf(day)).entries()]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .slice(0, 5)
  return (
    <DataTable
      locale={locale}
      caption={t('watch.coverage')}
      captionUnseen
      empty={t('watch.no-records')}
      columns={[
        { key: 'field', label: t('step') },
        ...weeks.map(([monday]) => ({
          key: monday,
          label: t('watch.week', { monday: formatDate(locale, monday) }),
          numeric: true,
        })),
      ]}
      rows={
        weeks.length === 0
          ? []
          : watchedFields.map((field) => ({
              id: field,
              cells: {
                field: t(`watch.field.${field}`),
                ...Object.fromEntries(
                  weeks.map(([monday, list]) => {
                    const of = list.filter((one) => one.field === field)
                    const sum = (key: 'filled' | 'records') => of.reduce((all, one) => all + one[key], 0)
                    return [monday, `${part(locale, sum('filled'), sum('records'))} (${sum('records')})`]
                  }),
                ),
              },
            }))
      }
    />
  )
}

const mondayOf = (day: string): string => {
  const date = Temporal.PlainDate.from(day)
  return date.subtract({ days: date.dayOfWeek - 1 }).toString()
}

function Spellings({ locale, report }: { locale: Locale; report: WatchReport }) {
  const t = identityText(locale)
  const { citizenships, ...all } = report.spellings
  const row = (id: string, who: string, one: Omit<(typeof citizenships)[number], 'citizenship'>) => ({
    id,
    cells: {
      who,
      asked: String(one.asked),
      unread: String(one.unread),
      found: part(locale, one.found, one.asked),
      consonants: part(locale, one.consonants, one.asked),
    },
  })
  return (
    <section class="flow-small" aria-labelledby="spellings">
      <h2 id="spellings">{t('watch.spellings')}</h2>
      <p class="hint">{t('watch.spellings.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('watch.spellings')}
        captionUnseen
        columns={[
          { key: 'who', label: t('citizenship') },
          { key: 'unread', label: t('watch.unread'), numeric: true },
          { key: 'asked', label: t('watch.asked'), numeric: true },
          { key: 'found', label: t('watch.found'), numeric: true },
          { key: 'consonants', label: t('watch.found.consonants'), numeric: true },
        ]}
        rows={[
          row('all', t('watch.all'), all),
          // Few people could be told from the counts.
          ...citizenships
            .filter(({ asked, unread }) => asked + unread >= 10)
            .map((one) => row(one.citizenship, countryName(one.citizenship, locale), one)),
        ]}
      />
    </section>
  )
}

function Reviewers({ locale, report }: { locale: Locale; report: WatchReport }) {
  const t = identityText(locale)
  const { bands, merged, sentBack, unmerged, unsure } = report.reviews
  return (
    <section class="flow-small" aria-labelledby="reviewers">
      <h2 id="reviewers">{t('watch.reviewers')}</h2>
      <DataTable
        locale={locale}
        caption={t('watch.reviewers')}
        captionUnseen
        columns={[
          { key: 'likely', label: t('likely') },
          { key: 'same', label: t('answer.same'), numeric: true },
          { key: 'not', label: t('answer.not-same'), numeric: true },
        ]}
        rows={bands.map((one) => ({
          id: `band-${one.from}`.replace('.', '-'),
          cells: {
            likely: `${Math.round(one.from * 100)}–${formatShare(locale, one.to, { minimumFractionDigits: 0, maximumFractionDigits: 0 })}`,
            same: String(one.same),
            not: String(one.notSame),
          },
        }))}
      />
      <p class="hint">{t('watch.reviewers.figures', { merged, sentBack, unmerged, unsure })}</p>
    </section>
  )
}
