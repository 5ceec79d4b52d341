import { stringify } from 'yaml'
import { nameIn } from '../../classifier/names.ts'
import { admits, everyone } from '../../platform/actor.ts'
import { deriveKey } from '../../platform/config.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import { isOfMinistry } from '../../policy/publish-law.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { checkDraft } from '../check-draft.ts'
import { countsOf, openCounts } from '../counts-of-scenario.ts'
import { getScenario } from '../find-reforms.ts'
import { drafters } from '../keep-draft.ts'
import { findPublicationsOf } from '../publish-change.ts'
import { cancelScenario, type ScenarioRow } from '../run-scenario.ts'
import { draftWords, reformText } from '../text.ts'
import { Changes, Counts } from './scenario-counts.tsx'
import { BecameLaw, WaysToLaw } from './ways-to-law.tsx'

/** A scenario: its draft in words, its counts, and for those who may, the cases. A link that stays. */
export const scenarioPages: Route[] = [
  get('/reform/scenarios/:id', everyone, show),
  get('/reform/scenarios/:id/draft.yaml', everyone, sendDraft),
  post('/reform/scenarios/:id/cancel', drafters, cancel),
]

async function show(visit: Visit): Promise<Response> {
  const { locale, actor } = visit
  const row = await look(visit.instance, actor, (tx) => getScenario(tx, visit.params.id))
  const t = reformText(locale)
  const { law } = checkDraft(row.draft)
  const title = t('scenario.title', { title: row.draft.title })
  // Another institution's analysts see of a published scenario what everybody sees.
  const drafter = admits(drafters, actor) && actor.kind === 'staff' && actor.institution === row.institution
  const { publications, ministry } = await look(visit.instance, actor, async (tx) => ({
    publications: await findPublicationsOf(tx, row.id),
    ministry: drafter && (await isOfMinistry(tx)),
  }))
  const running = row.state === 'running'
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      wide
      draft={!reformText.reviewed(locale)}
      back={{ href: '/reform', label: t('title') }}
    >
      <h1>{title}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="facts">
        <LawStateTag locale={locale} state="proposed" /> {t('notlaw')}
      </p>
      <p>{t('scenario.lead')}</p>
      {running && <Running visit={visit} row={row} mayStop={drafter} />}
      {(row.state === 'cancelled' || row.state === 'failed') && (
        <Notice locale={locale} tone="warning" title={t(`state.${row.state}`)}>
          {row.because === 'law-changed' && <p>{t('because.law-changed')}</p>}
        </Notice>
      )}
      {row.result && row.state === 'done' && (
        <Counts
          locale={locale}
          law={law ?? policy()}
          open={!drafter}
          counts={
            drafter
              ? countsOf(row.result)
              : openCounts(row.result, row.id, deriveKey(visit.instance.config.secret, 'open-counts'))
          }
        />
      )}
      <Changes locale={locale} law={law} />
      <BecameLaw visit={visit} published={publications} />
      {drafter && row.state === 'done' && (
        <WaysToLaw visit={visit} row={row} publications={publications} ministry={ministry} />
      )}
      <SummaryList
        locale={locale}
        title={t('past')}
        rows={[
          {
            label: t('past.kind'),
            value: row.kind
              ? nameIn(
                  policy().routes.get(row.kind)?.title ?? { kk: row.kind, ru: row.kind, en: row.kind },
                  locale,
                )
              : t('past.all'),
          },
          { label: t('past'), value: t('past.through', { date: formatDate(locale, row.decided_through) }) },
          ...(row.since || row.until
            ? [
                {
                  label: t('law'),
                  value: t('past.governing', {
                    since: row.since ? formatDate(locale, row.since) : '…',
                    until: row.until ? formatDate(locale, row.until) : '…',
                  }),
                },
              ]
            : []),
          { label: t('law'), value: <code>{row.law.slice(0, 12)}</code> },
        ]}
      />
      <p class="hint">
        {t('reproduce', { command: '' })}
        <code>qonys policy replay --scenario {row.id}</code>
      </p>
      <ButtonRow>
        <Button href={`/reform/scenarios/${row.id}/draft.yaml`} kind="secondary">
          {t('draft.file')}
        </Button>
        {drafter && row.state === 'done' && (
          <>
            <Button href={`/reform/scenarios/${row.id}/cases`} kind="secondary">
              {draftWords(locale)('cases.flipped.open')}
            </Button>
            <Button href={`/reform/scenarios/${row.id}/propose`} kind="secondary">
              {draftWords(locale)('propose')}
            </Button>
          </>
        )}
      </ButtonRow>
    </Page>,
    running ? { headers: { refresh: '5' } } : {},
  )
}

function Running({ visit, row, mayStop }: { visit: Visit; row: ScenarioRow; mayStop: boolean }) {
  const { locale } = visit
  const t = reformText(locale)
  return (
    <section class="flow-small">
      <p id="counted">{t('state.running', { done: row.done, total: row.total ?? '…' })}</p>
      <progress aria-labelledby="counted" max={row.total ?? 1} value={row.done} />
      <ButtonRow>
        <Button href={visit.url.pathname} kind="secondary">
          {t('again')}
        </Button>
        {mayStop && (
          <Form id="stop" action={`${visit.url.pathname}/cancel`} request={visit.request}>
            <Button kind="secondary">{draftWords(locale)('cancel')}</Button>
          </Form>
        )}
      </ButtonRow>
    </section>
  )
}

async function sendDraft(visit: Visit): Promise<Response> {
  const row = await look(visit.instance, visit.actor, (tx) => getScenario(tx, visit.params.id))
  const head = `# ${row.draft.title}\n# A draft, not law. Write it as a folder: qonys policy draft FILE --to DIR\n# made from the law ${row.law}\n`
  return new Response(head + stringify(row.draft, { lineWidth: 140 }), {
    headers: {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': `attachment; filename="draft-${row.id}.yaml"`,
      'cache-control': 'no-store',
    },
  })
}

async function cancel(visit: Visit): Promise<Response> {
  const scenario = visit.params.id
  if (!scenario || !/^[0-9a-f]{24}$/.test(scenario)) throw new Fault('not-found')
  await cancelScenario(visit.instance, visit.actor, { scenario }, visit.request)
  return visit.redirect(`/reform/scenarios/${scenario}`, {
    flash: draftWords(visit.locale)('cancelled.done'),
  })
}
