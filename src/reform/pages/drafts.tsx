import { nameIn } from '../../classifier/names.ts'
import { isRefusal } from '../../platform/act.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import { policyText } from '../../policy/text.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { checkDraft, type DraftProblem, type OpenTurn } from '../check-draft.ts'
import type { Change } from '../draft-schema.ts'
import { findEntry } from '../find-entries.ts'
import { findDrafts, findScenariosOf } from '../find-reforms.ts'
import {
  acceptTurns,
  addChange,
  closeDraft,
  type DraftRow,
  drafters,
  draftText,
  getDraft,
  removePart,
  startDraft,
} from '../keep-draft.ts'
import { askScenario } from '../run-scenario.ts'
import { draftWords } from '../text.ts'
import { wordsFor } from './form-words.ts'
import { Changes } from './scenario.tsx'

/** Drafts of the law: written, checked, tried on past decisions. For analysts. */
export const draftPages: Route[] = [
  get('/reform/drafts', drafters, list),
  ...formPage({ path: '/reform/drafts/new', who: drafters, start, show: showNew, submit: begin }),
  get('/reform/drafts/:id', drafters, (visit) => showDraft(visit)),
  post('/reform/drafts/:id/removal', drafters, remove),
  post('/reform/drafts/:id/turns', drafters, accept),
  post('/reform/drafts/:id/end', drafters, end),
  ...formPage({ path: '/reform/drafts/:id/replay', who: drafters, show: showReplay, submit: replay }),
]

async function list(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const drafts = await look(visit.instance, visit.actor, findDrafts)
  return visit.html(
    <Page {...visit.frame} title={t('drafts')} wide back={{ href: '/reform', label: '/reform' }}>
      <h1>{t('drafts')}</h1>
      <p class="lead">{t('drafts.lead')}</p>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ButtonRow>
        <Button href="/reform/drafts/new" icon="plus">
          {t('new')}
        </Button>
        <Button href="/reform/waiting" kind="secondary">
          {t('waiting')}
        </Button>
      </ButtonRow>
      <DataTable
        locale={locale}
        caption={t('drafts')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'title', label: t('title') },
          { key: 'begun', label: t('begun'), nowrap: true },
          { key: 'changes', label: t('changes'), numeric: true },
          { key: 'state', label: t('state') },
        ]}
        rows={drafts.map((one) => ({
          id: one.id,
          cells: {
            title: <a href={`/reform/drafts/${one.id}`}>{one.title}</a>,
            begun: formatDate(locale, one.made_at.toISOString()),
            changes: String(one.changes.length),
            state: t(one.closed_at ? 'state.closed' : 'state.open'),
          },
        }))}
      />
    </Page>,
  )
}

async function start(visit: Visit): Promise<Partial<FormView>> {
  const entry = findEntry(visit.url.searchParams.get('entry') ?? undefined)
  return entry
    ? {
        values: {
          entry: entry.id,
          title: nameIn(entry.title, visit.locale),
          recommendation: nameIn(entry.recommendation, visit.locale).trim(),
        },
      }
    : {}
}

function showNew(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: wordsFor(locale, code) }))
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return Promise.resolve(
    visit.html(
      <Page
        {...visit.frame}
        title={t('new')}
        hasForm
        hasErrors={errors.length > 0}
        back={{ href: '/reform/drafts', label: t('drafts') }}
      >
        <ErrorSummary locale={locale} errors={errors} />
        <h1>{t('new')}</h1>
        <Form action="/reform/drafts/new" request={visit.request} hidden={{ entry: form.values.entry }}>
          <TextField {...field('title')} label={t('title')} />
          <Textarea {...field('recommendation')} label={t('recommendation')} rows={6} />
          <FormActions locale={locale} label={t('new')} />
        </Form>
      </Page>,
    ),
  )
}

async function begin(visit: Visit): Promise<Response> {
  const { title = '', recommendation = '', entry } = visit.answers.text
  const made = await startDraft(visit.instance, visit.actor, { title, recommendation }, visit.request)
  if (isRefusal(made)) throw new Fault('wrong-state')
  let version = 1
  for (const change of findEntry(entry)?.changes ?? [])
    await addChange(visit.instance, visit.actor, { draft: made.id, version: version++, change })
  return visit.redirect(`/reform/drafts/${made.id}`)
}

/** The draft of the address. @throws Fault not-found */
export function draftOf(visit: Visit): Promise<DraftRow> {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  return look(visit.instance, visit.actor, (tx) => getDraft(tx, id))
}

