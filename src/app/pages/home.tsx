import { everyone } from '../../platform/actor.ts'
import { Doors, Hero } from '../../ui/hero.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

/** The first page with its doors. */
export const homePages: Route[] = [
  get('/', everyone, home),
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
