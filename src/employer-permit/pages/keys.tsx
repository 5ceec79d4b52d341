import { clientToken, tokenHash } from '../../institution/keep-clients.ts'
import { endApiKey, findApiKeys, openApiKey } from '../../organisation/keep-api-key.ts'
import { isRefusal } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { employerPermitText } from '../text.ts'

/** Keys of a company's machines: opened and shown once, ended at once. */
export const keyPages: Route[] = [
  ...formPage({
    path: '/company/keys',
    who: account,
    show: (visit, form) => show(visit, form),
    submit: open,
  }),
  post('/company/keys/end', account, end),
]

async function show(
  visit: Visit,
  form: FormView,
  told: { token?: string; problem?: string } = {},
): Promise<Response> {
  const { locale, actor } = visit
  if (actor.kind !== 'person') throw new Fault('not-signed-in')
  const t = employerPermitText(locale)
  const keys = await look(visit.instance, actor, (tx) => findApiKeys(tx, actor.account))
  const errors = form.issues.map(({ path }) => ({ field: path, message: t('key.name.missing') }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('keys')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/company', label: t('company.title') }}
    >
      {told.problem && <Notice locale={locale} tone="warning" title={told.problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('keys')}</h1>
      <p class="lead">{t('keys.lead')}</p>
      {told.token && (
        <Notice locale={locale} tone="success" title={t('key.once')} live>
          <p>
            <code translate="no">{told.token}</code>
          </p>
        </Notice>
      )}
      <DataTable
        locale={locale}
        caption={t('keys')}
        captionUnseen
        empty={t('keys.none')}
        columns={[
          { key: 'name', label: t('key.name') },
          { key: 'since', label: t('key.since'), nowrap: true },
          { key: 'do', label: t('key.end') },
        ]}
        rows={keys.map((one) => ({
          id: one.id,
          cells: {
            name: one.name,
            since: formatDate(locale, one.created_at.toISOString()),
            do: (
              <Form
                id={`end-${one.id}`}
                action="/company/keys/end"
                request={visit.request}
                hidden={{ key: one.id }}
              >
                <Button kind="secondary" small about={one.name}>
                  {t('key.end')}
                </Button>
              </Form>
            ),
          },
        }))}
      />
      <Form action="/company/keys" request={visit.request}>
        <TextField
          locale={locale}
          name="name"
          label={t('key.name')}
          hint={t('key.name.hint')}
          value={form.values.name}
          error={errors.find(({ field }) => field === 'name')?.message}
        />
        <FormActions locale={locale} label={t('key.open')} />
      </Form>
      <p>
        <a href="/api/docs">/api/docs</a>
      </p>
    </Page>,
    { status: told.problem ? 409 : 200 },
  )
}

async function open(visit: Visit): Promise<Response> {
  const token = clientToken(visit.instance, visit.request)
  const made = await openApiKey(
    visit.instance,
    visit.actor,
    { name: visit.answers.text.name ?? '', tokenHash: tokenHash(token) },
    visit.request,
  )
  const t = employerPermitText(visit.locale)
  const nothing = { values: {}, lists: {}, issues: [] }
  if (isRefusal(made))
    return show(visit, nothing, {
      problem: t(made.refused[0]?.code === 'no-company' ? 'key.no-company' : 'key.too-many'),
    })
  return show(visit, nothing, { token })
}

async function end(visit: Visit): Promise<Response> {
  const { key } = visit.answers.text
  if (!isId(key)) throw new Fault('not-found')
  await endApiKey(visit.instance, visit.actor, { key }, visit.request)
  return visit.redirect('/company/keys', { flash: employerPermitText(visit.locale)('key.ended') })
}
