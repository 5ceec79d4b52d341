import { isRefusal } from '../../platform/act.ts'
import { everyone } from '../../platform/actor.ts'
import { queryOn } from '../../platform/database.ts'
import { limitRate } from '../../platform/limit-rate.ts'
import { look } from '../../platform/read.ts'
import { endSession } from '../../platform/session.ts'
import { sessionCookie } from '../../platform/session-cookie.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { ownPath } from '../../ui/own-path.ts'
import { Page } from '../../ui/page.tsx'
import { CodeField, TextField } from '../../ui/text-field.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { signInText } from '../sign-in-text.ts'
import { enterByLink, enterSignInCode, findLink, requestSignInCode } from '../sign-in-with-code.ts'

const job = { kind: 'system', job: 'sign-in' } as const
/** Codes that one network may ask for in an hour. */
const codesOfNetwork = 300
const https = (visit: Visit) => visit.instance.config.baseUrl.startsWith('https:')

/** Sign-in by a code sent to phone or e-mail: no state account, no password, no script. */
export const signInPages: Route[] = [
  ...formPage({
    path: '/sign-in',
    who: everyone,
    show: async (visit, form) => {
      const t = signInText(visit.locale)
      const errors = form.issues.map(() => ({ field: 'address', message: t('error.address-form') }))
      const to = ownPath(form.values.to ?? visit.url.searchParams.get('to'), '/me')
      return visit.html(
        <Page
          {...visit.frame}
          draft={!signInText.reviewed(visit.locale)}
          title={t('title')}
          hasForm
          hasErrors={errors.length > 0}
        >
          <ErrorSummary locale={visit.locale} errors={errors} />
          <h1>{t('title')}</h1>
          <Form action="/sign-in" request={visit.request} hidden={{ to }}>
            <TextField
              locale={visit.locale}
              name="address"
              label={t('address')}
              hint={t('address.hint')}
              value={form.values.address}
              error={errors[0]?.message}
              autocomplete="username"
            />
            <FormActions locale={visit.locale} label={t('send')} />
          </Form>
          <p>
            <a href="/staff/sign-in">{t('staff')}</a>
          </p>
        </Page>,
      )
    },
    submit: async (visit) => {
      const { address = '', to } = visit.answers.text
      // Codes cost money and wake people: one network asks for so many, whomever they are for. A hostel shares one.
      if (visit.address)
        await look(visit.instance, job, (tx) =>
          limitRate(tx, visit.instance.clock.now(), {
            what: 'sign-in-network',
            who: visit.address ?? '',
            most: codesOfNetwork,
            seconds: 3600,
          }),
        )
      const answer = await requestSignInCode(
        visit.instance,
        job,
        { address, language: visit.locale },
        visit.request,
      )
      if (isRefusal(answer)) throw new Error('a code is never refused')
      return visit.redirect(`/sign-in/code?id=${answer.id}&to=${encodeURIComponent(ownPath(to, '/me'))}`)
    },
  }),
  ...formPage({
    path: '/sign-in/code',
    who: everyone,
    show: (visit, form) => showCode(visit, form.values),
    submit: async (visit) => {
      const { id = '', code = '', to } = visit.answers.text
      const answer = await enterSignInCode(visit.instance, job, {
        id,
        code,
        language: visit.locale,
        ...(visit.address ? { network: visit.address } : {}),
      })
      if (isRefusal(answer)) {
        const [ground] = answer.refused
        const t = signInText(visit.locale)
        const said = { 'code-wrong': 'error.code-wrong', 'code-tries': 'error.code-tries' } as const
        const key = said[ground?.code as keyof typeof said] ?? 'error.code-ended'
        const page = await showCode(visit, visit.answers.text, t(key, ground?.values))
        return new Response(page.body, { status: 422, headers: page.headers })
      }
      return enter(visit, answer.token, ownPath(to, '/me'))
    },
  }),
  get('/sign-in/link/:token', everyone, async (visit) =>
    showLink(visit, await findLink(visit.instance, visit.params.token ?? '')),
  ),
  post('/sign-in/link/:token', everyone, async (visit) => {
    const { token = '' } = visit.params
    const answer = await enterByLink(visit.instance, job, { token, language: visit.locale })
    if (isRefusal(answer)) return showLink(visit, false)
    return enter(visit, answer.token, '/me')
  }),
  post('/sign-out', everyone, async (visit) => {
    if (visit.session)
      await endSession(queryOn(visit.instance.db), visit.session.token, visit.instance.clock.now())
    return visit.redirect('/', { cookies: [sessionCookie(https(visit), undefined)] })
  }),
]

/** A session that ran before in this browser ends: its token would go on without anybody seeing it. */
async function enter(visit: Visit, token: string, to: string): Promise<Response> {
  if (visit.session)
    await endSession(queryOn(visit.instance.db), visit.session.token, visit.instance.clock.now())
  return visit.redirect(to, { cookies: [sessionCookie(https(visit), token)] })
}

async function showCode(visit: Visit, values: Record<string, string>, error?: string): Promise<Response> {
  const t = signInText(visit.locale)
  const id = values.id ?? visit.url.searchParams.get('id') ?? ''
  const to = ownPath(values.to ?? visit.url.searchParams.get('to'), '/me')
  return visit.html(
    <Page
      {...visit.frame}
      draft={!signInText.reviewed(visit.locale)}
      title={t('code')}
      hasForm
      hasErrors={error !== undefined}
    >
      <ErrorSummary locale={visit.locale} errors={error ? [{ field: 'code', message: error }] : []} />
      <h1>{t('code')}</h1>
      <Form action="/sign-in/code" request={visit.request} hidden={{ id, to }}>
        <CodeField locale={visit.locale} name="code" label={t('code')} error={error} />
        <FormActions locale={visit.locale} label={t('enter')}>
          <a href={`/sign-in?to=${encodeURIComponent(to)}`}>{t('again')}</a>
        </FormActions>
      </Form>
    </Page>,
  )
}

/** The link of a message: its button signs in. The language is that of the message's reader. */
function showLink(visit: Visit, open: boolean): Response {
  const t = signInText(visit.locale)
  const title = t(open ? 'link.title' : 'link.ended')
  return visit.html(
    <Page {...visit.frame} draft={!signInText.reviewed(visit.locale)} title={title}>
      <h1>{title}</h1>
      {open ? (
        <Form action={visit.url.pathname} request={visit.request}>
          <p>{t('link.lead')}</p>
          <FormActions locale={visit.locale} label={t('enter')} />
        </Form>
      ) : (
        <>
          <p>{t('link.ended.next')}</p>
          <Button href="/sign-in">{t('again')}</Button>
        </>
      )}
    </Page>,
    { status: open ? 200 : 410 },
  )
}
