import { Named } from '../../classifier/named.tsx'
import { nameIn } from '../../classifier/names.ts'
import { everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { SearchForm } from '../../ui/filters.tsx'
import { InLanguage } from '../../ui/in-language.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { LinkList } from '../../ui/link-list.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { titleIn } from '../acts-in-words.ts'
import { type DatedValue, type DatedVersion, policy } from '../load-policy.ts'
import { Article } from '../show-article.tsx'
import { policyText, withUnit } from '../text.ts'
import { changesOfLaw, findValueAt } from '../value-at.ts'

/** The law as values for everybody: by subject, by name, and each value with all its versions. */
export const rulesPages: Route[] = [get('/rules', everyone, rules), get('/rules/values/:id', everyone, value)]

/** So many rows fit a page that opens at once on a slow link. */
const mostRows = 60

async function rules(visit: Visit): Promise<Response> {
  const { locale, url } = visit
  const t = policyText(locale)
  const today = visit.instance.clock.today().toString()
  const all = [...policy().values.values()]
  const groups = Map.groupBy(all, ({ group }) => group)
  const part = groups.get(url.searchParams.get('part') ?? '')
  const wanted = (url.searchParams.get('q') ?? '').trim().slice(0, 80)
  const found = wanted === '' ? part : all.filter((one) => speaksOf(one, wanted, locale))
  const about = wanted === '' ? part?.[0]?.about : undefined
  const title = about ? nameIn(about, locale) : t('rules.title')
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      wide
      draft={!policyText.reviewed(locale)}
      {...(found ? { back: { href: '/rules', label: t('rules.all') } } : {})}
    >
      <h1>{about ? <Named names={about} locale={locale} /> : title}</h1>
      <p>{t('rules.lead', { date: formatDate(locale, today), changes: changesOfLaw().length })}</p>
      <SearchForm
        locale={locale}
        action="/rules"
        name="q"
        label={t('rules.search')}
        button={t('rules.find')}
        value={wanted}
      />
      {wanted !== '' && <p role="status">{t('rules.found', { n: found?.length ?? 0, q: wanted })}</p>}
      {found && (
        <DataTable
          locale={locale}
          caption={title}
          captionUnseen
          columns={[
            { key: 'rule', label: t('rules.rule') },
            { key: 'value', label: t('rules.value') },
            { key: 'state', label: t('rules.state'), nowrap: true },
            { key: 'article', label: t('rules.article'), wideOnly: true },
            { key: 'from', label: t('rules.from'), nowrap: true },
          ]}
          rows={found.slice(0, mostRows).map((one) => rowOf(one, today, locale))}
        />
      )}
      {found && found.length > mostRows && <p class="hint">{t('rules.more', { n: mostRows })}</p>}
      {!found && (
        <>
          <h2>{t('rule.routes')}</h2>
          <LinkList
            columns
            items={[
              ...[...policy().routes.values()].map((route) => ({
                href: `/rules/${route.id}`,
                icon: 'list-checks' as const,
                label: <Named names={route.title} locale={locale} />,
              })),
              { href: '/rules/publications', icon: 'landmark', label: t('rules.official') },
            ]}
          />
          <h2>{t('rules.parts')}</h2>
          <LinkList
            columns
            items={[...groups].map(([group, values]) => ({
              href: `/rules?part=${group}`,
              label: values[0] ? <Named names={values[0].about} locale={locale} /> : group,
              note: t('rules.count', { n: values.length }),
            }))}
          />
        </>
      )}
    </Page>,
  )
}

