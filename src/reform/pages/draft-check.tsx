import { formatDate, type Locale } from '../../platform/language.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Visit } from '../../ui/visit.ts'
import type { DraftProblem, OpenTurn } from '../check-draft.ts'
import type { DraftRow } from '../keep-draft.ts'
import { draftWords } from '../text.ts'
import { answerWords, routeName } from './find-draft.ts'

/** What the drafter has to settle, each with its place. */
export function Check(props: { locale: Locale; problems: DraftProblem[]; openTurns: OpenTurn[] }) {
  const { locale, problems, openTurns } = props
  const t = draftWords(locale)
  if (problems.length + openTurns.length === 0)
    return (
      <Notice locale={locale} tone="success" title={t('check')}>
        {t('check.clean')}
      </Notice>
    )
  return (
    <>
      <Notice
        locale={locale}
        tone="warning"
        title={t('check.problems', { n: problems.length + openTurns.length })}
      />
      {problems.length > 0 && (
        <DataTable
          locale={locale}
          caption={t('check')}
          columns={[
            { key: 'place', label: t('place') },
            { key: 'reason', label: t('reason') },
          ]}
          rows={problems.slice(0, 100).map((one, n) => ({ id: String(n), cells: sayProblem(one, locale) }))}
        />
      )}
    </>
  )
}

function sayProblem(one: DraftProblem, locale: Locale) {
  const t = draftWords(locale)
  switch (one.kind) {
    case 'mistake':
      return { place: t('place.change', { n: one.at + 1 }), reason: t(`problem.${one.code}`, one.values) }
    case 'policy':
      return {
        place: (
          <code>
            {one.file}:{one.line}
          </code>
        ),
        reason: <span lang="en">{one.what}</span>,
      }
    case 'own-case':
      return {
        place: t('place.case', { case: one.case }),
        reason: t('problem.own-case', {
          expected: answerWords(one.expected, locale),
          got: answerWords(one.got, locale),
        }),
      }
    default:
      return {
        place: routeName(one.route, locale),
        reason: t(`problem.${one.kind}`, { day: one.day && formatDate(locale, one.day) }),
      }
  }
}

/** What a turn is called in the form: what was ticked is accepted only while the draft still turns it so. */
export const nameOfTurn = (one: OpenTurn): string =>
  JSON.stringify([one.route, one.case, one.got, one.ground ?? ''])

/** Cases of today that the draft would answer otherwise, to be ticked where that is meant. */
export function OpenTurns({ visit, draft, turns }: { visit: Visit; draft: DraftRow; turns: OpenTurn[] }) {
  const { locale } = visit
  const t = draftWords(locale)
  return (
    <section class="flow-small">
      <h2>{t('turns')}</h2>
      <p>{t('turns.lead')}</p>
      <Form
        id="turns"
        action={`/reform/drafts/${draft.id}/turns`}
        request={visit.request}
        hidden={{ version: String(draft.version) }}
      >
        <DataTable
          locale={locale}
          caption={t('turns')}
          captionUnseen
          select={{ name: 'turn' }}
          columns={[
            { key: 'case', label: t('case.name') },
            { key: 'at', label: t('case.at'), nowrap: true },
            { key: 'expected', label: t('expected') },
            { key: 'got', label: t('got') },
          ]}
          rows={turns.map((one) => ({
            id: nameOfTurn(one),
            name: one.case,
            cells: {
              case: <span lang="en">{one.case}</span>,
              at: formatDate(locale, one.at),
              expected: answerWords(one.expected, locale),
              got: answerWords(one.got, locale),
            },
          }))}
        />
        <FormActions locale={locale} label={t('turns.accept')} />
      </Form>
    </section>
  )
}
