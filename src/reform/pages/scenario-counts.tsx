import { countryName, findCountry } from '../../classifier/countries.ts'
import { industryName } from '../../classifier/industries.ts'
import { findHouseholdWork, householdWorkName } from '../../classifier/occupations.ts'
import { findRegion, regionName } from '../../classifier/regions.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { type Policy, policy } from '../../policy/load-policy.ts'
import { Article } from '../../policy/show-article.tsx'
import { policyText, saysIn } from '../../policy/text.ts'
import type { Fared } from '../../quota/replay-ledger.ts'
import { quotaText } from '../../quota/text.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Diff } from '../../ui/diff.tsx'
import { Stats } from '../../ui/stat.tsx'
import { describeDraft } from '../describe-draft.ts'
import type { PlacesCompared } from '../replay-places.ts'
import type { ScenarioRow } from '../run-scenario.ts'
import { type Cell, smallest, suppressSmall } from '../suppress-small.ts'
import { reformText } from '../text.ts'

const dimensions = ['condition', 'region', 'category', 'sector', 'origin', 'work'] as const
type Dimension = (typeof dimensions)[number]

/** The counts of a scenario as anybody may see them, by what the flipped decisions share. */
export function countsOf(result: NonNullable<ScenarioRow['result']>): {
  flipped: number | null
  by: { dimension: Dimension | 'transition'; cells: Cell[] }[]
} {
  const { by, among = {}, flipped, decisions } = result
  const cells = (prefix: string) => {
    const keys = [...new Set([...Object.keys(by), ...Object.keys(among)])].filter((key) =>
      key.startsWith(`${prefix} `),
    )
    return keys.map((key) => ({
      what: key.slice(prefix.length + 1),
      n: by[key] ?? 0,
      of: among[key] ?? decisions,
    }))
  }
  const transitions = Object.keys(by)
    .filter((key) => key.includes(' → '))
    .map((what) => ({ what, n: by[what] ?? 0, of: decisions }))
  return {
    flipped: flipped > 0 && flipped < smallest ? null : flipped,
    by: [
      { dimension: 'transition' as const, cells: suppressSmall(transitions, flipped) },
      ...dimensions.map((dimension) => ({ dimension, cells: suppressSmall(cells(dimension), flipped) })),
    ],
  }
}

/** What a scenario counted, with small counts hidden. */
export function Counts({ locale, row, law }: { locale: Locale; row: ScenarioRow; law: Policy }) {
  const t = reformText(locale)
  if (!row.result) return null
  const { decisions } = row.result
  const { flipped, by } = countsOf(row.result)
  return (
    <>
      <Stats
        stats={[
          { label: t('decisions'), value: String(decisions) },
          {
            label: t('flipped'),
            value: flipped === null ? t('few') : String(flipped),
            ...(flipped && decisions
              ? { note: t('flipped.share', { share: percent(flipped / decisions, locale) }) }
              : {}),
          },
        ]}
      />
      {row.result.places && <Places locale={locale} places={row.result.places} />}
      {row.result.flipped > 0 && (
        <>
          {by
            .filter(({ cells }) => cells.length > 0)
            .map(({ dimension, cells }) => (
              <DataTable
                locale={locale}
                caption={t(`by.${dimension}`)}
                columns={[
                  { key: 'what', label: t('what') },
                  { key: 'n', label: t('count'), numeric: true },
                  ...(dimension === 'condition' || dimension === 'transition'
                    ? []
                    : [{ key: 'of', label: t('of'), numeric: true }]),
                ]}
                rows={cells
                  .filter((cell) => dimension !== 'condition' || cell.n !== 0)
                  .sort((a, b) => (b.n ?? 2) - (a.n ?? 2))
                  .map((cell) => ({
                    id: cell.what,
                    cells: {
                      what: nameOf(dimension, cell.what, law, locale),
                      n: cell.n === null ? t('hidden') : String(cell.n),
                      of: cell.of === null ? t('hidden') : String(cell.of),
                    },
                  }))}
              />
            ))}
          <p class="hint">{t('small')}</p>
        </>
      )}
    </>
  )
}

/** How applications fared for places, today's law beside the draft: numbers below five are hidden here too. */
function Places({ locale, places }: { locale: Locale; places: PlacesCompared }) {
  const t = reformText(locale)
  const rows = [
    ['several', 'all'],
    ['several', 'some'],
    ['several', 'none'],
    ['single', 'all'],
    ['single', 'none'],
  ] as const
  const number = (fared: Fared, group: 'several' | 'single', how: 'all' | 'some' | 'none') => {
    const cells = Object.entries(fared[group]).map(([what, n]) => ({ what, n, of: 0 }))
    const whole = cells.reduce((sum, one) => sum + one.n, 0)
    const cell = suppressSmall(cells, whole).find(({ what }) => what === how)
    return cell?.n === null ? t('hidden') : String(cell?.n ?? 0)
  }
  return (
    <DataTable
      locale={locale}
      caption={t('places')}
      columns={[
        { key: 'what', label: t('what') },
        { key: 'today', label: t('before'), numeric: true },
        { key: 'draft', label: t('after'), numeric: true },
      ]}
      rows={rows.map(([group, how]) => ({
        id: `${group}-${how}`,
        cells: {
          what: `${t(`places.${group}`)}: ${t(`places.${how}`)}`,
          today: number(places.today, group, how),
          draft: number(places.draft, group, how),
        },
      }))}
    />
  )
}

const percent = (share: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share)

/** What a value of a dimension is called. */
export function nameOf(dimension: string, what: string, law: Policy, locale: Locale): string {
  const t = reformText(locale)
  const p = policyText(locale)
  if (what === 'unknown') return t('unknown')
  switch (dimension) {
    case 'transition':
      return what
        .split(' → ')
        .map((answer) => {
          const key = policyText.keys.find((one) => one === `answer.${answer}`)
          return key ? p(key) : answer
        })
        .join(' → ')
    case 'condition':
      return conditionName(what, law, locale)
    case 'region':
      return findRegion(`KZ-${what}`) ? regionName(`KZ-${what}`, locale) : what
    case 'origin':
      return findCountry(what) ? countryName(what, locale) : what
    case 'sector':
      return industryName(what, locale)
    case 'work':
      return findHouseholdWork(what) ? householdWorkName(what, locale) : what
    default: {
      const key = quotaText.keys.find((one) => one === `category.${what}`)
      return key ? quotaText(locale)(key) : what
    }
  }
}

/** A condition in words, of the draft or of the law. */
export function conditionName(id: string, law: Policy, locale: Locale): string {
  for (const source of [law, policy()])
    for (const route of source.routes.values()) {
      const row = [...route.conditions, ...route.notNeeded].find((one) => one.id === id)
      if (row) return saysIn(row.says, locale)
    }
  return id
}

/** What a draft would change, in words; nothing where it does not load. */
export function Changes({ locale, law }: { locale: Locale; law: Policy | undefined }) {
  const t = reformText(locale)
  const told = law ? describeDraft(law, locale) : []
  if (told.length === 0) return <p class="empty-line">{t('changes.none')}</p>
  return (
    <Diff
      locale={locale}
      caption={t('changes')}
      before={t('before')}
      after={t('after')}
      rows={told.map((one) => ({
        field: `${one.name}. ${t('from', { date: formatDate(locale, one.from) })}`,
        before: one.before ?? '—',
        after: (
          <>
            {one.after ?? '—'}
            {one.article && (
              <>
                {' '}
                <small>
                  <Article locale={locale} article={one.article} />
                </small>
              </>
            )}
          </>
        ),
      }))}
    />
  )
}
