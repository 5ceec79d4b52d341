import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { checkDraft } from '../check-draft.ts'
import { getScenario, lookAtFlips } from '../find-reforms.ts'
import { drafters } from '../keep-draft.ts'
import { draftWords, reformText } from '../text.ts'
import { conditionName, nameOf } from './scenario-counts.tsx'

/** The cases that a scenario would answer otherwise, for analysts: whom they name learns of it. */
export const scenarioCasesPages: Route[] = [get('/reform/scenarios/:id/cases', drafters, showCases)]

const mostCases = 100

async function showCases(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const row = await look(visit.instance, visit.actor, (tx) => getScenario(tx, visit.params.id))
  const after = visit.url.searchParams.get('after') ?? undefined
  const flips = await lookAtFlips(visit.instance, visit.actor, {
    scenario: row.id,
    after: isId(after) ? after : undefined,
    most: mostCases,
  })
  const { law } = checkDraft(row.draft)
  const last = flips.at(-1)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('cases.flipped')}
      wide
      back={{ href: `/reform/scenarios/${row.id}`, label: row.draft.title }}
    >
      <h1>{t('cases.flipped')}</h1>
      <p class="lead">{t('cases.flipped.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('cases.flipped')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'case', label: t('case'), nowrap: true },
          { key: 'region', label: t('case.region') },
          { key: 'answers', label: reformText(locale)('by.transition') },
          { key: 'because', label: t('case.because') },
        ]}
        rows={flips.map((one) => ({
          id: one.decision,
          cells: {
            case: one.number,
            region: nameOf('region', one.region, policy(), locale),
            answers: nameOf('transition', `${one.before} → ${one.after}`, policy(), locale),
            because: one.because.map((id) => conditionName(id, law ?? policy(), locale)).join('; '),
          },
        }))}
      />
      {flips.length === mostCases && last && (
        <p>
          <a href={`/reform/scenarios/${row.id}/cases?after=${last.decision}`}>{t('more')}</a>
        </p>
      )}
    </Page>,
  )
}
