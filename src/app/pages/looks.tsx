import { officeName } from '../../institution/find-office.ts'
import { account } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import type { Locale } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { AccessLog } from '../../ui/access-log.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

/** Who looked at my data: every read of somebody else, with institution, purpose, ground and kinds of data. */
export const lookPages: Route[] = [get('/me/looks', account, show)]

interface LookRow {
  id: bigint
  at: Date
  actor_kind: 'staff' | 'person' | 'client' | 'system'
  names: Record<string, string> | null
  purpose: string
  legal_basis: string
  categories: string[]
}

async function show(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const t = appText(locale)
  const me = actor.person
  // Of a list that named fifty, only that I was on it is told: no column here is about anybody else.
  const looks = await look(visit.instance, actor, (tx) =>
    tx.rows<LookRow>(sql`
      select r.id, r.at, r.actor_kind, i.names, r.purpose, r.legal_basis, r.categories from platform.read_record r
        left join institution.institution i on i.code = r.institution
      where r.subjects @> array[${me}::uuid] order by r.at desc, r.id desc limit 200`),
  )
  const key = (name: string) => appText.keys.find((one) => one === name)
  const entries = looks.map((one) => ({
    at: one.at,
    who: one.names
      ? officeName(one.names, locale)
      : t(one.actor_kind === 'system' ? 'looks.system' : 'looks.private'),
    what: one.categories
      .flatMap((category) => {
        const known = key(`seen.${category}`)
        return known ? [t(known)] : []
      })
      .join(', '),
    purpose: t(key(`purpose.${one.purpose}`) ?? 'purpose.other'),
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
      <AccessLog locale={locale} entries={entries} />
    </Page>,
  )
}

/** A legal basis as people read it; one that has no words yet stays the code it is. */
function groundIn(locale: Locale, basis: string): string {
  const t = appText(locale)
  const [, act = basis, article] = /^(\S+)(?: art\. (.+))?$/.exec(basis) ?? []
  const key = appText.keys.find((one) => one === `ground.${act}`)
  if (!key) return basis
  return article ? t('ground.article', { law: t(key), article }) : t(key)
}
