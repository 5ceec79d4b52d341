import { everyone, roles } from '../../platform/actor.ts'
import type { Locale } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { allReadingRights, type ReadingRight } from '../../platform/reading-right.ts'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { statementsText } from '../statements-text.ts'
import { appText } from '../text.ts'
import { whoOpensText } from '../who-opens-text.ts'

/** Which work of staff opens which kinds of data for which purpose: the rows by which the program and the database refuse. */
export const whoOpensPages: Route[] = [get('/privacy/who-opens', everyone, show)]

async function show(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = whoOpensText(locale)
  const rights = await look(instance, actor, allReadingRights)
  const without = roles.filter(
    (role) => !rights.some((one) => one.role === role && one.purpose !== 'check-right'),
  )
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      back={{ href: '/privacy', label: statementsText(locale)('privacy.title') }}
      draft={!whoOpensText.reviewed(locale)}
    >
      <h1>{t('title')}</h1>
      <p class="lead">{t('lead')}</p>
      <p>{t('proposed', { cells: rights.reduce((sum, one) => sum + one.categories.length, 0) })}</p>
      {[...Map.groupBy(rights, ({ purpose }) => purpose)].map(([purpose, those]) => (
        <SummaryList
          locale={locale}
          title={wordOf(locale, `purpose.${purpose}`)}
          rows={rowsOf(locale, those)}
        />
      ))}
      <p>{t('nobody', { roles: without.map((role) => t(`role.${role}`)).join(', ') })}</p>
    </Page>,
  )
}

/** One row for those to whom the same is open. */
function rowsOf(locale: Locale, rights: ReadingRight[]) {
  const t = whoOpensText(locale)
  const same = Map.groupBy(rights, ({ categories }) =>
    categories.map((category) => wordOf(locale, `seen.${category}`)).join(', '),
  )
  return [...same].map(([value, those]) => ({
    label:
      those.length === roles.length
        ? t('all')
        : roles
            .filter((role) => those.some((one) => one.role === role))
            .map((role) => t(`role.${role}`))
            .join(', '),
    value,
  }))
}

/** Where the program's words speak to the person ("your IIN"), this page has its own. A code without words is shown as it is. */
function wordOf(locale: Locale, code: string): string {
  const own = whoOpensText.keys.find((one) => one === code)
  if (own) return whoOpensText(locale)(own as 'title')
  const shared = appText.keys.find((one) => one === code)
  return shared ? appText(locale)(shared as 'sign-in') : code
}
