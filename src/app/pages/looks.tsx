import { officeName } from '../../institution/find-office.ts'
import { findLooks } from '../../oversight/find-looks.ts'
import { account } from '../../platform/actor.ts'
import type { Locale } from '../../platform/language.ts'
import { rights } from '../../residence/check-right.ts'
import { residenceText } from '../../residence/text.ts'
import { AccessLog } from '../../ui/access-log.tsx'
import { Page } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'
import { whoOpensText } from '../who-opens-text.ts'

/** Who looked at my data: every read of somebody else, with institution, purpose, ground and kinds of data. */
export const lookPages: Route[] = [get('/me/looks', account, show)]

const whoOf = {
  staff: 'looks.private',
  person: 'looks.private',
  client: 'looks.private',
  public: 'looks.anybody',
  system: 'looks.system',
  database: 'looks.database',
} as const

async function show(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const t = appText(locale)
  const before = visit.url.searchParams.get('before') ?? undefined
  const { looks, next } = await findLooks(visit.instance, actor, before)
  const key = (name: string) => appText.keys.find((one) => one === name)
  const entries = looks.map((one) => ({
    at: one.at,
    who: one.names ? officeName(one.names, locale) : t(whoOf[one.actor_kind]),
    what:
      one.categories.length === 0
        ? t('looks.withheld')
        : one.categories
            .flatMap((category) => {
              const known = key(`seen.${category}`)
              return known ? [t(known)] : []
            })
            .join(', ') + (one.whole ? ` (${t('looks.whole')})` : ''),
    purpose: purposeIn(locale, one.purpose),
    ground: groundIn(locale, one.legal_basis),
    ask: `/me/looks/${one.id}`,
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('me.looks')}
      back={{ href: '/me', label: t('nav.mine') }}
      draft={!appText.reviewed(locale)}
    >
      <h1>{t('me.looks')}</h1>
      <p class="lead">{t('looks.lead')}</p>
      <p>
        <a href="/privacy/who-opens">{whoOpensText(locale)('title')}</a>
      </p>
      <AccessLog locale={locale} entries={entries} />
      {next && <Pagination locale={locale} next={`/me/looks?before=${next}`} />}
    </Page>,
  )
}

/** Why it was looked at; of a question about a right also which one. */
function purposeIn(locale: Locale, purpose: string): string {
  const t = appText(locale)
  const [code, about] = purpose.split(':')
  const key = appText.keys.find((one) => one === `purpose.${code}`)
  const right = rights.find((one) => one === about)
  const words = t(key ?? 'purpose.other')
  return right ? `${words}: ${residenceText(locale)(`right.${right}`)}` : words
}

/** A legal basis as people read it; one that has no words yet stays the code it is. */
function groundIn(locale: Locale, basis: string): string {
  const t = appText(locale)
  const [, act = basis, article] = /^(\S+)(?: art\. (.+))?$/.exec(basis) ?? []
  const key = appText.keys.find((one) => one === `ground.${act}`)
  if (!key) return basis
  return article ? t('ground.article', { law: t(key), article }) : t(key)
}
