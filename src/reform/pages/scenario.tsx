import { stringify } from 'yaml'
import { countryName, findCountry } from '../../classifier/countries.ts'
import { industryName } from '../../classifier/industries.ts'
import { nameIn } from '../../classifier/names.ts'
import { findHouseholdWork, householdWorkName } from '../../classifier/occupations.ts'
import { findRegion, regionName } from '../../classifier/regions.ts'
import { admits, everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { type Policy, policy } from '../../policy/load-policy.ts'
import { policyText, saysIn } from '../../policy/text.ts'
import type { Fared } from '../../quota/replay-ledger.ts'
import { quotaText } from '../../quota/text.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Diff } from '../../ui/diff.tsx'
import { Form } from '../../ui/form.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Stats } from '../../ui/stat.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { checkDraft } from '../check-draft.ts'
import { describeDraft } from '../describe-draft.ts'
import { getScenario, lookAtFlips } from '../find-reforms.ts'
import { drafters } from '../keep-draft.ts'
import type { PlacesCompared } from '../replay-places.ts'
import { cancelScenario, type ScenarioRow } from '../run-scenario.ts'
import { type Cell, smallest, suppressSmall } from '../suppress-small.ts'
import { draftWords, reformText } from '../text.ts'

/** A scenario: its draft in words, its counts, and for those who may, the cases. A link that stays. */
export const scenarioPages: Route[] = [
  get('/reform/scenarios/:id', everyone, show),
  get('/reform/scenarios/:id/draft.yaml', everyone, sendDraft),
  get('/reform/scenarios/:id/cases', drafters, showCases),
  post('/reform/scenarios/:id/cancel', drafters, cancel),
]

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

async function show(visit: Visit): Promise<Response> {
  const { locale, actor } = visit
  const row = await look(visit.instance, actor, (tx) => getScenario(tx, visit.params.id))
  const t = reformText(locale)
  const { law } = checkDraft(row.draft)
  const title = t('scenario.title', { title: row.draft.title })
  const drafter = admits(drafters, actor)
  const running = row.state === 'running'
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      wide
      draft={!reformText.reviewed(locale)}
      back={{ href: '/reform', label: t('title') }}
    >
      <h1>{title}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="facts">
        <LawStateTag locale={locale} state="proposed" /> {t('notlaw')}
      </p>
      <p>{t('scenario.lead')}</p>
      {running && <Running visit={visit} row={row} mayStop={drafter} />}
      {(row.state === 'cancelled' || row.state === 'failed') && (
        <Notice locale={locale} tone="warning" title={t(`state.${row.state}`)}>
          {row.because === 'law-changed' && <p>{t('because.law-changed')}</p>}
        </Notice>
      )}
      {row.result && row.state === 'done' && <Counts locale={locale} row={row} law={law ?? policy()} />}
      <Changes locale={locale} law={law} />
      <SummaryList
        locale={locale}
        title={t('past')}
        rows={[
          {
            label: t('past.kind'),
            value: row.kind
              ? nameIn(
                  policy().routes.get(row.kind)?.title ?? { kk: row.kind, ru: row.kind, en: row.kind },
                  locale,
                )
              : t('past.all'),
          },
          { label: t('past'), value: t('past.through', { date: formatDate(locale, row.decided_through) }) },
          ...(row.since || row.until
            ? [
                {
                  label: t('law'),
                  value: t('past.governing', {
                    since: row.since ? formatDate(locale, row.since) : '…',
                    until: row.until ? formatDate(locale, row.until) : '…',
                  }),
                },
              ]
            : []),
          { label: t('law'), value: <code>{row.law.slice(0, 12)}</code> },
        ]}
      />
      <p class="hint">
        {t('reproduce', { command: '' })}
        <code>qonys policy replay --scenario {row.id}</code>
      </p>
      <ButtonRow>
        <Button href={`/reform/scenarios/${row.id}/draft.yaml`} kind="secondary">
          {t('draft.file')}
        </Button>
        {drafter && row.state === 'done' && (
          <>
            <Button href={`/reform/scenarios/${row.id}/cases`} kind="secondary">
              {draftWords(locale)('cases.flipped.open')}
            </Button>
            <Button href={`/reform/scenarios/${row.id}/propose`} kind="secondary">
              {draftWords(locale)('propose')}
            </Button>
          </>
        )}
      </ButtonRow>
    </Page>,
    running ? { headers: { refresh: '5' } } : {},
  )
}

