import { countryName, statesIn } from '../../classifier/countries.ts'
import { type Ground, isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { familyText } from '../family-text.ts'
import { findFamily } from '../find-family.ts'
import { findNamedRelatives, type NamedRelative } from '../find-named-relatives.ts'
import { nameRelative, takeBackRelative } from '../name-relative.ts'
import { FamilyRelation } from '../register-person.ts'
import { registerText } from '../register-text.ts'

/** A person's own relatives: who is linked, whom they named and what came of it, and a form to name one. */
export const ownFamilyPages: Route[] = [
  ...formPage({ path: '/me/family', who: account, show: (visit, form) => show(visit, form), submit }),
  post('/me/family/:named/take-back', account, takeBack),
]

const tones: { [state in NamedRelative['state']]: Tone } = {
  waiting: 'waiting',
  linked: 'success',
  declined: 'neutral',
}

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { actor, instance, locale } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const t = familyText(locale)
  const relation = (code: FamilyRelation) => registerText(locale)(`relation.${code}`)
  const family = await findFamily(instance, actor, actor.person)
  const named = await findNamedRelatives(instance, actor, actor.person)
  const fields = ['relation', 'name', 'birthDate', 'documentNumber'] as const
  const errors = form.issues.map(({ path }) => {
    const field = fields.find((one) => one === path) ?? 'name'
    return { field, message: t(`error.${field}`) }
  })
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      hasForm
      hasErrors={errors.length > 0 || refused.length > 0}
      draft={!familyText.reviewed(locale)}
      back={{ href: '/me/record', label: t('back') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {refused.length > 0 && <Notice locale={locale} tone="warning" title={t('too-many')} live />}
      <p class="lead">{t('lead')}</p>
      <section class="flow-small" aria-labelledby="linked">
        <h2 id="linked">{t('linked')}</h2>
        {family.length === 0 && <p>{t('linked.none')}</p>}
        {family.map((one) => (
          <p class="facts">
            <strong>{relation(one.relation)}</strong> {one.relative ? one.relative.name : t('hidden')}{' '}
            <StatusTag tone={one.standing === 'verified' ? 'success' : 'neutral'}>
              {t(`standing.${one.standing}`)}
            </StatusTag>
          </p>
        ))}
      </section>
      {named.length > 0 && (
        <section class="flow-small" aria-labelledby="named">
          <h2 id="named">{t('named')}</h2>
          <p>{t('bring')}</p>
          {named.map((one) => (
            <article class="flow-small">
              <h3>
                {relation(one.relation)}: {one.name}
              </h3>
              <p class="facts">
                <StatusTag tone={tones[one.state]}>{t(`state.${one.state}`)}</StatusTag>{' '}
                {one.birth_date && formatDate(locale, one.birth_date)}{' '}
                {one.issuing_state && countryName(one.issuing_state, locale)} {one.document_number}
              </p>
              {one.why_not && (
                <p>
                  {t('why-not')}: {one.why_not} <a href="/me/record/wrong">{t('wrong')}</a>
                </p>
              )}
              {one.state === 'waiting' && (
                <Form id={`back-${one.id}`} action={`/me/family/${one.id}/take-back`} request={visit.request}>
                  <Button kind="secondary" about={one.name}>
                    {t('take-back')}
                  </Button>
                </Form>
              )}
            </article>
          ))}
        </section>
      )}
      <section class="flow" aria-labelledby="add">
        <h2 id="add">{t('add')}</h2>
        <Form action="/me/family" request={visit.request}>
          <Radios
            locale={locale}
            name="relation"
            label={t('relation')}
            value={form.values.relation}
            error={error('relation')}
            options={FamilyRelation.options.map((value) => ({ value, label: relation(value) }))}
          />
          <TextField
            locale={locale}
            name="name"
            label={t('name')}
            value={form.values.name}
            error={error('name')}
          />
          <DateField
            locale={locale}
            name="birthDate"
            label={t('birthDate')}
            hint={t('birthDate.hint')}
            optional
            value={dateParts(form.values, 'birthDate')}
            error={error('birthDate')}
          />
          <Select
            locale={locale}
            name="issuingState"
            label={t('issuingState')}
            optional
            value={form.values.issuingState}
            options={statesIn(locale)}
          />
          <TextField
            locale={locale}
            name="documentNumber"
            label={t('documentNumber')}
            optional
            width={20}
            value={form.values.documentNumber}
            error={error('documentNumber')}
          />
          <FormActions locale={locale} label={t('send')} />
        </Form>
      </section>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { text, lists } = visit.answers
  const born = readDate(text, 'birthDate')
  if ('code' in born && born.code !== 'day-missing') throw invalid('birthDate', born.code)
  const given = {
    relation: text.relation as FamilyRelation,
    name: text.name ?? '',
    ...('date' in born ? { birthDate: born.date } : {}),
    ...(text.issuingState ? { issuingState: text.issuingState } : {}),
    ...(text.documentNumber ? { documentNumber: text.documentNumber.replace(/[\s-]/g, '') } : {}),
  }
  const answer = await nameRelative(visit.instance, visit.actor, given, visit.request)
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect('/me/family', { flash: familyText(visit.locale)('sent') })
}

async function takeBack(visit: Visit): Promise<Response> {
  const { named } = visit.params
  if (!isId(named)) throw new Fault('not-found')
  await takeBackRelative(visit.instance, visit.actor, { named }, visit.request)
  return visit.redirect('/me/family', { flash: familyText(visit.locale)('taken-back') })
}
