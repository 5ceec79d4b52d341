import { isRefusal } from '../../platform/act.ts'
import { everyone } from '../../platform/actor.ts'
import { queryOn, sql } from '../../platform/database.ts'
import { seal, unseal } from '../../platform/seal.ts'
import { endSession, idTokenOf } from '../../platform/session.ts'
import { sessionCookie } from '../../platform/session-cookie.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ownPath } from '../../ui/own-path.ts'
import { Page } from '../../ui/page.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { type Asked, askProvider, readReturn, signOutAt } from '../identity-provider.ts'
import { askPasskey, findPasskeys, proveAgainByPasskey, signInByPasskey } from '../passkeys.ts'
import { anyStaff, homeOf, proveAgain, signInStaff } from '../sign-in-staff.ts'
import { institutionText } from '../text.ts'
import { challengeCookie, PasskeyForm, passkeyIslands, readAnswer } from './passkey-form.tsx'

const job = { kind: 'system', job: 'staff-sign-in' } as const
const https = (visit: Visit) => visit.instance.config.baseUrl.startsWith('https:')
const wanted = (visit: Visit) => ownPath(visit.answers.text.to ?? visit.url.searchParams.get('to'), '')

const askedName = (visit: Visit): string => (https(visit) ? '__Host-qonys-asked' : 'qonys_asked')

// A cookie of Lax: the provider's page leads back to us by a link of its own. Over https only this host can have set it.
const askedCookie = (visit: Visit, sealed: string): string =>
  `${askedName(visit)}=${sealed}; Path=/; Max-Age=${sealed ? 600 : 0}; HttpOnly; SameSite=Lax${https(visit) ? '; Secure' : ''}`

/** Staff sign in at their ministry's identity provider (OpenID Connect) or with a passkey, and prove again before a grave step. */
export const staffSignInPages: Route[] = [
  get('/staff/sign-in', everyone, async (visit) => {
    if (visit.actor.kind === 'staff') return visit.redirect(wanted(visit) || homeOf(visit.actor.roles))
    return signInPage(visit)
  }),
  get('/staff/sign-in/go', everyone, async (visit) => {
    const { url, asked } = await askProvider(visit.instance, visit.locale, wanted(visit))
    return goTo(visit, url, asked)
  }),
  get('/staff/confirm', anyStaff, async (visit) => confirmPage(visit)),
  get('/staff/confirm/go', anyStaff, async (visit) => {
    if (visit.actor.kind !== 'staff') return visit.redirect('/staff/sign-in')
    const { staff } = visit.actor
    const row = await queryOn(visit.instance.db).one<{ subject: string | null }>(
      sql`select subject from institution.staff where id = ${staff}::uuid`,
    )
    const { url, asked } = await askProvider(visit.instance, visit.locale, wanted(visit), {
      staff,
      subject: row.subject ?? '',
    })
    return goTo(visit, url, asked)
  }),
  get('/sign-in/staff/return', everyone, comeBack),
  post('/staff/sign-in/passkey', everyone, async (visit) => {
    const proof = await readAnswer(visit)
    const answer = proof && (await signInByPasskey(visit.instance, job, proof))
    if (!answer) return signInPage(visit, 'passkey-unproven')
    if (isRefusal(answer)) {
      const code = answer.refused[0]?.code ?? ''
      return code === 'passkey-unproven' ? signInPage(visit, code) : answerPage(visit, code)
    }
    return enter(visit, answer.token, wanted(visit) || homeOf(answer.roles))
  }),
  post('/staff/confirm/passkey', anyStaff, async (visit) => {
    const proof = await readAnswer(visit)
    const session = visit.session?.token ?? ''
    const answer = proof && (await proveAgainByPasskey(visit.instance, visit.actor, { ...proof, session }))
    if (!answer || isRefusal(answer))
      return confirmPage(visit, answer?.refused[0]?.code ?? 'passkey-unproven')
    return visit.redirect(wanted(visit) || '/')
  }),
  post('/staff/sign-out', everyone, async (visit) => {
    const cookies = [sessionCookie(https(visit), undefined)]
    if (!visit.session || visit.actor.kind !== 'staff') return visit.redirect('/', { cookies })
    const query = queryOn(visit.instance.db)
    const idToken = await idTokenOf(query, visit.session.token)
    await endSession(query, visit.session.token, visit.instance.clock.now())
    const there = idToken && (await signOutAt(visit.instance, idToken))
    return visit.redirect(there || '/', { cookies })
  }),
]

async function goTo(visit: Visit, url: string, asked: Asked): Promise<Response> {
  const sealed = await seal(visit.instance.config, 'identity-provider', { ...asked }, 600)
  return visit.redirect(url, { cookies: [askedCookie(visit, sealed)] })
}