async function showDraft(visit: Visit, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const scenarios = await look(visit.instance, visit.actor, (tx) => findScenariosOf(tx, draft.id))
  const { problems, openTurns, law } = checkDraft(draftText(draft))
  const ready = problems.length === 0 && openTurns.length === 0
  const at = `/reform/drafts/${draft.id}`
  return visit.html(
    <Page {...visit.frame} title={draft.title} wide back={{ href: '/reform/drafts', label: t('drafts') }}>
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <h1>{draft.title}</h1>
      <p class="facts">
        <LawStateTag locale={locale} state="proposed" />
      </p>
      <p class="lead">{draft.recommendation}</p>
      <Check locale={locale} problems={problems} openTurns={openTurns} />
      {openTurns.length > 0 && <OpenTurns visit={visit} draft={draft} turns={openTurns} />}
      <h2>{t('changes')}</h2>
      <Changes locale={locale} law={law} />
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
          {(['value', 'list', 'condition', 'new-condition', 'end-condition', 'file'] as const).map((kind) => (
            <Button href={`${at}/changes/${kind}`} kind="secondary">
              {t(`add.${kind}`)}
            </Button>
          ))}
        </ButtonRow>
      )}
      <h2>{t('cases')}</h2>
      <p>{t('cases.lead')}</p>
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
      <h2>{t('replay')}</h2>
      <p>{t('replay.lead')}</p>
      {ready && !draft.closed_at && (
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
            begun: formatDate(locale, one.asked_at.toISOString()),
          },
        }))}
      />
      {!draft.closed_at && (
        <Form
          id="end"
          action={`${at}/end`}
          request={visit.request}
          hidden={{ version: String(draft.version) }}
        >
          <Button kind="secondary">{t('close')}</Button>
        </Form>
      )}
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

function Check(props: { locale: Locale; problems: DraftProblem[]; openTurns: OpenTurn[] }) {
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

function OpenTurns({ visit, draft, turns }: { visit: Visit; draft: DraftRow; turns: OpenTurn[] }) {
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
            id: JSON.stringify([one.route, one.case, one.got, one.ground ?? '']),
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

type RemoveProps = { visit: Visit; draft: DraftRow; part: 'changes' | 'cases' | 'turns'; at: number }

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

const routeName = (route: string, locale: Locale): string => {
  const title = policy().routes.get(route)?.title
  return title ? nameIn(title, locale) : route
}

export const answerWords = (answer: string, locale: Locale): string => {
  const key = policyText.keys.find((one) => one === `answer.${answer}`)
  return key ? policyText(locale)(key) : answer
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

async function remove(visit: Visit): Promise<Response> {
  const { version = '', part, at = '' } = visit.answers.text
  const id = idOf(visit)
  if (part !== 'changes' && part !== 'cases' && part !== 'turns') throw new Fault('not-found')
  await removePart(visit.instance, visit.actor, { draft: id, version, part, at }, visit.request)
  return visit.redirect(`/reform/drafts/${id}`, { flash: draftWords(visit.locale)('removed.done') })
}

async function accept(visit: Visit): Promise<Response> {
  const id = idOf(visit)
  const chosen = new Set(visit.answers.lists.turn ?? [])
  const draft = await draftOf(visit)
  const turns = checkDraft(draftText(draft))
    .openTurns.filter((one) => chosen.has(JSON.stringify([one.route, one.case, one.got, one.ground ?? ''])))
    .map((one) => ({
      route: one.route,
      case: one.case,
      answer: one.got,
      ...(one.ground ? { ground: one.ground } : {}),
    }))
  if (turns.length === 0) return showDraft(visit, draftWords(visit.locale)('error.required'))
  await acceptTurns(
    visit.instance,
    visit.actor,
    { draft: id, version: visit.answers.text.version ?? '', turns },
    visit.request,
  )
  return visit.redirect(`/reform/drafts/${id}`, { flash: draftWords(visit.locale)('accepted.done') })
}

async function end(visit: Visit): Promise<Response> {
  const version = visit.answers.text.version ?? ''
  await closeDraft(visit.instance, visit.actor, { draft: idOf(visit), version }, visit.request)
  return visit.redirect('/reform/drafts')
}

export function idOf(visit: Visit): string {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  return id
}

async function showReplay(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const draft = await draftOf(visit)
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: wordsFor(locale, code) }))
  const day = (name: string) => ({
    locale,
    name,
    value: dateParts(form.values, name),
    error: errors.find((one) => one.field === name)?.message,
    optional: true,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('replay')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/reform/drafts/${draft.id}`, label: draft.title }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('replay')}</h1>
      <p class="lead">{t('replay.lead')}</p>
      <Form
        action={`/reform/drafts/${draft.id}/replay`}
        request={visit.request}
        hidden={{ version: String(draft.version) }}
      >
        <Select
          locale={locale}
          name="kind"
          label={t('replay.kind')}
          value={form.values.kind}
          empty={t('replay.all')}
          options={[...policy().routes.values()].map((route) => ({
            value: route.id,
            label: nameIn(route.title, locale),
          }))}
        />
        <DateField {...day('since')} label={t('replay.since')} />
        <DateField {...day('until')} label={t('replay.until')} />
        <FormActions locale={locale} label={t('replay')} />
      </Form>
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

async function replay(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? { [name]: read.date } : read.code === 'day-missing' ? {} : { [name]: 'x' }
  }
  const asked = await askScenario(
    visit.instance,
    visit.actor,
    {
      draft: idOf(visit),
      version: text.version ?? '',
      ...(text.kind ? { kind: text.kind } : {}),
      ...day('since'),
      ...day('until'),
    },
    visit.request,
  )
  if (isRefusal(asked))
    return showReplay(
      visit,
      { values: text, lists: {}, issues: [] },
      draftWords(visit.locale)('refused.draft-not-ready'),
    )
  return visit.redirect(`/reform/scenarios/${asked.id}`)
}
