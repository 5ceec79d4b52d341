import { statesIn } from '../../classifier/countries.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { newId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { relations } from '../application-row.ts'
import {
  answerFamily,
  type FamilyRow,
  findAsking,
  findFamily,
  nameFamilyMember,
  removeFamilyMember,
} from '../join-family.ts'
import { residenceText } from '../text.ts'
import { dayOf, groundText, issueText } from './form-text.ts'

/** Who goes into an application together; an adult answers on this page of their own. */
export const familyPages: Route[] = [
  ...formPage({
    path: '/kandas/family',
    who: account,
    show: (visit, form) => show(visit, form),
    submit,
  }),
  post('/kandas/family/answer', account, answer),
  post('/kandas/family/remove', account, remove),
]

const tones: Record<FamilyRow['state'], Tone> = {
  joined: 'success',
  asked: 'waiting',
  declined: 'danger',
  removed: 'quiet',
}

export function lookAtFamily(visit: Visit) {
  const { actor } = visit
  if (actor.kind !== 'person' || !actor.person) return undefined
  const person = actor.person
  return read(
    visit.instance,
    actor,
    {
      what: 'family',
      who: account,
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity'],
    },
    async ({ tx }) => {
      const family = await findFamily(tx, person)
      const asking = await findAsking(tx, person)
      return {
        answer: { family, asking },
        subjects: [person, ...family.map((one) => one.member), ...asking.map((one) => one.person_id)],
      }
    },
  )
}

async function show(visit: Visit, form: FormView, refused?: string): Promise<Response> {
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
  return visit.html(
    <Page
      {...visit.frame}
      title={t('family.title')}
      hasForm
      hasErrors={errors.length > 0 || refused !== undefined}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/kandas', label: t('kandas.title') }}
    >
      {refused && <Notice locale={locale} tone="danger" title={refused} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('family.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('family.lead')}</p>
      {seen.asking.map((one) => (
        <Notice locale={locale} tone="warning" title={t('family.ask', { name: one.person_name })}>
          <Form
            id={`answer-${one.id}`}
            action="/kandas/family/answer"
            request={newId()}
            hidden={{ id: one.id }}
          >
            <div class="actions">
              <Button name="join" value="yes">
                {t('family.join')}
              </Button>
              <Button kind="secondary" name="join" value="no">
                {t('family.decline')}
              </Button>
            </div>
          </Form>
        </Notice>
      ))}
      {seen.family.map((one) => (
        <article class="document flow-small">
          <h2>{one.member_name}</h2>
          <p class="facts">
            <StatusTag tone={tones[one.state]}>
              {t(`family.${one.state === 'removed' ? 'declined' : one.state}`)}
            </StatusTag>
            <span>{t(`relation.${one.relation}`)}</span>
          </p>
          <Form
            id={`remove-${one.id}`}
            action="/kandas/family/remove"
            request={newId()}
            hidden={{ id: one.id }}
          >
            <Button kind="secondary">
              {t('family.remove')}
              <span class="unseen"> {one.member_name}</span>
            </Button>
          </Form>
        </article>
      ))}
      <section class="flow-small" aria-labelledby="add">
        <h2 id="add">{t('family.add')}</h2>
        <Form action="/kandas/family" request={visit.request}>
          <Radios
            {...base('relation')}
            label={t('family.relation')}
            options={relations.map((value) => ({ value, label: t(`relation.${value}`) }))}
          />
          <Select {...base('issuingState')} label={t('family.state')} options={statesIn(locale)} />
          <TextField
            {...base('documentNumber')}
            label={t('family.number')}
            width={10}
            look="mono"
            spellcheck={false}
          />
          <DateField
            {...base('birthDate')}
            label={t('family.birth')}
            value={dateParts(form.values, 'birthDate')}
          />
          <FormActions locale={locale} label={t('family.add')} />
        </Form>
      </section>
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const given = parse(nameFamilyMember.input, {
    relation: text.relation,
    issuingState: text.issuingState ?? '',
    documentNumber: text.documentNumber ?? '',
    birthDate: dayOf(text, 'birthDate'),
  })
  const done = await nameFamilyMember(visit.instance, visit.actor, given, visit.request)
  if (isRefusal(done))
    return show(visit, { values: text, lists, issues: [] }, groundText(visit.locale, done.refused[0]))
  return visit.redirect('/kandas/family', { flash: residenceText(visit.locale)('family.done') })
}

async function answer(visit: Visit): Promise<Response> {
  const { id, join } = visit.answers.text
  const given = parse(answerFamily.input, { id, join: join === 'yes' })
  await answerFamily(visit.instance, visit.actor, given, visit.request)
  return visit.redirect('/kandas/family', { flash: residenceText(visit.locale)('family.done') })
}

async function remove(visit: Visit): Promise<Response> {
  const given = parse(removeFamilyMember.input, { id: visit.answers.text.id })
  await removeFamilyMember(visit.instance, visit.actor, given, visit.request)
  return visit.redirect('/kandas/family', { flash: residenceText(visit.locale)('family.done') })
}
