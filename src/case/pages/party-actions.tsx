import { account } from '../../platform/actor.ts'
import { formatDate } from '../../platform/language.ts'
import { Textarea } from '../../ui/textarea.tsx'
import { Trace } from '../../ui/trace.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { Route, Visit } from '../../ui/visit.ts'
import { answerInformation } from '../answer-information.ts'
import { type DecisionRow, findAppealable } from '../find-decisions.ts'
import { findOpenHearing, type HearingRow } from '../find-hearing.ts'
import { findOpenInformationRequest, type InformationRequestRow } from '../find-information-request.ts'
import { giveStatement } from '../give-statement.ts'
import { lodgeAppeal } from '../lodge-appeal.ts'
import { isApplicant } from '../who-may.ts'
import { withdrawCase } from '../withdraw-case.ts'
import { actionForm } from './case-form.tsx'
import { traceEntries } from './show-trace.tsx'

const textOf = (visit: Visit, name: string): string => visit.answers.text[name] ?? ''

export const partyActionPages: Route[] = [
  ...actionForm<{ asked: InformationRequestRow | undefined; applicant: boolean }>({
    action: 'answer',
    who: account,
    title: 'party.answer',
    ready: (_row, { asked, applicant }) => applicant && asked !== undefined,
    load: async ({ tx, actor }, row) => ({
      asked: await findOpenInformationRequest(tx, row.id),
      applicant: isApplicant(actor, row),
    }),
    fields: ({ t, locale, form, extra, error }) => (
      <>
        <Typed block>{extra.asked?.asks}</Typed>
        <Textarea
          locale={locale}
          name="answer"
          label={t('party.answer.text')}
          value={form.values.answer}
          error={error('answer')}
        />
      </>
    ),
    async submit(visit, { caseId }, t) {
      const answer = textOf(visit, 'answer')
      await answerInformation(visit.instance, visit.actor, { caseId, answer }, visit.request)
      return t('party.answer.done')
    },
  }),

  ...actionForm<{ hearing: HearingRow | undefined }>({
    action: 'statement',
    who: account,
    title: 'party.statement',
    ready: (_row, { hearing }) => hearing !== undefined && hearing.statement === null,
    load: async ({ tx }, row) => ({ hearing: await findOpenHearing(tx, row.id) }),
    fields: ({ t, locale, form, extra, error }) => (
      <>
        <h2>{t('party.statement.reasons')}</h2>
        <Typed block>{extra.hearing?.preliminary_reasons}</Typed>
        <Textarea
          locale={locale}
          name="statement"
          label={t('party.statement.text')}
          rows={8}
          value={form.values.statement}
          error={error('statement')}
        />
      </>
    ),
    async submit(visit, { caseId }, t) {
      const statement = textOf(visit, 'statement')
      await giveStatement(visit.instance, visit.actor, { caseId, statement }, visit.request)
      return t('party.statement.done')
    },
  }),

  ...actionForm<{ decision: DecisionRow | undefined }>({
    action: 'appeal',
    who: account,
    title: 'party.appeal',
    ready: (row, { decision }) => row.state === 'decided' && decision !== undefined,
    load: async ({ tx }, row) => ({ decision: await findAppealable(tx, row.id) }),
    fields: ({ t, locale, form, extra, error }) => (
      <>
        <h2>{t('party.refused')}</h2>
        <Typed block>{extra.decision?.reasons}</Typed>
        <Trace
          locale={locale}
          lines={traceEntries(
            (extra.decision?.trace ?? []).filter((line) => line.verdict !== 'met'),
            locale,
          )}
        />
        <Textarea
          locale={locale}
          name="text"
          label={t('party.appeal.text')}
          rows={8}
          value={form.values.text}
          error={error('text')}
        />
      </>
    ),
    async submit(visit, { caseId }, t) {
      const answer = await lodgeAppeal(
        visit.instance,
        visit.actor,
        { caseId, text: textOf(visit, 'text') },
        visit.request,
      )
      return 'refused' in answer
        ? answer
        : t('party.appeal.done', { date: formatDate(visit.locale, answer.decideBy) })
    },
  }),

  ...actionForm<{ applicant: boolean }>({
    action: 'withdraw',
    who: account,
    title: 'party.withdraw',
    danger: true,
    ready: (row, { applicant }) => applicant && row.closed_at === null && row.state !== 'appealed',
    load: async ({ actor }, row) => ({ applicant: isApplicant(actor, row) }),
    fields: ({ t }) => <p>{t('party.withdraw.text')}</p>,
    async submit(visit, { caseId }, t) {
      await withdrawCase(visit.instance, visit.actor, { caseId }, visit.request)
      return t('party.withdraw.done')
    },
  }),
]