/** Whether every word somebody wrote stands in what a value is called, in its article or its name. */
function speaksOf({ id, title, versions }: DatedValue, wanted: string, locale: Locale): boolean {
  const text = [id, nameIn(title, locale), title.kk, title.ru, title.en, versions.at(-1)?.article]
    .join(' ')
    .toLocaleLowerCase()
  return wanted
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function rowOf({ id, title, words }: DatedValue, today: string, locale: Locale) {
  const t = policyText(locale)
  const now = findValueAt(id, today)
  return {
    id,
    cells: {
      rule: (
        <a href={`/rules/values/${id}`} id={id}>
          <Named names={title} locale={locale} />
        </a>
      ),
      value: now ? withUnit(locale, now.value, now.unit, words) : t('rules.nothing-now'),
      state: now ? <LawStateTag locale={locale} state={now.state} /> : '',
      article: now ? <Article locale={locale} article={now.article} /> : '',
      from: now ? `${formatDate(locale, now.from)}${now.fromSeen ? ` (${t('from-seen')})` : ''}` : '',
    },
  }
}

async function value(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = policyText(locale)
  const found = policy().values.get(visit.params.id ?? '')
  if (!found) throw new Fault('not-found')
  const title = nameIn(found.title, locale)
  const today = visit.instance.clock.today().toString()
  const now = findValueAt(found.id, today)
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      wide
      draft={!policyText.reviewed(locale)}
      back={{ href: `/rules?part=${found.group}`, label: nameIn(found.about, locale) }}
    >
      <h1>
        <Named names={found.title} locale={locale} />
      </h1>
      <p class="lead">
        {now ? withUnit(locale, now.value, now.unit, found.words) : t('rules.nothing-now')}{' '}
        {now && <LawStateTag locale={locale} state={now.state} />}
      </p>
      <DataTable
        locale={locale}
        caption={t('rules.versions')}
        columns={[
          { key: 'holds', label: t('rules.holds') },
          { key: 'value', label: t('rules.value') },
          { key: 'state', label: t('rules.state'), nowrap: true },
          { key: 'source', label: t('rules.source') },
        ]}
        rows={found.versions.toReversed().map((version) => ({
          id: version.from,
          cells: {
            holds: (
              <>
                <span id={version.from}>{spanOf(version, locale)}</span>
                {version.fromSeen && <div class="hint">{t(`from-seen.${version.fromSeen}`)}</div>}
              </>
            ),
            value: withUnit(locale, version.value, version.unit, found.words),
            state: <LawStateTag locale={locale} state={version.state} />,
            source: <SourceOf version={version} locale={locale} />,
          },
        }))}
      />
      <p class="hint">
        <code>{found.id}</code>
      </p>
    </Page>,
  )
}

const spanOf = ({ from, to }: DatedVersion, locale: Locale): string =>
  to
    ? policyText(locale)('rules.span', { from: formatDate(locale, from), to: formatDate(locale, to) })
    : policyText(locale)('rules.open', { from: formatDate(locale, from) })

/** Article and act of a version, how we know of it, its other two dates and what is not certain. */
function SourceOf({ version, locale }: { version: DatedVersion; locale: Locale }) {
  const t = policyText(locale)
  const { source, article, adopted, inForce, note } = version
  const act = policy().instruments.get(source.instrument)
  const title = act && act.id !== 'NONE' && titleIn(locale, act)
  return (
    <div class="flow-small">
      <div>
        <Article locale={locale} article={article} />
        {title && (
          <>
            .{' '}
            <InLanguage locale={locale} language={title.language}>
              {title.text}
            </InLanguage>
          </>
        )}
      </div>
      <div class="hint">
        {source.url ? <a href={source.url}>{t(`seen.${source.seen}`)}</a> : t(`seen.${source.seen}`)}
        {act?.published &&
          `: ${act.published.by.join(', ')}, ${nameIn(act.published.institution, locale)}, ${formatMoment(locale, act.published.at)}`}
        {adopted && `. ${t('rules.adopted', { date: formatDate(locale, adopted) })}`}
        {inForce && `. ${t('rules.in-force', { date: formatDate(locale, inForce) })}`}
      </div>
      {note && (
        <div class="hint" lang="en">
          {note}
        </div>
      )}
    </div>
  )
}
