import { keptParts, startFromDraft, takeKept } from '../../case/pages/resume-draft.tsx'
import { statesIn } from '../../classifier/countries.ts'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import type { LawChange } from '../../policy/changes-since.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { cardRoutes, grounds, kandasCard, kandasStatus } from '../application-row.ts'
import {
  applyForKandasCard,
  applyForKandasStatus,
  CardApplication,
  StatusApplication,
} from '../apply-for-residence.ts'
import { residenceScope } from '../law-scope.ts'
import { residenceText } from '../text.ts'
import { lookAtFamily } from './family.tsx'
import { groundText, issueText, readNumber } from './form-text.ts'

/** One applies for the status, with the family that joined, or for the card. Documents may follow. */
export const applyPages: Route[] = [
  ...formPage({
    path: '/kandas/apply',
    who: account,
    start: (visit) => startFromDraft(visit, routeOf('status')),
    show: (visit, form) => show(visit, form, 'status'),
    submit: (visit) => submit(visit, 'status'),
  }),
  ...formPage({
    path: '/kandas/card/apply',
    who: account,
    start: (visit) => startFromDraft(visit, routeOf('card')),
    show: (visit, form) => show(visit, form, 'card'),
    submit: (visit) => submit(visit, 'card'),
  }),
]

type Wanted = 'status' | 'card'
const routeOf = (wanted: Wanted) => (wanted === 'card' ? kandasCard : kandasStatus)
const pathOf = (wanted: Wanted) => (wanted === 'card' ? '/kandas/card/apply' : '/kandas/apply')

async function show(
  visit: Visit,
  form: FormView,
  wanted: Wanted,
  refused?: string,
  unseen: LawChange[] = [],
): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const seen = await lookAtFamily(visit)
  if (!seen) return visit.redirect('/me')
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const route = routeOf(wanted)
  const kept = await keptParts(visit, { kind: route, scope: residenceScope(route) }, unseen)
  const joined = seen.family.filter((one) => one.state === 'joined').map((one) => one.member_name)
  return visit.html(
    <Page
      {...visit.frame}
      title={t(`apply.${wanted}.title`)}
      hasForm
      hasErrors={errors.length > 0 || refused !== undefined}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/kandas', label: t('kandas.title') }}
    >
      {refused && <Notice locale={locale} tone="danger" title={refused} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t(`apply.${wanted}.title`)}</h1>
      {kept.above}
      <p class="lead">{t('apply.lead')}</p>
      {wanted === 'status' && (
        <p>
          {joined.length > 0 ? t('apply.family', { names: joined.join(', ') }) : t('apply.alone')}{' '}
          <a href="/kandas/family">{t('family.title')}</a>
        </p>
      )}
      <Form action={pathOf(wanted)} request={visit.request} hidden={kept.hidden}>
        {wanted === 'status' ? (
          <Radios
            {...base('ground')}
            label={t('apply.ground')}
            options={grounds.map((value, index) => ({
              value,
              label: t(`ground.${value}`),
              ...(index > 2 ? { hint: <LawStateTag locale={locale} state="unverified" /> } : {}),
            }))}
          />
        ) : (
          <Radios
            {...base('cardRoute')}
            label={t('apply.route')}
            options={cardRoutes.map((value) => ({ value, label: t(`ground.${value}`) }))}
          />
        )}
        <Textarea
          {...base('details')}
          label={t('apply.details')}
          rows={3}
          maxlength={1000}
          optional={wanted === 'status'}
        />
        <Select
          {...base('region')}
          label={t('apply.region')}
          options={regionsAt(visit.instance.clock.today()).map(({ code }) => ({
            value: code.slice(3),
            label: regionName(code, locale),
          }))}
        />
        <TextField {...base('settlement')} label={t('apply.settlement')} maxlength={120} />
        <Select {...base('appliedFrom')} label={t('apply.from')} options={statesIn(locale)} />
        {wanted === 'status' ? (
          <>
            <Checkboxes
              {...base('acceptsContract')}
              label={t('apply.contract.label')}
              values={form.values.acceptsContract ? ['yes'] : []}
              optional
              options={[
                {
                  value: 'yes',
                  label: t('apply.contract'),
                  hint: <LawStateTag locale={locale} state="unverified" />,
                },
              ]}
            />
            <Checkboxes
              {...base('inPilot')}
              label={t('apply.pilot.label')}
              values={form.values.inPilot ? ['yes'] : []}
              optional
              options={[
                {
                  value: 'yes',
                  label: t('apply.pilot'),
                  hint: <LawStateTag locale={locale} state="pilot" />,
                },
              ]}
            />
          </>
        ) : (
          <>
            <TextField {...base('cardYears')} label={t('apply.years')} inputmode="numeric" width={2} />
            <TextField
              {...base('workYears')}
              label={t('apply.work-years')}
              inputmode="numeric"
              width={2}
              optional
            />
          </>
        )}
        {kept.governs}
        <FormActions locale={locale} label={t('apply')} later>
          {kept.drop}
          <Button href={`/rules/kandas-${wanted}/test`} kind="secondary">
            {t('selftest')}
          </Button>
        </FormActions>
      </Form>
    </Page>,
    { status: refused || unseen.length > 0 ? 409 : 200 },
  )
}

async function submit(visit: Visit, wanted: Wanted): Promise<Response> {
  const { text, lists } = visit.answers
  const route = routeOf(wanted)
  const taken = await takeKept(visit, {
    kind: route,
    scope: residenceScope(route),
    path: pathOf(wanted),
    back: '/kandas',
  })
  if (taken instanceof Response) return taken
  if (taken.length > 0) return show(visit, { values: text, lists, issues: [] }, wanted, undefined, taken)
  const word = (name: string) => text[name]?.trim() || undefined
  const yes = (name: string) => (text[name] ?? lists[name]?.[0]) === 'yes'
  const where = {
    region: text.region ?? '',
    settlement: text.settlement ?? '',
    appliedFrom: text.appliedFrom ?? '',
    details: word('details'),
  }
  const { instance, actor, request } = visit
  const filed =
    wanted === 'status'
      ? await applyForKandasStatus(
          instance,
          actor,
          parse(StatusApplication, {
            ...where,
            ground: text.ground,
            acceptsContract: yes('acceptsContract'),
            inPilot: yes('inPilot'),
          }),
          request,
        )
      : await applyForKandasCard(
          instance,
          actor,
          parse(CardApplication, {
            ...where,
            details: text.details ?? '',
            cardRoute: text.cardRoute,
            cardYears: readNumber(text.cardYears) ?? Number.NaN,
            workYears: readNumber(text.workYears),
          }),
          request,
        )
  if (isRefusal(filed))
    return show(
      visit,
      { values: text, lists, issues: [] },
      wanted,
      groundText(visit.locale, filed.refused[0]),
    )
  return visit.redirect(`/cases/${filed.number}`, { flash: residenceText(visit.locale)('apply.done') })
}
