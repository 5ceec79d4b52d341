import { dayOf } from '../../platform/clock.ts'
import { formatDate } from '../../platform/language.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Form } from '../../ui/form.tsx'
import type { Visit } from '../../ui/visit.ts'
import type { Change } from '../draft-schema.ts'
import type { DraftRow } from '../keep-draft.ts'
import type { ScenarioRow } from '../run-scenario.ts'
import { draftWords } from '../text.ts'
import { answerWords } from './find-draft.ts'
import { kinds } from './read-change.ts'

type Part = { visit: Visit; draft: DraftRow }

/** The changes as they were written, and the forms for more. */
export function WrittenChanges({ visit, draft }: Part) {
  const { locale } = visit
  const t = draftWords(locale)
  const at = `/reform/drafts/${draft.id}`
  return (
    <>
      <DataTable
        locale={locale}
        caption={t('changes')}
        captionUnseen
        empty={t('changes.none')}
        columns={[
          { key: 'what', label: t('changes') },
          { key: 'do', label: t('remove') },
        ]}
        rows={draft.changes.map((change, n) => ({
          id: String(n),
          cells: {
            what: `${t('place.change', { n: n + 1 })}: ${t(`add.${change.kind}`)}. ${summaryOf(change)}`,
            do: <Remove visit={visit} draft={draft} part="changes" at={n} />,
          },
        }))}
      />
      {!draft.closed_at && (
        <ButtonRow>
          {kinds.map((kind) => (
            <Button href={`${at}/changes/${kind}`} kind="secondary">
              {t(`add.${kind}`)}
            </Button>
          ))}
        </ButtonRow>
      )}
    </>
  )
}

/** The cases that the draft brings, and those of today that it means to turn. */
export function Cases({ visit, draft }: Part) {
  const { locale } = visit
  const t = draftWords(locale)
  const at = `/reform/drafts/${draft.id}`
  return (
    <>
      <DataTable
        locale={locale}
        caption={t('cases')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'case', label: t('case.name') },
          { key: 'at', label: t('case.at'), nowrap: true },
          { key: 'answer', label: t('case.answer') },
          { key: 'do', label: t('remove') },
        ]}
        rows={draft.cases.map((one, n) => ({
          id: String(n),
          cells: {
            case: one.case,
            at: formatDate(locale, one.at),
            answer: answerWords(one.answer, locale),
            do: <Remove visit={visit} draft={draft} part="cases" at={n} />,
          },
        }))}
      />
      {!draft.closed_at && (
        <ButtonRow>
          <Button href={`${at}/cases`} kind="secondary">
            {t('add.case')}
          </Button>
        </ButtonRow>
      )}
      {draft.turns.length > 0 && (
        <DataTable
          locale={locale}
          caption={t('turns.accepted')}
          columns={[
            { key: 'case', label: t('case.name') },
            { key: 'answer', label: t('got') },
            { key: 'do', label: t('remove') },
          ]}
          rows={draft.turns.map((one, n) => ({
            id: String(n),
            cells: {
              case: <span lang="en">{one.case}</span>,
              answer: answerWords(one.answer, locale),
              do: <Remove visit={visit} draft={draft} part="turns" at={n} />,
            },
          }))}
        />
      )}
    </>
  )
}

/** Where the draft was tried, and the way to try it. */
export function Tried({
  visit,
  draft,
  scenarios,
  ready,
}: Part & { scenarios: ScenarioRow[]; ready: boolean }) {
  const { locale } = visit
  const t = draftWords(locale)
  const at = `/reform/drafts/${draft.id}`
  return (
    <>
      {ready && (
        <ButtonRow>
          <Button href={`${at}/replay`}>{t('replay')}</Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('scenarios')}
        empty={t('none')}
        columns={[
          { key: 'id', label: t('scenarios') },
          { key: 'state', label: t('state') },
          { key: 'begun', label: t('begun'), nowrap: true },
        ]}
        rows={scenarios.map((one) => ({
          id: one.id,
          cells: {
            id: <a href={`/reform/scenarios/${one.id}`}>{one.id.slice(0, 8)}</a>,
            state: t(`scenario.state.${one.state}`),
            begun: formatDate(locale, dayOf(one.asked_at)),
          },
        }))}
      />
    </>
  )
}

type RemoveProps = Part & { part: 'changes' | 'cases' | 'turns'; at: number }

function Remove({ visit, draft, part, at }: RemoveProps) {
  if (draft.closed_at) return ''
  const t = draftWords(visit.locale)
  return (
    <Form
      id={`remove-${part}-${at}`}
      action={`/reform/drafts/${draft.id}/removal`}
      request={visit.request}
      hidden={{ version: String(draft.version), part, at: String(at) }}
    >
      <Button kind="secondary" small about={`${t(part)} ${at + 1}`}>
        {t('remove')}
      </Button>
    </Form>
  )
}

function summaryOf(change: Change): string {
  switch (change.kind) {
    case 'value':
      return `${change.id} = ${change.value}, ${change.from}`
    case 'list':
      return `${change.id} +${change.add.join(', ')} −${change.remove.join(', ')}, ${change.from}`
    case 'file':
      return change.file
    case 'end-condition':
      return `${change.route}/${change.id}, ${change.from}`
    default:
      return `${change.route}/${change.id} ${change.is} ${change.value}, ${change.from}`
  }
}
