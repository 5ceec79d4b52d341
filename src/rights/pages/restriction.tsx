import { personOf } from '../../person/pages/record-action.tsx'
import type { PersonPanel } from '../../person/person-panels.ts'
import { findRestriction, restrictedUses } from '../../person/restrict-use.ts'
import { account, admits } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { read } from '../../platform/read.ts'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { deciders } from '../decide-correction.ts'
import { releaseRestriction } from '../release-restriction.ts'
import { rightsText } from '../text.ts'

/** A restriction is ended by the officer who keeps the record, or by the person who asked for it. */
export const restrictionPages: Route[] = [
  ...formPage({
    path: '/people/:id/restriction',
    who: deciders,
    show: (visit, form) => show(visit, form, personOf(visit)),
    submit,
  }),
  ...formPage({
    path: '/me/restriction',
    who: account,
    show: (visit, form) => show(visit, form, ownOf(visit)),
    submit,
  }),
]

/** Stands first on the record, and on the person's own page: what the data are not used for, since when and why. */
export const restrictionPanel: PersonPanel = {
  order: 5,
  categories: ['identity'],
  async show({ tx, actor }, person, locale) {
    const standing = await findRestriction(tx, person)
    if (!standing) return undefined
    const t = rightsText(locale)
    const since = formatDate(locale, dayOf(standing.since))
    const href =
      actor.kind === 'person'
        ? '/me/restriction'
        : admits(deciders, actor)
          ? `/people/${person}/restriction`
          : undefined
    return (
      <Notice locale={locale} tone="warning" title={t('restricted.title', { since })}>
        <p>{restrictedUses.map((use) => t(`use.${use}`)).join(' ')}</p>
        <p>{standing.because}</p>
        {href && (
          <p>
            <a href={href}>{t('restricted.release')}</a>
          </p>
        )}
      </Notice>
    )
  },
}

async function show(visit: Visit, form: FormView, person: string): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = rightsText(locale)
  const own = actor.kind === 'person'
  const standing = await read(
    instance,
    actor,
    {
      what: 'restriction',
      who: own ? account : deciders,
      purpose: 'keep-record',
      legalBasis: 'LAW-PD',
      categories: ['identity'],
    },
    async ({ tx }) => {
      const answer = await findRestriction(tx, person)
      if (!answer) throw new Fault('not-found')
      return { answer, subjects: [person] }
    },
  )
  const errors = form.issues.map(() => ({ field: 'reasons', message: t('error.reasons') }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('restricted.release')}
      hasForm
      hasErrors={errors.length > 0}
      draft={own && !rightsText.reviewed(locale)}
      back={
        own ? { href: '/me', label: t('back.me') } : { href: `/people/${person}`, label: t('link.record') }
      }
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('restricted.release')}</h1>
      <p class="lead">{t(own ? 'release.own' : 'release.lead')}</p>
      <p>{standing.because}</p>
      <Form action={visit.url.pathname} request={visit.request}>
        {!own && (
          <Textarea
            locale={locale}
            name="reasons"
            label={t('release.reasons')}
            hint={t('release.hint')}
            rows={4}
            value={form.values.reasons}
            error={errors[0]?.message}
          />
        )}
        <FormActions locale={locale} label={t('restricted.release')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const own = visit.actor.kind === 'person'
  const person = own ? ownOf(visit) : personOf(visit)
  const reasons = visit.answers.text.reasons ?? ''
  await releaseRestriction(visit.instance, visit.actor, { person, reasons }, visit.request)
  return visit.redirect(own ? '/me' : `/people/${person}`, {
    flash: rightsText(visit.locale)('released'),
  })
}

function ownOf({ actor }: Visit): string {
  if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
  return actor.person
}
