import { type Ground, isRefusal } from '../../platform/act.ts'
import { staff } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { findFamily } from '../find-family.ts'
import { findNamedRelatives, findWaitingRelatives } from '../find-named-relatives.ts'
import { findPeople } from '../find-people.ts'
import { getRecord } from '../get-record.ts'
import { endFamilyLink, linkFamily } from '../link-family.ts'
import { foundInWords } from '../match-in-words.ts'
import { declineRelative } from '../name-relative.ts'
import { recordText } from '../record-text.ts'
import { FamilyRelation, registrars } from '../register-person.ts'
import { registerText } from '../register-text.ts'
import { NamedRelatives } from './named-relatives.tsx'
import { personOf } from './record-action.tsx'

/** Relatives of a person: who they are, linking one who is registered, registering one who is not, ending a link. */
export const familyPages: Route[] = [
  ...formPage({
    path: '/people/:id/family',
    who: registrars,
    start: async (visit) => ({ values: Object.fromEntries(visit.url.searchParams) }),
    show: (visit, form) => show(visit, form),
    submit: link,
  }),
  post('/people/:id/family/:link/end', registrars, end),
  post('/people/:id/family/named/:named/decline', registrars, decline),
  get('/relatives', staff('registrar'), waiting),
]

async function show(visit: Visit, form: FormView, refused: Ground[] = []): Promise<Response> {
  const { instance, actor, locale } = visit
  const record = await getRecord(instance, actor, personOf(visit), { purpose: 'keep-record' })
  const family = await findFamily(instance, actor, record.id)
  const named = (await findNamedRelatives(instance, actor, record.id)).filter(
    (one) => one.state === 'waiting',
  )
  const wanted = form.values.q ?? ''
  const found = wanted ? (await findPeople(instance, actor, { wanted, most: 10 })).people : []
  const others = found.filter((one) => one.id !== record.id)
  const t = recordText(locale)
  const relations = FamilyRelation.options.map((value) => ({
    value,
    label: registerText(locale)(`relation.${value}`),
  }))
  const errors = form.issues.map(({ path }) => {
    const field = path === 'relation' ? 'relation' : 'relative'
    return {
      field,
      message: t('error.required', { field: t(field === 'relation' ? 'family.how' : 'family.which') }),
    }
  })
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  const here = `/people/${record.id}/family`
  const title = registerText(locale)('family.title')
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      hasForm={others.length > 0}
      hasErrors={errors.length > 0 || refused.length > 0}
      back={{ href: `/people/${record.id}`, label: record.latin_name }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{title}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {refused.length > 0 && <Notice locale={locale} tone="warning" title={t('family.already')} />}
      <p class="lead">{t('family.lead')}</p>
      {family.length === 0 && <p>{t('family.none')}</p>}
      {family.map(({ link, relation, relative }) => (
        <section class="flow-small">
          <h2>{registerText(locale)(`relation.${relation}`)}</h2>
          <p>
            {relative ? (
              <>
                <a href={`/people/${relative.id}`}>{relative.name}</a>, {bornOn(locale, relative.birth_date)}
              </>
            ) : (
              t('family.hidden')
            )}
          </p>
          <Details title={t('family.end')}>
            <Form id={`end-${link}`} action={`${here}/${link}/end`} request={visit.request}>
              <TextField locale={locale} name={`reason-${link}`} label={t('family.end.reason')} />
              <Button kind="secondary">{t('family.end')}</Button>
            </Form>
          </Details>
        </section>
      ))}
      <NamedRelatives locale={locale} here={here} request={visit.request} named={named} />
      <section class="flow" aria-labelledby="add">
        <h2 id="add">{t('family.find')}</h2>
        <form method="get" action={here} class="flow">
          {form.values.named && <input type="hidden" name="named" value={form.values.named} />}
          {form.values.relation && <input type="hidden" name="relation" value={form.values.relation} />}
          <TextField
            locale={locale}
            name="q"
            type="search"
            label={t('family.find')}
            hint={registerText(locale)('find.hint')}
            value={wanted}
            width={20}
          />
          <Button kind="secondary">{registerText(locale)('find')}</Button>
        </form>
        {wanted && others.length === 0 && <p>{registerText(locale)('find.none')}</p>}
        {others.length > 0 && (
          <Form action={here} request={visit.request} hidden={{ q: wanted, named: form.values.named }}>
            <Radios
              locale={locale}
              name="relative"
              label={t('family.which')}
              value={form.values.relative}
              error={error('relative')}
              options={others.map((one) => ({
                value: one.id,
                label: one.latin_name,
                hint: [
                  one.native_name,
                  bornOn(locale, one.birth_date),
                  one.document,
                  foundInWords(locale, one),
                ]
                  .filter(Boolean)
                  .join(', '),
              }))}
            />
            <Select
              locale={locale}
              name="relation"
              label={t('family.how')}
              value={form.values.relation}
              error={error('relation')}
              options={relations}
            />
            <FormActions locale={locale} label={t('family.link')} />
          </Form>
        )}
      </section>
      <section class="flow" aria-labelledby="new">
        <h2 id="new">{t('family.new')}</h2>
        <form method="get" action="/register" class="flow">
          <input type="hidden" name="relative" value={record.id} />
          <Select
            locale={locale}
            name="relation"
            label={registerText(locale)('family.new-is')}
            options={relations}
          />
          <Button kind="secondary">{registerText(locale)('title')}</Button>
        </form>
      </section>
    </Page>,
    { status: refused.length > 0 ? 409 : 200 },
  )
}

