import { nameIn } from '../../classifier/names.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import type { Publication } from '../../policy/find-publications.ts'
import { standingOf } from '../../policy/find-publications.ts'
import { policy } from '../../policy/load-policy.ts'
import { publishText, sayingOf, subjectOf } from '../../policy/publish-text.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Details } from '../../ui/details.tsx'
import type { Visit } from '../../ui/visit.ts'
import { publicationOf, type WayToLaw, waysToLaw } from '../publish-change.ts'
import type { ScenarioRow } from '../run-scenario.ts'
import { draftWords, reformText } from '../text.ts'
import { conditionName } from './scenario-counts.tsx'

/** Texts of the law that were tried in this scenario and published since, for everybody. */
export function BecameLaw(props: { visit: Visit; published: Publication[] }) {
  const { locale, instance } = props.visit
  const today = instance.clock.today().toString()
  const rows = props.published.filter(({ published_at, act }) => published_at && act !== 'withdraw')
  if (rows.length === 0) return null
  return (
    <section class="flow-small">
      <h2>{reformText(locale)('became')}</h2>
      <ul>
        {rows.map((row) => (
          <li>
            <a href={`/rules/publications/${row.id}`}>
              {subjectOf(row, locale)}: {sayingOf(row, locale)}
            </a>
            , {reformText(locale)('from', { date: formatDate(locale, row.applies_from) })} (
            {publishText(locale)(`standing.${standingOf(row, today)}`)})
          </li>
        ))}
      </ul>
    </section>
  )
}

/** For analysts: how each change of the draft becomes law, by a button where officials of the ministry publish it, with the reason where not. */
export function WaysToLaw(props: {
  visit: Visit
  row: ScenarioRow
  publications: Publication[]
  /** Whether the asker's office is of a ministry: nobody else proposes a text. */
  ministry: boolean
}) {
  const { visit, row, publications, ministry } = props
  const { locale } = visit
  const t = draftWords(locale)
  const ways = waysToLaw(row.draft)
  const state = (one: WayToLaw) => {
    if (one.way === 'file') return t(`way.${one.because}`)
    const known = publicationOf(one, publications)
    if (known)
      return (
        <a href={`/rules/publications/${known.id}`}>
          {publishText(locale)(`standing.${standingOf(known, visit.instance.clock.today().toString())}`)}
        </a>
      )
    if (!ministry) return t('way.ministry')
    return (
      <Button
        href={`/reform/scenarios/${row.id}/publication/${one.at}`}
        kind="secondary"
        small
        about={nameOfChange(one, locale)}
      >
        {t('way.publish')}
      </Button>
    )
  }
  return (
    <section class="flow">
      <h2>{t('ways')}</h2>
      <p>{t('ways.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('ways')}
        captionUnseen
        columns={[
          { key: 'what', label: t('changes') },
          { key: 'way', label: t('way') },
        ]}
        rows={ways.map((one) => ({
          id: String(one.at),
          cells: {
            what: `${t('place.change', { n: one.at + 1 })}: ${nameOfChange(one, locale)}`,
            way: state(one),
          },
        }))}
      />
      {ways.some(({ way }) => way === 'file') && (
        <Details title={t('way.file')}>
          <p>{t('way.file.lead')}</p>
          <p>
            <a href={`/reform/scenarios/${row.id}/draft.yaml`}>{reformText(locale)('draft.file')}</a>
          </p>
          <p>
            <code>qonys policy draft draft-{row.id}.yaml --to DIR</code>
          </p>
        </Details>
      )}
    </section>
  )
}

function nameOfChange({ change }: WayToLaw, locale: Locale): string {
  switch (change.kind) {
    case 'file':
      return change.file
    case 'value':
    case 'list': {
      const title = policy().values.get(change.id)?.title
      return title ? nameIn(title, locale) : change.id
    }
    default:
      return conditionName(change.id, policy(), locale)
  }
}