function Running({ visit, row, mayStop }: { visit: Visit; row: ScenarioRow; mayStop: boolean }) {
  const { locale } = visit
  const t = reformText(locale)
  return (
    <section class="flow-small">
      <p id="counted">{t('state.running', { done: row.done, total: row.total ?? '…' })}</p>
      <progress aria-labelledby="counted" max={row.total ?? 1} value={row.done} />
      <ButtonRow>
        <Button href={visit.url.pathname} kind="secondary">
          {t('again')}
        </Button>
        {mayStop && (
          <Form id="stop" action={`${visit.url.pathname}/cancel`} request={visit.request}>
            <Button kind="secondary">{draftWords(locale)('cancel')}</Button>
          </Form>
        )}
      </ButtonRow>
    </section>
  )
}

function Counts({ locale, row, law }: { locale: Locale; row: ScenarioRow; law: Policy }) {
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

function nameOf(dimension: string, what: string, law: Policy, locale: Locale): string {
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

function conditionName(id: string, law: Policy, locale: Locale): string {
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
                <small lang="en">{one.article}</small>
              </>
            )}
          </>
        ),
      }))}
    />
  )
}

async function sendDraft(visit: Visit): Promise<Response> {
  const row = await look(visit.instance, visit.actor, (tx) => getScenario(tx, visit.params.id))
  const head = `# ${row.draft.title}\n# A draft, not law. Write it as a folder: qonys policy draft FILE --to DIR\n# made from the law ${row.law}\n`
  return new Response(head + stringify(row.draft, { lineWidth: 140 }), {
    headers: {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': `attachment; filename="draft-${row.id}.yaml"`,
      'cache-control': 'no-store',
    },
  })
}

const mostCases = 100

async function showCases(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const row = await look(visit.instance, visit.actor, (tx) => getScenario(tx, visit.params.id))
  const after = visit.url.searchParams.get('after') ?? undefined
  const flips = await lookAtFlips(visit.instance, visit.actor, {
    scenario: row.id,
    after: isId(after) ? after : undefined,
    most: mostCases,
  })
  const { law } = checkDraft(row.draft)
  const last = flips.at(-1)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('cases.flipped')}
      wide
      back={{ href: `/reform/scenarios/${row.id}`, label: row.draft.title }}
    >
      <h1>{t('cases.flipped')}</h1>
      <p class="lead">{t('cases.flipped.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('cases.flipped')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'case', label: t('case'), nowrap: true },
          { key: 'region', label: t('case.region') },
          { key: 'answers', label: reformText(locale)('by.transition') },
          { key: 'because', label: t('case.because') },
        ]}
        rows={flips.map((one) => ({
          id: one.decision,
          cells: {
            case: one.number,
            region: nameOf('region', one.region, policy(), locale),
            answers: nameOf('transition', `${one.before} → ${one.after}`, policy(), locale),
            because: one.because.map((id) => conditionName(id, law ?? policy(), locale)).join('; '),
          },
        }))}
      />
      {flips.length === mostCases && last && (
        <p>
          <a href={`/reform/scenarios/${row.id}/cases?after=${last.decision}`}>{t('more')}</a>
        </p>
      )}
    </Page>,
  )
}

async function cancel(visit: Visit): Promise<Response> {
  const scenario = visit.params.id
  if (!scenario || !/^[0-9a-f]{24}$/.test(scenario)) throw new Fault('not-found')
  await cancelScenario(visit.instance, visit.actor, { scenario }, visit.request)
  return visit.redirect(`/reform/scenarios/${scenario}`, {
    flash: draftWords(visit.locale)('cancelled.done'),
  })
}
