import { everyone } from '../../platform/actor.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Doors, Hero } from '../../ui/hero.tsx'
import { LanguageList } from '../../ui/language-switch.tsx'
import { Page } from '../../ui/page.tsx'
import { uiText } from '../../ui/text.ts'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'
import { staffHome } from './staff-home.tsx'

/** The first page with its doors. */
export const homePages = (routes: () => Route[]): Route[] => [
  get('/', everyone, (visit) => (visit.actor.kind === 'staff' ? staffHome(visit, routes()) : home(visit))),
  get('/signed-in', everyone, async (visit) => {
    const t = appText(visit.locale)
    return visit.html(
      <Page {...visit.frame} draft={!appText.reviewed(visit.locale)} title={t('signed-in.title')}>
        <h1>{t('signed-in.title')}</h1>
        <p>{t('signed-in.next')}</p>
      </Page>,
    )
  }),
  get('/healthz', everyone, async () => new Response('ok')),
]

async function home(visit: Visit): Promise<Response> {
  const t = appText(visit.locale)
  const doors = [
    { href: '/me', icon: 'plane-landing' as const, title: t('home.arrive.title'), text: t('home.arrive') },
    { href: '/stay', icon: 'calendar-days' as const, title: t('home.days.title'), text: t('home.days') },
    { href: '/household', icon: 'house' as const, title: t('nav.work-home'), text: t('home.household') },
    {
      href: '/company',
      icon: 'briefcase' as const,
      title: t('home.company'),
      text: t('home.company.lead'),
    },
    { href: '/kandas', icon: 'map-pin' as const, title: t('home.kandas.title'), text: t('home.kandas') },
    { href: '/arrivals', icon: 'user-plus' as const, title: t('home.host.title'), text: t('home.host') },
    {
      href: '/complaint',
      icon: 'message-circle' as const,
      title: t('nav.complaint'),
      text: t('home.complaint'),
    },
    { href: '/rules', icon: 'scale' as const, title: t('home.rules.title'), text: t('home.rules') },
  ]
  return visit.html(
    <Page
      {...visit.frame}
      draft={!appText.reviewed(visit.locale)}
      title={t('service')}
      hero={
        <Hero
          title={t('service')}
          lead={t('home.lead')}
          aside={
            <>
              <h2>{uiText(visit.locale)('language.title')}</h2>
              <LanguageList locale={visit.locale} path={visit.frame.path} query={visit.frame.query} />
            </>
          }
        >
          <ButtonRow>
            <Button href="/register/self" icon="arrow-right">
              {t('home.start')}
            </Button>
            <Button href="/check" kind="secondary" icon="scan-line">
              {t('nav.check')}
            </Button>
          </ButtonRow>
        </Hero>
      }
    >
      <Doors doors={doors} />
    </Page>,
  )
}
