import { countryName, findCountry } from '../../classifier/countries.ts'
import { findIndustry, industryName } from '../../classifier/industries.ts'
import { Named } from '../../classifier/named.tsx'
import { findHouseholdWork, householdWorkName } from '../../classifier/occupations.ts'
import { findRegion, regionName } from '../../classifier/regions.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { type Policy, policy } from '../../policy/load-policy.ts'
import { Article } from '../../policy/show-article.tsx'
import { saysIn } from '../../policy/text.ts'
import { quotaText } from '../../quota/text.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Diff } from '../../ui/diff.tsx'
import { Stats } from '../../ui/stat.tsx'
import type { PlaceCount, ShownCounts } from '../counts-of-scenario.ts'
import { describeDraft } from '../describe-draft.ts'
import { reformText } from '../text.ts'
import { answerWords } from './find-draft.ts'

/** What a scenario counted. `open` is what everybody sees: rounded, and worded so. */
export function Counts(props: { locale: Locale; counts: ShownCounts; law: Policy; open: boolean }) {
  const { locale, counts, law, open } = props
  const t = reformText(locale)
  const { decisions, flipped, by, places } = counts
  const count = (n: number | null) => (n === null ? t('hidden') : String(n))
  return (
    <>
      <Stats
        stats={[
          { label: t('decisions'), value: decisions === null ? t('few') : String(decisions) },
          {
            label: t('flipped'),
            value: flipped === null ? t('few') : String(flipped),
            ...(flipped && decisions
              ? { note: t('flipped.share', { share: percent(flipped / decisions, locale) }) }
              : {}),
          },
        ]}
      />
      {places.length > 0 && <Places locale={locale} places={places} />}
      {flipped !== 0 &&
        by
          .map(({ dimension, cells }) => ({
            dimension,
            cells: cells.filter((cell) => dimension !== 'condition' || cell.n !== 0),
          }))
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
                .toSorted((a, b) => (b.n ?? 2) - (a.n ?? 2))
                .map((cell) => ({
                  id: cell.what,
                  cells: {
                    what: shownAs(dimension, cell.what, law, locale),
                    n: count(cell.n),
                    of: count(cell.of),
                  },
                }))}
            />
          ))}
      <p class="hint">{t(open ? 'small.open' : 'small')}</p>
    </>
  )
}

/** How applications fared for places, today's law beside the draft. */
function Places({ locale, places }: { locale: Locale; places: PlaceCount[] }) {
  const t = reformText(locale)
  const count = (n: number | null) => (n === null ? t('hidden') : String(n))
  return (
    <DataTable
      locale={locale}
      caption={t('places')}
      columns={[
        { key: 'what', label: t('what') },
        { key: 'today', label: t('before'), numeric: true },
        { key: 'draft', label: t('after'), numeric: true },
      ]}
      rows={places.map(({ group, how, today, draft }) => ({
        id: `${group}-${how}`,
        cells: {
          what: `${t(`places.${group}`)}: ${t(`places.${how}`)}`,
          today: count(today),
          draft: count(draft),
        },
      }))}
    />
  )
}

const percent = (share: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(share)

/** As {@link nameOf}, marked where it stands in another language. */
function shownAs(dimension: string, what: string, law: Policy, locale: Locale) {
  const section = dimension === 'sector' ? findIndustry(what) : undefined
  return section ? <Named names={section} locale={locale} /> : nameOf(dimension, what, law, locale)
}

/** What a value of a dimension is called. */
export function nameOf(dimension: string, what: string, law: Policy, locale: Locale): string {
  const t = reformText(locale)
  if (what === 'unknown') return t('unknown')
  switch (dimension) {
    case 'transition':
      return what
        .split(' → ')
        .map((answer) => answerWords(answer, locale))
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
