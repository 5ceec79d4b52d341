import { findStaffOfOffice } from '../../institution/find-staff.ts'
import { staff } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { articleIn } from '../../policy/acts-in-words.ts'
import { comparedIn } from '../../policy/question.ts'
import { saysIn } from '../../policy/text.ts'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { uiText } from '../../ui/text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Trace } from '../../ui/trace.tsx'
import { Typed } from '../../ui/typed.tsx'
import { post, type Route, type Visit } from '../../ui/visit.ts'
import {
  announceRefusal,
  firstHearingDay,
  groundsOf,
  hearingNotice,
  takeBackRefusal,
} from '../announce-refusal.ts'
import { goOnWithoutAnswer } from '../answer-information.ts'
import { askForInformation } from '../ask-for-information.ts'
import { caseKind, type Evaluation } from '../case-kind.ts'
import { claimCase } from '../claim-case.ts'
import { findOpenHearing, type HearingGround, type HearingRow } from '../find-hearing.ts'
import { findOpenInformationRequest, type InformationRequestRow } from '../find-information-request.ts'
import { judgeAppeal } from '../judge-appeal.ts'
import { readCase } from '../look-at-case.ts'
import { reassignCase } from '../reassign-case.ts'
import { releaseCase } from '../release-case.ts'
import { caseText } from '../text.ts'
import { caseRoles, caseStaff, deciders } from '../who-may.ts'
import { actionForm, orRefused } from './case-form.tsx'
import { traceEntries } from './show-trace.tsx'

const idOf = (visit: Visit) => readCase(visit, 'case-form', async (_looking, row) => row.id)
const kindOf = (visit: Visit) => readCase(visit, 'case-form', async (_looking, row) => caseKind(row.kind))

async function claim(visit: Visit): Promise<Response> {
  const t = caseText(visit.locale)
  const path = `/cases/${visit.params.number}`
  try {
    await claimCase(visit.instance, visit.actor, { caseId: await idOf(visit) }, visit.request)
  } catch (error) {
    // The page itself says who has it and until when.
    if (error instanceof Fault && error.code === 'taken-by-another') return visit.redirect(path)
    throw error
  }
  return visit.redirect(path, { flash: t('action.claim.done') })
}

async function release(visit: Visit): Promise<Response> {
  await releaseCase(visit.instance, visit.actor, { caseId: await idOf(visit) }, visit.request)
  return visit.redirect('/queue', { flash: caseText(visit.locale)('action.release.done') })
}

interface Rules {
  evaluation: Evaluation
  grounds: HearingGround[]
  hearing: HearingRow | undefined
  today: Temporal.PlainDate
}

const loadRules: NonNullable<Parameters<typeof actionForm<Rules>>[0]['load']> = async (looking, row) => {
  const evaluation = await caseKind(row.kind).evaluate(looking, row)
  return {
    evaluation,
    grounds: groundsOf(row, evaluation),
    hearing: await findOpenHearing(looking.tx, row.id),
    today: looking.today,
  }
}

/** Grounds to choose from, each with what was compared. */
const groundOptions = (grounds: HearingGround[], locale: Visit['locale']) =>
  grounds.map((ground) => ({
    value: ground.condition,
    label: saysIn(ground.says, locale),
    hint: [
      comparedIn(ground, ground.value, locale),
      comparedIn(ground, ground.threshold, locale),
      articleIn(locale, ground.article).text,
      // One that the officer would be choosing by their own judgement says so beside it.
      ground.state === 'in force' ? undefined : uiText(locale)(`law.${ground.state}`),
    ]
      .filter(Boolean)
      .join(' · '),
  }))

const textOf = (visit: Visit, name: string): string => visit.answers.text[name] ?? ''

