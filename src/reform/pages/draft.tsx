import { Fault } from '../../platform/fault.ts'
import { look } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Typed } from '../../ui/typed.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { checkDraft } from '../check-draft.ts'
import { findScenariosOf } from '../find-reforms.ts'
import { acceptTurns, closeDraft, drafters, draftText, removePart } from '../keep-draft.ts'
import { draftWords } from '../text.ts'
import { Check, nameOfTurn, OpenTurns } from './draft-check.tsx'
import { Cases, Tried, WrittenChanges } from './draft-parts.tsx'
import { draftOf, idOf } from './find-draft.ts'
import { Changes } from './scenario-counts.tsx'

/** A draft of the law as it is being written: what it changes, its check, its cases, where it was tried. */
export const draftPages: Route[] = [
  get('/reform/drafts/:id', drafters, (visit) => showDraft(visit)),
  post('/reform/drafts/:id/removal', drafters, remove),
  post('/reform/drafts/:id/turns', drafters, accept),
  post('/reform/drafts/:id/end', drafters, end),
]

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
      <h1>
        <Typed>{draft.title}</Typed>
      </h1>
      <p class="facts">
        <LawStateTag locale={locale} state="proposed" />
      </p>
      <p class="lead">
        <Typed>{draft.recommendation}</Typed>
      </p>
      <Check locale={locale} problems={problems} openTurns={openTurns} />
      {openTurns.length > 0 && <OpenTurns visit={visit} draft={draft} turns={openTurns} />}
      <h2>{t('changes')}</h2>
      <Changes locale={locale} law={law} />
      <WrittenChanges visit={visit} draft={draft} />
      <h2>{t('cases')}</h2>
      <p>{t('cases.lead')}</p>
      <Cases visit={visit} draft={draft} />
      <h2>{t('replay')}</h2>
      <p>{t('replay.lead')}</p>
      <Tried visit={visit} draft={draft} scenarios={scenarios} ready={ready && !draft.closed_at} />
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
    .openTurns.filter((one) => chosen.has(nameOfTurn(one)))
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
