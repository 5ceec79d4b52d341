import { formatDate, type Locale } from '../../platform/language.ts'
import { changesSince, type Scope } from '../../policy/changes-since.ts'
import { LawChanged } from '../../policy/law-changed.tsx'
import { policyText } from '../../policy/text.ts'
import type { FormView, Visit } from '../../ui/visit.ts'
import {
  type ApplicationDraft,
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
  const day = (moment: Temporal.Instant) => moment.toZonedDateTimeISO('Asia/Almaty').toPlainDate()
  return (
    <>
      <p class="hint">{t('draft.resumed', { date: formatDate(locale, day(draft.savedAt)) })}</p>
      <LawChanged
        locale={locale}
        since={day(draft.begunAt)}
        changes={changesSince(draft.begunAt, now, scope)}
      />
    </>
  )
}
