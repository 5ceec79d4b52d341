import type { Child } from 'hono/jsx'
import { dayOf } from '../../platform/clock.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { changesSince, type LawChange, type Scope } from '../../policy/changes-since.ts'
import { changesUnseen, Governs, LawChanged, seenNow } from '../../policy/law-changed.tsx'
import { policyText } from '../../policy/text.ts'
import { Button } from '../../ui/button.tsx'
import type { FormView, Visit } from '../../ui/visit.ts'
import {
  type ApplicationDraft,
  dropApplicationDraft,
  findApplicationDraft,
  saveApplicationDraft,
} from '../keep-application-draft.ts'

/** What a form starts with: the answers that were kept, as typed. */
export async function startFromDraft(visit: Visit, kind: string): Promise<Partial<FormView>> {
  const draft = await findApplicationDraft(visit.instance, visit.actor, kind)
  const answers = Object.entries(draft?.answers ?? {})
  return {
    values: Object.fromEntries(answers.map(([name, value]) => [name, [value].flat().at(-1) ?? ''])),
    lists: Object.fromEntries(answers.map(([name, value]) => [name, [value].flat()])),
  }
}

/** Keeps the answers of a posted form under its kind, without looking whether they are whole. */
export async function keepDraft(visit: Visit, kind: string): Promise<void> {
  const { text, lists } = visit.answers
  const own = (name: string) => !name.startsWith('_')
  const answers = Object.fromEntries([
    ...Object.entries(text).filter(([name, value]) => own(name) && value.trim() !== ''),
    ...Object.entries(lists).filter(([name, values]) => own(name) && values.length > 1),
  ])
  await saveApplicationDraft(visit.instance, visit.actor, { kind, answers }, visit.request)
}

/** Above a form that was begun before: since when it is kept, and what of the law changed since it was begun. */
export function ResumedDraft(props: {
  locale: Locale
  draft: ApplicationDraft
  now: Temporal.Instant
  scope: Scope
}) {
  const { locale, draft, now, scope } = props
  const t = policyText(locale)
  return (
    <>
      <p class="hint">{t('draft.resumed', { date: formatDate(locale, dayOf(draft.savedAt)) })}</p>
      <LawChanged
        locale={locale}
        since={dayOf(draft.begunAt)}
        changes={changesSince(draft.begunAt, now, scope)}
      />
    </>
  )
}

interface KeptForm {
  /** The kind of the draft. */
  kind: string
  scope: Scope
  /** Address of the form. */
  path: string
  /** Where one goes when it is kept for later. */
  back: string
}

/** The parts of a form that may be kept unsent and is never sent under a law that was not seen. */
export interface KeptParts {
  /** Above the form: since when it is kept and what of the law changed. */
  above: Child
  hidden: Record<string, string>
  /** Under the fields: the day whose law decides. */
  governs: Child
  /** Beside the buttons: drop what was kept. */
  drop: Child
}

/**
 * What a form shows that may be kept unsent.
 * @param unseen what changed while the page was open, from `takeKept`
 */
export async function keptParts(
  visit: Visit,
  { kind, scope }: Pick<KeptForm, 'kind' | 'scope'>,
  unseen: LawChange[] = [],
): Promise<KeptParts> {
  const { locale, instance } = visit
  const today = instance.clock.today()
  const draft = await findApplicationDraft(instance, visit.actor, kind)
  return {
    above:
      unseen.length > 0 ? (
        <LawChanged locale={locale} since={today} changes={unseen} unsent />
      ) : draft ? (
        <ResumedDraft locale={locale} draft={draft} now={instance.clock.now()} scope={scope} />
      ) : null,
    hidden: seenNow(visit),
    governs: <Governs locale={locale} on={today} />,
    drop: draft ? (
      <Button kind="secondary" name="_drop" value="yes" formnovalidate>
        {policyText(locale)('draft.drop')}
      </Button>
    ) : null,
  }
}

/**
 * What a posted form asks for before it is sent: keep it, drop what was kept, or, where the law changed while the page was open, look
 * again. Answers the page that follows, or the changes that were not seen; none means that it may be sent.
 */
export async function takeKept(visit: Visit, form: KeptForm): Promise<Response | LawChange[]> {
  const { text } = visit.answers
  if (text._later) {
    await keepDraft(visit, form.kind)
    return visit.redirect(form.back, { flash: policyText(visit.locale)('draft.saved') })
  }
  if (text._drop) {
    await dropApplicationDraft(visit.instance, visit.actor, { kind: form.kind }, visit.request)
    return visit.redirect(form.path)
  }
  return changesUnseen(visit, form.scope)
}