async function comeBack(visit: Visit): Promise<Response> {
  const asked = await unseal<Asked>(
    visit.instance.config,
    'identity-provider',
    visit.cookie(askedName(visit)),
  )
  if (!asked) return answerPage(visit, 'unproven')
  const returned = await readReturn(visit.instance, visit.url.search, asked)
  if ('failed' in returned) return answerPage(visit, returned.failed)
  if (asked.staff) {
    if (visit.actor.kind !== 'staff' || visit.actor.staff !== asked.staff || !visit.session)
      return answerPage(visit, 'unproven')
    const answer = await proveAgain(visit.instance, visit.actor, {
      subject: returned.subject,
      strong: returned.strong,
      session: visit.session.token,
    })
    if (isRefusal(answer)) return answerPage(visit, answer.refused[0]?.code ?? 'unproven')
    return visit.redirect(asked.to || '/', { cookies: [askedCookie(visit, '')] })
  }
  const answer = await signInStaff(visit.instance, job, returned)
  if (isRefusal(answer)) return answerPage(visit, answer.refused[0]?.code ?? 'no-account')
  return enter(visit, answer.token, asked.to || homeOf(answer.roles))
}

/** A session that ran before in this browser ends: nobody else's work goes on under the new name. */
async function enter(visit: Visit, token: string, to: string): Promise<Response> {
  if (visit.session)
    await endSession(queryOn(visit.instance.db), visit.session.token, visit.instance.clock.now())
  // Ten hours, the longest a staff session lasts.
  return visit.redirect(to, {
    cookies: [sessionCookie(https(visit), token, 36_000), askedCookie(visit, '')],
  })
}

async function signInPage(visit: Visit, problem?: string): Promise<Response> {
  const t = institutionText(visit.locale)
  const to = wanted(visit)
  const { options, asked } = await askPasskey(visit.instance.config)
  const cookie = await challengeCookie(visit, asked)
  return visit.html(
    <Page {...visit.frame} title={t('sign-in.title')} islands={passkeyIslands}>
      {problem && (
        <Notice locale={visit.locale} tone="warning" title={t('answer.passkey-unproven')} live>
          <p>{t('answer.passkey-unproven.next')}</p>
        </Notice>
      )}
      <h1>{t('sign-in.title')}</h1>
      <p class="lead">{t('sign-in.lead')}</p>
      <ButtonRow>
        <Button href={`/staff/sign-in/go${to ? `?to=${encodeURIComponent(to)}` : ''}`}>
          {t('sign-in.provider')}
        </Button>
      </ButtonRow>
      <h2>{t('sign-in.passkey.title')}</h2>
      <PasskeyForm
        visit={visit}
        kind="get"
        options={options}
        action="/staff/sign-in/passkey"
        label={t('sign-in.passkey')}
        hidden={{ to }}
        secondary
      />
      <p>
        {t('sign-in.not-staff')} <a href="/sign-in">{t('sign-in.people')}</a>
      </p>
    </Page>,
    { status: problem ? 422 : 200, headers: { 'set-cookie': cookie } },
  )
}

async function confirmPage(visit: Visit, problem?: string): Promise<Response> {
  const t = institutionText(visit.locale)
  const to = wanted(visit)
  const mine = await findPasskeys(visit.instance, visit.actor)
  const { options, asked } = await askPasskey(visit.instance.config)
  const cookie = await challengeCookie(visit, asked)
  return visit.html(
    <Page {...visit.frame} title={t('confirm.title')} islands={passkeyIslands}>
      {problem && (
        <Notice locale={visit.locale} tone="warning" title={t('answer.passkey-unproven')} live>
          <p>{t('answer.passkey-unproven.next')}</p>
        </Notice>
      )}
      <h1>{t('confirm.title')}</h1>
      <p class="lead">{t('confirm.lead')}</p>
      <ButtonRow>
        <Button href={`/staff/confirm/go?to=${encodeURIComponent(to)}`}>{t('sign-in.provider')}</Button>
      </ButtonRow>
      {mine.length > 0 && (
        <PasskeyForm
          visit={visit}
          kind="get"
          options={options}
          action="/staff/confirm/passkey"
          label={t('confirm.passkey')}
          hidden={{ to }}
          secondary
        />
      )}
    </Page>,
    { status: problem ? 422 : 200, headers: { 'set-cookie': cookie } },
  )
}

type AnswerCode =
  | 'no-account'
  | 'account-ended'
  | 'no-posting'
  | 'cancelled'
  | 'unproven'
  | 'another-person'
  | 'not-strong'

/** Not a fault: the sign-in worked or was given up, and this is what follows from it. */
function answerPage(visit: Visit, given: string): Response {
  const t = institutionText(visit.locale)
  const code = given as AnswerCode
  const page = visit.html(
    <Page {...visit.frame} title={t(`answer.${code}`)}>
      <h1>{t(`answer.${code}`)}</h1>
      <p>{t(`answer.${code}.next`)}</p>
      <ButtonRow>
        <Button href="/staff/sign-in">{t('answer.again')}</Button>
      </ButtonRow>
    </Page>,
    { status: code === 'cancelled' ? 200 : 403 },
  )
  page.headers.append('set-cookie', askedCookie(visit, ''))
  return page
}