export const staffActionPages: Route[] = [
  post('/cases/:number/claim', caseStaff, claim),
  post('/cases/:number/release', caseStaff, release),

  ...actionForm<{ colleagues: { id: string; name: string }[] }>({
    action: 'reassign',
    who: staff('supervisor'),
    title: 'action.reassign',
    ready: (row) => row.closed_at === null,
    load: async (looking, row) => ({
      colleagues: await findStaffOfOffice(looking.tx, row.office_id, caseRoles, looking.today),
    }),
    fields: ({ t, locale, form, extra, error }) => (
      <Select
        locale={locale}
        name="to"
        label={t('action.reassign.to')}
        value={form.values.to}
        error={error('to')}
        options={extra.colleagues.map((one) => ({ value: one.id, label: one.name }))}
      />
    ),
    async submit(visit, { caseId }, t) {
      await reassignCase(visit.instance, visit.actor, { caseId, to: textOf(visit, 'to') }, visit.request)
      return t('action.reassign.done')
    },
  }),

  ...actionForm({
    action: 'ask',
    who: deciders,
    title: 'action.ask',
    ready: (row) => row.state === 'in-review',
    start: () => ({ workingDays: '5' }),
    fields: ({ t, locale, form, error }) => (
      <>
        <Textarea
          locale={locale}
          name="asks"
          label={t('action.ask.what')}
          hint={t('action.ask.hint')}
          value={form.values.asks}
          error={error('asks')}
        />
        <TextField
          locale={locale}
          name="workingDays"
          label={t('action.ask.days')}
          hint={t('action.ask.clock')}
          inputmode="numeric"
          width={4}
          value={form.values.workingDays}
          error={error('workingDays')}
        />
      </>
    ),
    async submit(visit, { caseId, version }, t) {
      const answer = await askForInformation(
        visit.instance,
        visit.actor,
        {
          caseId,
          expectedVersion: version,
          asks: textOf(visit, 'asks'),
          workingDays: textOf(visit, 'workingDays'),
        },
        visit.request,
      )
      return 'refused' in answer
        ? answer
        : t('action.ask.done', { date: formatDate(visit.locale, answer.answerBy) })
    },
  }),

  ...actionForm<{ asked: InformationRequestRow | undefined; today: string }>({
    action: 'go-on',
    who: deciders,
    title: 'action.go-on',
    ready: (_row, { asked, today }) => asked !== undefined && today > asked.answer_by,
    load: async (looking, row) => ({
      asked: await findOpenInformationRequest(looking.tx, row.id),
      today: looking.today.toString(),
    }),
    fields: ({ t, extra }) => (
      <>
        <Typed block>{extra.asked?.asks}</Typed>
        <p>{t('action.go-on.text')}</p>
      </>
    ),
    async submit(visit, { caseId, version }, t) {
      await goOnWithoutAnswer(
        visit.instance,
        visit.actor,
        { caseId, expectedVersion: version },
        visit.request,
      )
      return t('action.go-on.done')
    },
  }),

  ...actionForm<Rules>({
    action: 'announce',
    who: deciders,
    title: 'action.announce',
    ready: (row) => row.state === 'in-review',
    load: loadRules,
    fields: ({ t, locale, row, form, extra, error }) => {
      const kind = caseKind(row.kind)
      const first = firstHearingDay(extra.today, kind)
      const date = ['day', 'month', 'year'] as const
      const typed = date.some((part) => form.values[`heldOn-${part}`])
      return (
        <>
          <p>{t('action.announce.text')}</p>
          {extra.grounds.length === 0 ? (
            <p>{t('action.announce.no-grounds')}</p>
          ) : (
            <Checkboxes
              locale={locale}
              name="groundIds"
              label={t('action.announce.grounds')}
              values={form.lists.groundIds}
              error={error('groundIds')}
              options={groundOptions(extra.grounds, locale)}
            />
          )}
          <Textarea
            locale={locale}
            name="reasons"
            label={t('action.announce.reasons')}
            hint={t('action.announce.reasons.hint')}
            value={form.values.reasons}
            error={error('reasons')}
          />
          <DateField
            locale={locale}
            name="heldOn"
            label={t('action.announce.held-on')}
            hint={t('action.announce.held-on.hint', {
              date: formatDate(locale, first),
              days: hearingNotice(extra.today, kind),
            })}
            value={
              typed
                ? {
                    day: form.values['heldOn-day'],
                    month: form.values['heldOn-month'],
                    year: form.values['heldOn-year'],
                  }
                : form.values.version === undefined
                  ? first.toString()
                  : undefined
            }
            error={error('heldOn')}
          />
        </>
      )
    },
    async submit(visit, { caseId, version }, t) {
      const day = readDate(visit.answers.text, 'heldOn')
      if ('code' in day) throw invalid('heldOn', day.code)
      await announceRefusal(
        visit.instance,
        visit.actor,
        {
          caseId,
          expectedVersion: version,
          reasons: textOf(visit, 'reasons'),
          groundIds: visit.answers.lists.groundIds ?? [],
          heldOn: day.date,
        },
        visit.request,
      )
      return t('action.announce.done')
    },
  }),

  ...actionForm<Rules>({
    action: 'take-back',
    who: deciders,
    title: 'action.take-back',
    ready: (row) => row.state === 'hearing',
    load: loadRules,
    fields: ({ t }) => <p>{t('action.take-back.text')}</p>,
    async submit(visit, { caseId, version }, t) {
      await takeBackRefusal(visit.instance, visit.actor, { caseId, expectedVersion: version }, visit.request)
      return t('action.take-back.done')
    },
  }),

  ...actionForm<Rules>({
    action: 'refuse',
    who: deciders,
    title: 'action.refuse',
    danger: true,
    ready: (row) => row.state === 'hearing',
    load: loadRules,
    start: ({ hearing }) => ({ reasons: hearing?.preliminary_reasons ?? '' }),
    fields: ({ t, locale, form, extra, error }) => (
      <>
        <p>{t('action.refuse.text')}</p>
        <h2>{t('case.hearing.statement')}</h2>
        <p class={extra.hearing?.statement ? 'typed' : 'hint'}>
          {extra.hearing?.statement ?? t('case.hearing.no-statement')}
        </p>
        {extra.hearing && !extra.hearing.statement && extra.today.toString() < extra.hearing.held_on && (
          <p>
            <b>{t('action.refuse.not-yet', { date: formatDate(locale, extra.hearing.held_on) })}</b>
          </p>
        )}
        <Checkboxes
          locale={locale}
          name="groundIds"
          label={t('action.announce.grounds')}
          values={
            form.lists.groundIds ??
            extra.hearing?.grounds
              .map((ground) => ground.condition)
              .filter((id) => extra.grounds.some((ground) => ground.condition === id))
          }
          error={error('groundIds')}
          options={groundOptions(extra.grounds, locale)}
        />
        <Textarea
          locale={locale}
          name="reasons"
          label={t('action.refuse.reasons')}
          hint={t('action.announce.reasons.hint')}
          value={form.values.reasons}
          error={error('reasons')}
        />
        <Trace locale={locale} title={t('case.trace')} lines={traceEntries(extra.evaluation.trace, locale)} />
      </>
    ),
    async submit(visit, { caseId, version }, t) {
      const kind = await kindOf(visit)
      const hearing = await readCase(visit, 'case-form', ({ tx }, row) => findOpenHearing(tx, row.id))
      if (!hearing) throw new Fault('wrong-state')
      const answer = await kind.refuse(
        visit.instance,
        visit.actor,
        {
          caseId,
          expectedVersion: version,
          hearingId: hearing.id,
          reasons: textOf(visit, 'reasons'),
          groundIds: visit.answers.lists.groundIds ?? [],
        },
        visit.request,
      )
      return orRefused(answer, t('action.refuse.done'))
    },
  }),

  ...actionForm<Rules>({
    action: 'grant',
    who: deciders,
    title: 'action.grant',
    ready: (row) => row.state === 'in-review',
    load: loadRules,
    fields: ({ t, locale, form, extra, error }) => (
      <>
        <p>{t(`case.answer.${extra.evaluation.answer}`)}</p>
        <Trace locale={locale} title={t('case.trace')} lines={traceEntries(extra.evaluation.trace, locale)} />
        <Textarea
          locale={locale}
          name="note"
          label={t('action.grant.note')}
          optional
          rows={3}
          value={form.values.note}
          error={error('note')}
        />
      </>
    ),
    async submit(visit, { caseId, version }, t) {
      const kind = await kindOf(visit)
      const note = textOf(visit, 'note').trim()
      const answer = await kind.grant(
        visit.instance,
        visit.actor,
        { caseId, expectedVersion: version, ...(note ? { note } : {}) },
        visit.request,
      )
      return orRefused(answer, t('action.grant.done'))
    },
  }),

  ...actionForm({
    action: 'judge',
    who: staff('appeal-officer'),
    title: 'action.judge',
    ready: (row) => row.state === 'appealed',
    fields: ({ t, locale, form, error }) => (
      <>
        <Radios
          locale={locale}
          name="outcome"
          label={t('action.judge.outcome')}
          value={form.values.outcome}
          error={error('outcome')}
          options={[
            { value: 'upheld', label: t('action.judge.upheld') },
            { value: 'overturned', label: t('action.judge.overturned') },
          ]}
        />
        <Textarea
          locale={locale}
          name="reasons"
          label={t('action.judge.reasons')}
          hint={t('action.announce.reasons.hint')}
          rows={8}
          value={form.values.reasons}
          error={error('reasons')}
        />
      </>
    ),
    async submit(visit, { caseId, version }, t) {
      const outcome = textOf(visit, 'outcome') as 'upheld'
      await judgeAppeal(
        visit.instance,
        visit.actor,
        { caseId, expectedVersion: version, outcome, reasons: textOf(visit, 'reasons') },
        visit.request,
      )
      return t('action.judge.done')
    },
  }),
]
