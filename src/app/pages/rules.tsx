import { nameIn } from '../../classifier/names.ts'
import { everyone } from '../../platform/actor.ts'
import { formatDate } from '../../platform/language.ts'
import { policy } from '../../policy/load-policy.ts'
import { policyText, withUnit } from '../../policy/text.ts'
import { changesOfLaw, findValueAt } from '../../policy/value-at.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

/** Every value of the law that holds today, with its article and state. */
export const rulesPages: Route[] = [get('/rules', everyone, rules)]

async function rules(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = appText(locale)
  const today = visit.instance.clock.today()
  const rows = [...policy().values.values()].flatMap(({ id, title }) => {
    const now = findValueAt(id, today)
    return now
      ? [
          {
            id,
            cells: {
              rule: nameIn(title, locale),
              value: withUnit(locale, now.value, now.unit),
              state: <LawStateTag locale={locale} state={now.state} />,
              article: now.article,
              from: formatDate(locale, now.from),
            },
          },
        ]
      : []
  })
  return visit.html(
    <Page {...visit.frame} title={t('nav.rules')} wide>
      <h1>{t('nav.rules')}</h1>
      <p>{t('rules.lead', { date: formatDate(locale, today), changes: changesOfLaw().length })}</p>
      <h2>{policyText(locale)('rule.routes')}</h2>
      <ul>
        {[...policy().routes.values()].map((route) => (
          <li>
            <a href={`/rules/${route.id}`}>{nameIn(route.title, locale)}</a>
          </li>
        ))}
      </ul>
      <DataTable
        locale={locale}
        caption={t('nav.rules')}
        captionUnseen
        columns={[
          { key: 'rule', label: t('rules.rule') },
          { key: 'value', label: t('rules.value') },
          { key: 'state', label: t('rules.state'), nowrap: true },
          { key: 'article', label: t('rules.article') },
          { key: 'from', label: t('rules.from'), nowrap: true },
        ]}
        rows={rows}
      />
    </Page>,
  )
}
