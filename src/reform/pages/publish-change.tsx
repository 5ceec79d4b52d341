import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import { GroundFields, readGround } from '../../policy/pages/ground-fields.tsx'
import { freshMinutes, refusedText } from '../../policy/pages/publications.tsx'
import { lawKeepers } from '../../policy/publish-law.ts'
import { publishText, sayingOf, subjectOf } from '../../policy/publish-text.ts'
import { withUnit } from '../../policy/text.ts'
import { findValueAt } from '../../policy/value-at.ts'
import { Diff } from '../../ui/diff.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { getScenario } from '../find-reforms.ts'
import { proposeFromScenario, type WayToLaw, waysToLaw } from '../publish-change.ts'
import type { ScenarioRow } from '../run-scenario.ts'
import { draftWords } from '../text.ts'
import { fingerprintOfLaw } from '../write-draft.ts'

/** A change that was tried on past decisions, as a text that an official of the ministry proposes and another publishes. */
export const publishChangePages: Route[] = formPage({
  path: '/reform/scenarios/:id/publication/:at',
  who: lawKeepers,
  start: async (visit) => ({ values: { article: (await tried(visit)).way.text.article } }),
  show,
  submit,
})

type Publishable = Extract<WayToLaw, { way: 'publication' }>

/** The scenario and the change of the address. @throws Fault not-found, also for a change that is no row officials publish */
async function tried(visit: Visit): Promise<{ row: ScenarioRow; way: Publishable }> {
  const row = await look(visit.instance, visit.actor, (tx) => getScenario(tx, visit.params.id))
  const way = waysToLaw(row.draft)[Number(visit.params.at)]
  if (row.state !== 'done' || way?.way !== 'publication') throw new Fault('not-found')
  return { row, way }
}

async function show(visit: Visit, form: FormView, refused?: string): Promise<Response> {
  const { row, way } = await tried(visit)
  const detour = requireFresh(visit, freshMinutes)
  if (detour) return detour
  const { locale } = visit
  const t = publishText(locale)
  const w = draftWords(locale)
  const errors = form.issues.map(({ path, code, values }) => ({
    field: path,
    message: refusedText(locale, { code, ...(values ? { values: values as Record<string, string> } : {}) }),
  }))
  // What stands against the value or its days is not this form's to mend: it is the scenario's.
  const own = new Set(['instrument', 'article', 'url', 'adopted', 'inForce', 'state', 'note'])
  const against = refused ?? errors.find(({ field }) => !own.has(field))?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={w('way.publish')}
      hasForm
      hasErrors={errors.length > 0}
      draft={!publishText.reviewed(locale)}
      back={{ href: `/reform/scenarios/${row.id}`, label: row.draft.title }}
    >
      {against && <Notice locale={locale} tone="warning" title={against} live />}
      <ErrorSummary locale={locale} errors={errors.filter(({ field }) => own.has(field))} />
      <h1>{w('way.publish')}</h1>
      <p class="lead">{w('publication.lead')}</p>
      {row.draft.changes.length > 1 && (
        <Notice locale={locale} tone="warning" title={w('publication.alone')} />
      )}
      {row.law !== fingerprintOfLaw() && (
        <Notice locale={locale} tone="warning" title={w('publication.law-changed')} />
      )}
      <Effect visit={visit} way={way} />
      <Form action={`/reform/scenarios/${row.id}/publication/${way.at}`} request={visit.request}>
        <GroundFields
          locale={locale}
          values={form.values}
          field={(name) => ({
            locale,
            name,
            value: form.values[name],
            error: errors.find(({ field }) => field === name)?.message,
          })}
        />
        <FormActions locale={locale} label={t('propose.send')} />
      </Form>
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

/** The value as it was tried beside the one of now, and its days. */
function Effect({ visit, way }: { visit: Visit; way: Publishable }) {
  const { locale } = visit
  const t = publishText(locale)
  const { key, content, appliesFrom, appliesTo, corrects } = way.text
  const subject = { kind: 'value' as const, key, content }
  const was = findValueAt(key, appliesFrom)
  return (
    <>
      <Diff
        locale={locale}
        caption={t('effect', { date: formatDate(locale, appliesFrom) })}
        rows={[
          {
            field: subjectOf(subject, locale),
            before: was ? withUnit(locale, was.value, was.unit, policy().values.get(key)?.words) : '–',
            after: sayingOf(subject, locale),
          },
        ]}
      />
      {appliesTo && (
        <p>
          {t('applies.span', { from: formatDate(locale, appliesFrom), to: formatDate(locale, appliesTo) })}
        </p>
      )}
      {corrects && <p>{t('act.correct')}</p>}
    </>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { row, way } = await tried(visit)
  const detour = requireFresh(visit, freshMinutes)
  if (detour) return detour
  const { text, lists } = visit.answers
  const answer = await proposeFromScenario(
    visit.instance,
    visit.actor,
    { scenario: row.id, at: way.at, ...readGround(text) },
    visit.request,
  )
  if (isRefusal(answer))
    return show(visit, { values: text, lists, issues: [] }, refusedText(visit.locale, answer.refused[0]))
  return visit.redirect(`/rules/publications/${answer.id}`, {
    flash: publishText(visit.locale)('done.proposed'),
  })
}
