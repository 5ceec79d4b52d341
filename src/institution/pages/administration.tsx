import type { Child } from 'hono/jsx'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { isRefusal } from '../../platform/act.ts'
import { covers, roles } from '../../platform/actor.ts'
import { invalid } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { newId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { officeName } from '../find-office.ts'
import { findOffices } from '../find-offices.ts'
import { clientScopes, clientToken, endClient, findClients, openClient, tokenHash } from '../keep-clients.ts'
import { administrators, endStaff, findPostedStaff, postStaff } from '../keep-staff.ts'
import { isFresh, requireFresh } from '../require-fresh.ts'
import { institutionText } from '../text.ts'

const minutes = 15
type T = ReturnType<typeof institutionText>

/** Who works in Qonys and which machines are admitted; changing it needs a fresh proof. For administrators. */
export const administrationPages: Route[] = [
  ...formPage({
    path: '/staff/people',
    who: administrators,
    show: showStaff,
    submit: async (visit) => {
      const detour = requireFresh(visit, minutes)
      if (detour) return detour
      const { name = '', subject = '', role = '', office = '' } = visit.answers.text
      const answer = await postStaff(
        visit.instance,
        visit.actor,
        {
          name,
          subject,
          role: role as (typeof roles)[number],
          office,
          regions: visit.answers.lists.regions ?? [],
        },
        visit.request,
      )
      if (isRefusal(answer)) throw invalid('office', answer.refused[0]?.code ?? '')
      return visit.redirect('/staff/people', { flash: institutionText(visit.locale)('staff.posted') })
    },
  }),
  post('/staff/people/end', administrators, async (visit) => {
    const detour = requireFresh(visit, minutes, '/staff/people')
    if (detour) return detour
    const staff = visit.answers.text.id ?? ''
    const answer = await endStaff(visit.instance, visit.actor, { staff }, visit.request)
    const t = institutionText(visit.locale)
    return visit.redirect('/staff/people', {
      flash: isRefusal(answer) ? problem(t, answer.refused[0]?.code) : t('staff.ended'),
    })
  }),
  ...formPage({
    path: '/staff/clients',
    who: administrators,
    show: (visit, form) => showClients(visit, form),
    submit: async (visit) => {
      const detour = requireFresh(visit, minutes)
      if (detour) return detour
      const token = clientToken(visit.instance, visit.request)
      const { institution = '', name = '' } = visit.answers.text
      const { scopes = [], regions = [] } = visit.answers.lists
      const answer = await openClient(
        visit.instance,
        visit.actor,
        {
          institution,
          name,
          scopes: scopes as (typeof clientScopes)[number][],
          regions,
          tokenHash: tokenHash(token),
        },
        visit.request,
      )
      if (isRefusal(answer)) throw invalid('institution', answer.refused[0]?.code ?? '')
      // Not a redirect: the token is shown in this one answer and never again.
      return showClients(visit, { values: {}, lists: {}, issues: [] }, token)
    },
  }),
  post('/staff/clients/end', administrators, async (visit) => {
    const detour = requireFresh(visit, minutes, '/staff/clients')
    if (detour) return detour
    const client = visit.answers.text.id ?? ''
    const answer = await endClient(visit.instance, visit.actor, { client }, visit.request)
    const t = institutionText(visit.locale)
    return visit.redirect('/staff/clients', {
      flash: isRefusal(answer) ? problem(t, answer.refused[0]?.code) : t('client.ended'),
    })
  }),
]

const scope = (visit: Visit): string | undefined =>
  visit.actor.kind === 'staff' && visit.actor.regions !== 'all' ? visit.actor.institution : undefined

async function showStaff(visit: Visit, form: FormView): Promise<Response> {
  const { locale, instance, actor } = visit
  const t = institutionText(locale)
  const today = instance.clock.today()
  const { people, offices } = await look(instance, actor, async (tx) => ({
    people: await findPostedStaff(tx, today.toString(), scope(visit)),
    offices: (await findOffices(tx, today)).filter(
      (one) => !scope(visit) || one.institution === scope(visit),
    ),
  }))
  const errors = form.issues.map(({ path, code }) => ({
    field: path.split('.')[0],
    message: problem(t, code),
  }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  return visit.html(
    <Administration visit={visit} title={t('staff.title')} errors={errors} here="/staff/people">
      <DataTable
        locale={locale}
        caption={t('staff.title')}
        captionUnseen
        empty={t('staff.none')}
        columns={[
          { key: 'name', label: t('staff.name') },
          { key: 'role', label: t('staff.role') },
          { key: 'office', label: t('staff.office') },
          { key: 'regions', label: t('staff.regions') },
          { key: 'end', label: t('staff.end') },
        ]}
        rows={people.map((one) => ({
          id: one.id,
          name: one.name,
          cells: {
            name: one.name,
            role: [...new Set(one.postings.map(({ role }) => t(`role.${role}`)))].join(', '),
            office: [...new Set(one.postings.map(({ office }) => officeName(office, locale)))].join(', '),
            regions: regionNames(
              locale,
              t,
              one.postings.flatMap(({ regions }) => regions),
            ),
            end:
              actor.kind === 'staff' && actor.staff === one.id ? (
                t('staff.you')
              ) : (
                <End action="/staff/people/end" id={one.id} label={t('staff.end')} about={one.name} />
              ),
          },
        }))}
      />
      <WhenFresh visit={visit} title={t('staff.add')} to="/staff/people">
        <Form action="/staff/people" request={visit.request}>
          <TextField
            locale={locale}
            name="name"
            label={t('staff.name')}
            value={form.values.name}
            error={error('name')}
          />
          <TextField
            locale={locale}
            name="subject"
            label={t('staff.subject')}
            hint={t('staff.subject.hint')}
            value={form.values.subject}
            error={error('subject')}
            spellcheck={false}
          />
          <Select
            locale={locale}
            name="role"
            label={t('staff.role')}
            value={form.values.role}
            error={error('role')}
            options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          />
          <Select
            locale={locale}
            name="office"
            label={t('staff.office')}
            value={form.values.office}
            error={error('office')}
            options={offices.map((one) => ({ value: one.id, label: officeName(one.names, locale) }))}
          />
          <RegionChoice visit={visit} form={form} error={error('regions')} />
          <FormActions locale={locale} label={t('staff.add')} />
        </Form>
      </WhenFresh>
    </Administration>,
  )
}

async function showClients(visit: Visit, form: FormView, token?: string): Promise<Response> {
  const { locale, instance, actor } = visit
  const t = institutionText(locale)
  const { clients, institutions } = await look(instance, actor, async (tx) => ({
    clients: await findClients(tx, instance.clock.now().toString(), scope(visit)),
    institutions: [
      ...new Map(
        (await findOffices(tx, instance.clock.today()))
          .filter((one) => !scope(visit) || one.institution === scope(visit))
          .map((one) => [one.institution, officeName(one.institutionNames, locale)]),
      ),
    ],
  }))
  const errors = form.issues.map(({ path, code }) => ({
    field: path.split('.')[0],
    message: problem(t, code),
  }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  const scopeName = (one: string) =>
    (clientScopes as readonly string[]).includes(one)
      ? t(`scope.${one as (typeof clientScopes)[number]}`)
      : one
  return visit.html(
    <Administration visit={visit} title={t('client.title')} errors={errors} here="/staff/clients">
      {token && (
        <Notice locale={locale} tone="success" title={t('client.token')} live>
          <p>{t('client.token.once')}</p>
          <p>
            <code class="mono" data-token>
              {token}
            </code>
          </p>
        </Notice>
      )}
      <DataTable
        locale={locale}
        caption={t('client.title')}
        captionUnseen
        empty={t('client.none')}
        columns={[
          { key: 'name', label: t('client.name') },
          { key: 'institution', label: t('client.institution') },
          { key: 'scopes', label: t('client.scopes') },
          { key: 'regions', label: t('staff.regions') },
          { key: 'end', label: t('client.end') },
        ]}
        rows={clients.map((one) => ({
          id: one.id,
          name: one.name,
          cells: {
            name: one.name,
            institution: new Map(institutions).get(one.institution) ?? one.institution,
            scopes: one.scopes.map(scopeName).join(', '),
            regions: regionNames(locale, t, one.regions),
            end: <End action="/staff/clients/end" id={one.id} label={t('client.end')} about={one.name} />,
          },
        }))}
      />
      <WhenFresh visit={visit} title={t('client.add')} to="/staff/clients">
        <Form action="/staff/clients" request={visit.request}>
          <Select
            locale={locale}
            name="institution"
            label={t('client.institution')}
            value={form.values.institution}
            error={error('institution')}
            options={institutions.map(([value, label]) => ({ value, label }))}
          />
          <TextField
            locale={locale}
            name="name"
            label={t('client.name')}
            hint={t('client.name.hint')}
            value={form.values.name}
            error={error('name')}
          />
          <Checkboxes
            locale={locale}
            name="scopes"
            label={t('client.scopes')}
            values={form.lists.scopes}
            error={error('scopes')}
            options={clientScopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
          />
          <RegionChoice visit={visit} form={form} error={error('regions')} />
          <FormActions locale={locale} label={t('client.add')} />
        </Form>
      </WhenFresh>
    </Administration>,
  )
}

function Administration(props: {
  visit: Visit
  title: string
  here: string
  errors: { field: string | undefined; message: string }[]
  children?: Child
}) {
  const { visit, title, errors } = props
  const t = institutionText(visit.locale)
  return (
    <Page {...visit.frame} title={title} hasForm={isFresh(visit, minutes)} hasErrors={errors.length > 0} wide>
      <ErrorSummary
        locale={visit.locale}
        errors={errors.map(({ field, message }) => (field ? { field, message } : { message }))}
      />
      {visit.flash && <Notice locale={visit.locale} title={visit.flash} live />}
      <h1>{title}</h1>
      <Tabs
        label={t('admin.title')}
        tabs={[
          { href: '/staff/people', label: t('staff.title'), current: props.here === '/staff/people' },
          { href: '/staff/clients', label: t('client.title'), current: props.here === '/staff/clients' },
          ...(visit.actor.kind === 'staff' && visit.actor.regions === 'all'
            ? [
                { href: '/staff/works', label: t('works.title') },
                { href: '/staff/feeds', label: t('feeds.title') },
              ]
            : []),
        ]}
      />
      {props.children}
    </Page>
  )
}

/** The form for who has shown lately that it is they; for others the way to do so, before anything is typed. */
function WhenFresh({
  visit,
  title,
  to,
  children,
}: {
  visit: Visit
  title: string
  to: string
  children?: Child
}) {
  const t = institutionText(visit.locale)
  return (
    <section class="flow">
      <h2>{title}</h2>
      {isFresh(visit, minutes) ? (
        children
      ) : (
        <>
          <p>{t('admin.confirm')}</p>
          <ButtonRow>
            <Button href={`/staff/confirm?to=${encodeURIComponent(to)}`}>{t('confirm.title')}</Button>
          </ButtonRow>
        </>
      )}
    </section>
  )
}

function RegionChoice({ visit, form, error }: { visit: Visit; form: FormView; error?: string | undefined }) {
  const t = institutionText(visit.locale)
  const today = visit.instance.clock.today()
  const mine = visit.actor.kind === 'staff' ? visit.actor.regions : []
  const regions = regionsAt(today)
    .map(({ code }) => ({ value: code.slice(3), label: regionName(code, visit.locale, today) }))
    .filter(({ value }) => covers(mine, value))
  return (
    <Checkboxes
      locale={visit.locale}
      name="regions"
      label={t('staff.regions')}
      values={form.lists.regions}
      error={error}
      options={[...(mine === 'all' ? [{ value: '*', label: t('regions.all') }] : []), ...regions]}
    />
  )
}

const End = (props: { action: string; id: string; label: string; about: string }) => (
  <form method="post" action={props.action}>
    <input type="hidden" name="_request" value={newId()} />
    <input type="hidden" name="id" value={props.id} />
    <Button kind="secondary" small about={props.about}>
      {props.label}
    </Button>
  </form>
)

const regionNames = (locale: Locale, t: T, regions: string[]): string =>
  [...new Set(regions)]
    .map((one) => (one === '*' ? t('regions.all') : regionName(`KZ-${one}`, locale)))
    .join(', ')

function problem(t: T, code: string | undefined): string {
  switch (code) {
    case 'not-your-institution':
    case 'already-posted':
    case 'yourself':
    case 'not-yourself':
    case 'not-held-here':
    case 'posted-elsewhere':
    case 'regions-missing':
    case 'scopes-missing':
      return t(`problem.${code}`)
    default:
      return t('problem.required')
  }
}
