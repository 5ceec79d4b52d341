import { nameIn } from '../../classifier/names.ts'
import { everyone } from '../../platform/actor.ts'
import { formatDate } from '../../platform/language.ts'
import { policy } from '../../policy/load-policy.ts'
import { withUnit } from '../../policy/text.ts'
import { changesOfLaw, findValueAt } from '../../policy/value-at.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Doors, Hero } from '../../ui/hero.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

/** The first page with its doors, the published rules, and the pages every footer leads to. */
export const homePages: Route[] = [
  get('/', everyone, home),
  get('/rules', everyone, rules),
  get('/healthz', everyone, async () => new Response('ok')),
]

async function home(visit: Visit): Promise<Response> {
  const t = appText(visit.locale)
  const doors = [
    { href: '/household', icon: 'house' as const, title: t('nav.work-home'), text: t('home.household') },
    { href: '/me', icon: 'user' as const, title: t('nav.mine'), text: t('home.me') },
    { href: '/check', icon: 'shield-check' as const, title: t('nav.check'), text: t('home.check') },
  ]
  return visit.html(
    <Page {...visit.frame} title={t('service')} hero={<Hero title={t('service')} lead={t('home.lead')} />}>
      <Doors doors={doors} />
    </Page>,
  )
}

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
      <DataTable
        locale={locale}
        caption={t('nav.rules')}
        captionUnseen
        columns={[
          { key: 'rule', label: t('rules.rule') },
          { key: 'value', label: t('rules.value') },
          { key: 'state', label: t('rules.state') },
          { key: 'article', label: t('rules.article') },
          { key: 'from', label: t('rules.from') },
        ]}
        rows={rows}
      />
    </Page>,
  )
}
