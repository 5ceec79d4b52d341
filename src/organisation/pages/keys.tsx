import { clientToken, tokenHash } from '../../institution/keep-clients.ts'
import { isRefusal } from '../../platform/act.ts'
import { account, type KeyOpens } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
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
import { endApiKey, findApiKeys, openApiKey } from '../keep-api-key.ts'

/** The words of a page of keys; the module whose doors the keys open has them. */
export interface KeyWords {
  title: string
  lead: string
  none: string
  name: string
  nameHint: string
  nameMissing: string
  since: string
  open: string
  /** Names the description of the API. */
  docs: string
  end: string
  ended: string
  once: string
  /** Why no key is opened, by the code of the refusal. */
  refused(code: string): string
  back: { href: string; label: string }
  draft: boolean
}

interface Given {
  /** Address of the page; `PATH/end` ends a key. */
  path: string
  opens: KeyOpens
  words(locale: Locale): KeyWords
}

/** Keys of programs that act in the name of an account: opened and shown once, ended at once. */
export const keyPagesOf = (given: Given): Route[] => [
  ...formPage({
    path: given.path,
    who: account,
    show: (visit, form) => show(given, visit, form),
    submit: (visit) => open(given, visit),
  }),
  post(`${given.path}/end`, account, (visit) => end(given, visit)),
]

async function show(
  { path, opens, words }: Given,
  visit: Visit,
  form: FormView,
  told: { token?: string; problem?: string } = {},
): Promise<Response> {
  const { locale, actor } = visit
  if (actor.kind !== 'person') throw new Fault('not-signed-in')
  const t = words(locale)
  const at = visit.instance.clock.now()
  const keys = await look(visit.instance, actor, (tx) => findApiKeys(tx, actor.account, opens, at))
  const errors = form.issues.map(({ path }) => ({ field: path, message: t.nameMissing }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t.title}
      hasForm
      hasErrors={errors.length > 0}
      draft={t.draft}
      back={t.back}
    >
      {told.problem && <Notice locale={locale} tone="warning" title={told.problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      {told.token && (
        <Notice locale={locale} tone="success" title={t.once} live>
          <p>
            <code translate="no">{told.token}</code>
          </p>
        </Notice>
      )}
      <DataTable
        locale={locale}
        caption={t.title}
        captionUnseen
        empty={t.none}
        columns={[
          { key: 'name', label: t.name },
          { key: 'since', label: t.since, nowrap: true },
          { key: 'do', label: t.end },
        ]}
        rows={keys.map((one) => ({
          id: one.id,
          cells: {
            name: one.name,
            since: formatDate(locale, dayOf(one.created_at)),
            do: (
              <Form
                id={`end-${one.id}`}
                action={`${path}/end`}
                request={visit.request}
                hidden={{ key: one.id }}
              >
                <Button kind="secondary" small about={one.name}>
                  {t.end}
                </Button>
              </Form>
            ),
          },
        }))}
      />
      <Form action={path} request={visit.request}>
        <TextField
          locale={locale}
          name="name"
          label={t.name}
          hint={t.nameHint}
          value={form.values.name}
          error={errors.find(({ field }) => field === 'name')?.message}
        />
        <FormActions locale={locale} label={t.open} />
      </Form>
      <p>
        <a href="/api/docs">{t.docs}</a>
      </p>
    </Page>,
    { status: told.problem ? 409 : 200 },
  )
}

async function open(given: Given, visit: Visit): Promise<Response> {
  const token = clientToken(visit.instance, visit.request)
  const made = await openApiKey(
    visit.instance,
    visit.actor,
    { name: visit.answers.text.name ?? '', tokenHash: tokenHash(token), opens: given.opens },
    visit.request,
  )
  const nothing = { values: {}, lists: {}, issues: [] }
  if (isRefusal(made))
    return show(given, visit, nothing, {
      problem: given.words(visit.locale).refused(made.refused[0]?.code ?? ''),
    })
  return show(given, visit, nothing, { token })
}

async function end(given: Given, visit: Visit): Promise<Response> {
  const { key } = visit.answers.text
  if (!isId(key)) throw new Fault('not-found')
  await endApiKey(visit.instance, visit.actor, { key }, visit.request)
  return visit.redirect(given.path, { flash: given.words(visit.locale).ended })
}
