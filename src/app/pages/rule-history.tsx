import { nameIn } from '../../classifier/names.ts'
import { everyone } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { casesOf } from '../../policy/check-policy.ts'
import { compareLaws, type Difference } from '../../policy/compare-laws.ts'
import { compileRoute } from '../../policy/compile-route.ts'
import { dayBefore, type Route as LawRoute, policy } from '../../policy/load-policy.ts'
import { policyText } from '../../policy/text.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'

/** How the rules of a route changed, the cases that pin them down, and how often they decided. */
export const ruleHistoryPages: Route[] = [get('/rules/:route/history', everyone, show)]

interface Decided {
  decision: string
  by_whom: 'staff' | 'system'
  year: number
  /** Undefined below five. */
  n: number | null
}

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const route = policy().routes.get(visit.params.route ?? '')
  if (!route) throw new Fault('not-found')
  const t = policyText(locale)
  const decided = await look(visit.instance, visit.actor, (tx) =>
    tx.rows<Decided>(sql`select decision, by_whom, year, n from "case".decided(${route.id})`),
  )
  return visit.html(
    <Page
      {...visit.frame}
      title={t('history.title', { route: nameIn(route.title, locale) })}
      wide
      draft={!policyText.reviewed(locale)}
      back={{ href: `/rules/${route.id}`, label: nameIn(route.title, locale) }}
    >
      <h1>{t('history.title', { route: nameIn(route.title, locale) })}</h1>
      <DataTable
        locale={locale}
        caption={t('history.decided')}
        empty={t('history.none')}
        columns={[
          { key: 'year', label: t('history.year') },
          { key: 'what', label: t('history.what') },
          { key: 'n', label: t('history.count'), numeric: true },
        ]}
        rows={decided.map((one) => ({
          id: `${one.year}-${one.decision}-${one.by_whom}`,
          cells: {
            year: String(one.year),
            what: `${t(decisionKey(one.decision))}, ${t(`history.by.${one.by_whom}`)}`,
            n: one.n === null ? t('history.few') : String(one.n),
          },
        }))}
      />
      <section class="flow-small" aria-labelledby="changes">
        <h2 id="changes">{t('history.changes')}</h2>
        {changesOf(route)
          .toReversed()
          .map(({ day, differences }) => (
            <section class="flow-small">
              <h3>{formatDate(locale, day)}</h3>
              <ul lang="en">
                {differences.map((one) => (
                  <li>
                    <b>{one.id}</b>
                    {one.before !== undefined && (
                      <>
                        {' '}
                        <del>{one.before}</del>
                      </>
                    )}
                    {one.after !== undefined && (
                      <>
                        {' '}
                        <ins>{one.after}</ins>
                      </>
                    )}
                  </li>
                ))}
              </ul>
            </section>
          ))}
      </section>
      <DataTable
        locale={locale}
        caption={t('history.cases')}
        columns={[
          { key: 'case', label: t('history.case') },
          { key: 'at', label: t('history.on'), nowrap: true },
          { key: 'answer', label: t('history.answer') },
        ]}
        rows={casesOf(route.id).map((one, at) => ({
          id: String(at),
          cells: {
            case: <span lang="en">{one.case}</span>,
            at: formatDate(locale, one.at),
            answer: <span lang="en">{one.ground ? `${one.answer} (${one.ground})` : one.answer}</span>,
          },
        }))}
      />
    </Page>,
  )
}

const decisionKey = (decision: string) =>
  decision === 'grant' || decision === 'refuse' || decision === 'extend' || decision === 'revoke'
    ? (`history.${decision}` as const)
    : ('history.other' as const)

/** What each change of law did to the route: its own conditions and the values they compare with. */
function changesOf(route: LawRoute): { day: string; differences: Difference[] }[] {
  const law = policy()
  const used = new Set(
    [...route.notNeeded, ...route.conditions].flatMap(({ value }) =>
      typeof value === 'object' && 'dated' in value ? [value.dated] : [],
    ),
  )
  return compileRoute(route.id)
    .changes.map((day) => ({
      day,
      differences: compareLaws({ law, on: dayBefore(day) }, { law, on: day }).filter(({ kind, id }) =>
        kind === 'value' ? used.has(id) : id.startsWith(`${route.id}/`),
      ),
    }))
    .filter(({ differences }) => differences.length > 0)
}