async function link(visit: Visit): Promise<Response> {
  const person = personOf(visit)
  const { text, lists } = visit.answers
  const relation = FamilyRelation.safeParse(text.relation)
  const issues = [
    ...(isId(text.relative) ? [] : [{ path: 'relative', code: 'required' }]),
    ...(relation.success ? [] : [{ path: 'relation', code: 'required' }]),
  ]
  if (!isId(text.relative) || !relation.success) throw new Fault('invalid-input', { issues })
  const answer = await linkFamily(
    visit.instance,
    visit.actor,
    {
      person,
      relative: text.relative,
      relation: relation.data,
      ...(isId(text.named) ? { named: text.named } : {}),
    },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, { values: text, lists, issues: [] }, answer.refused)
  return visit.redirect(`/people/${person}/family`, { flash: recordText(visit.locale)('family.linked') })
}

async function end(visit: Visit): Promise<Response> {
  const { link } = visit.params
  if (!isId(link)) throw new Fault('not-found')
  const reason = visit.answers.text[`reason-${link}`]?.trim()
  if (reason) await endFamilyLink(visit.instance, visit.actor, { link, reason }, visit.request)
  return visit.redirect(`/people/${personOf(visit)}/family`, {
    flash: recordText(visit.locale)(reason ? 'family.ended' : 'family.end.why'),
  })
}

async function decline(visit: Visit): Promise<Response> {
  const { named } = visit.params
  if (!isId(named)) throw new Fault('not-found')
  const t = recordText(visit.locale)
  const why = visit.answers.text[`why-${named}`]?.trim() ?? ''
  if (why.length < 20)
    return visit.redirect(`/people/${personOf(visit)}/family`, { flash: t('named.decline.short') })
  await declineRelative(visit.instance, visit.actor, { named, why }, visit.request)
  return visit.redirect(`/people/${personOf(visit)}/family`, { flash: t('named.declined') })
}

/** People who named relatives that nobody has settled, for the registrars of their regions. */
async function waiting(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = recordText(locale)
  const people = await findWaitingRelatives(visit.instance, visit.actor)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('relatives.title')}
      back={{ href: '/people', label: registerText(locale)('find') }}
      wide
    >
      <h1>{t('relatives.title')}</h1>
      <p class="lead">{t('relatives.lead')}</p>
      {people.length === 0 ? (
        <p>{t('relatives.none')}</p>
      ) : (
        <DataTable
          locale={locale}
          caption={t('relatives.title')}
          captionUnseen
          columns={[
            { key: 'who', label: t('relatives.who') },
            { key: 'count', label: t('relatives.count'), numeric: true },
            { key: 'since', label: t('relatives.since') },
          ]}
          rows={people.map((one) => ({
            id: one.person,
            cells: {
              who: <a href={`/people/${one.person}/family`}>{one.latin_name}</a>,
              count: String(one.waiting),
              since: formatDate(locale, dayOf(one.since)),
            },
          }))}
        />
      )}
    </Page>,
  )
}

/** A birth date may be known only by its year or month. */
const bornOn = (locale: Visit['locale'], text: string): string =>
  text.length === 10 ? formatDate(locale, text) : text
