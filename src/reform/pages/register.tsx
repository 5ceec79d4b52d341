import { nameIn } from '../../classifier/names.ts'
import { admits, everyone } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Typed } from '../../ui/typed.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { type Entry, findEntries, findEntry } from '../find-entries.ts'
import { findProposals, getProposal, type ProposalRow } from '../find-reforms.ts'
import { drafters } from '../keep-draft.ts'
import { draftWords, reformText } from '../text.ts'

/** The register of reforms, for everybody: recommendation, gap article by article, draft, what it would have decided, adoption. */
export const registerPages: Route[] = [
  get('/reform', everyone, list),
  get('/reform/entries/:id', everyone, showEntry),
  get('/reform/proposals/:id', everyone, showProposal),
]

const stepOf = (one: ProposalRow | Entry) =>
  'changes' in one
    ? one.changes.length > 0
      ? ('step.drafted' as const)
      : ('step.recommended' as const)
    : one.adopted_act
      ? ('step.adopted' as const)
      : ('step.proposed' as const)

async function list(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = reformText(locale)
  const published = (await look(visit.instance, visit.actor, findProposals)).filter((one) => one.published_at)
  return visit.html(
    <Page {...visit.frame} title={t('title')} draft={!reformText.reviewed(locale)}>
      <h1>{t('title')}</h1>
      <p class="lead">{t('lead')}</p>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {admits(drafters, visit.actor) && (
        <ButtonRow>
          <Button href="/reform/drafts">{draftWords(locale)('drafts')}</Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('title')}
        captionUnseen
        columns={[
          { key: 'title', label: t('what') },
          { key: 'step', label: t('step'), nowrap: true },
        ]}
        rows={[
          ...published.map((one) => ({
            id: one.id,
            cells: {
              title: (
                <a href={`/reform/proposals/${one.id}`}>
                  <Typed>{one.title}</Typed>
                </a>
              ),
              step: t(stepOf(one)),
            },
          })),
          ...findEntries().map((one) => ({
            id: one.id,
            cells: {
              title: <a href={`/reform/entries/${one.id}`}>{nameIn(one.title, locale)}</a>,
              step: t(stepOf(one)),
            },
          })),
        ]}
      />
    </Page>,
  )
}

function Gaps(props: { locale: Locale; gaps: { article: string; today: string; proposed: string }[] }) {
  const t = reformText(props.locale)
  return (
    <DataTable
      locale={props.locale}
      caption={t('gap')}
      columns={[
        { key: 'article', label: t('gap.article') },
        { key: 'today', label: t('gap.today') },
        { key: 'proposed', label: t('gap.proposed') },
      ]}
      rows={props.gaps.map((one, at) => ({ id: String(at), cells: one }))}
    />
  )
}

async function showEntry(visit: Visit): Promise<Response> {
  const { locale } = visit
  const entry = findEntry(visit.params.id)
  if (!entry) throw new Fault('not-found')
  const t = reformText(locale)
  return visit.html(
    <Page
      {...visit.frame}
      title={nameIn(entry.title, locale)}
      wide
      draft={!reformText.reviewed(locale)}
      back={{ href: '/reform', label: t('title') }}
    >
      <h1>{nameIn(entry.title, locale)}</h1>
      <p class="facts">
        <LawStateTag locale={locale} state="proposed" /> {t(stepOf(entry))}
      </p>
      <p class="lead">{nameIn(entry.recommendation, locale)}</p>
      <Notice locale={locale}>{t('notlaw')}</Notice>
      <Gaps
        locale={locale}
        gaps={entry.gaps.map((one) => ({
          article: one.article,
          today: nameIn(one.today, locale),
          proposed: nameIn(one.proposed, locale),
        }))}
      />
      <p class="hint">
        {t('source')}: {nameIn(entry.source, locale)}
      </p>
      {admits(drafters, visit.actor) && (
        <ButtonRow>
          <Button href={`/reform/drafts/new?entry=${entry.id}`}>{draftWords(locale)('start.from')}</Button>
        </ButtonRow>
      )}
    </Page>,
  )
}

async function showProposal(visit: Visit): Promise<Response> {
  const { locale } = visit
  const proposal = visit.params.id
  if (!isId(proposal)) throw new Fault('not-found')
  const t = reformText(locale)
  const one = await look(visit.instance, visit.actor, (tx) => getProposal(tx, proposal))
  return visit.html(
    <Page
      {...visit.frame}
      title={one.title}
      wide
      draft={!reformText.reviewed(locale)}
      back={{ href: '/reform', label: t('title') }}
    >
      <h1>
        <Typed>{one.title}</Typed>
      </h1>
      <p class="facts">
        <LawStateTag locale={locale} state="proposed" />{' '}
        {one.adopted_act && one.adopted_on
          ? t('adopted.by', { act: one.adopted_act, date: formatDate(locale, one.adopted_on) })
          : one.published_at
            ? t('proposal.since', { date: formatDate(locale, dayOf(one.published_at)) })
            : draftWords(locale)('waiting')}
      </p>
      <p class="lead">
        <Typed>{one.recommendation}</Typed>
      </p>
      <Notice locale={locale}>{t('notlaw')}</Notice>
      <Gaps locale={locale} gaps={one.gaps} />
      <h2>{t('scenario')}</h2>
      <p>
        <a href={`/reform/scenarios/${one.scenario}`}>{t('scenario.open')}</a>
      </p>
      {admits(drafters, visit.actor) && one.published_at && !one.adopted_act && (
        <ButtonRow>
          <Button href={`/reform/proposals/${one.id}/adoption`} kind="secondary">
            {draftWords(locale)('adopt')}
          </Button>
        </ButtonRow>
      )}
    </Page>,
  )
}
