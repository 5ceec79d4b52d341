import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Interaction, KoaContextWithOIDC } from 'oidc-provider'
import { isLocale, negotiate } from '../../src/platform/language.ts'
import { type StaffPersona, writeName } from '../personas.ts'
import { keepInMemory } from './idp-memory.ts'
import { ErrorPage, SignedOutPage, SignInPage, SignOutPage } from './idp-pages.tsx'
import { contentSecurityPolicy, renderPage } from './page.tsx'
import { chooseLanguage, type FullLocale, nearest, partnerText } from './text.ts'

/** How sure the provider was. The app asks for the strong one (`acr_values`) before an act that needs a step-up. */
export const demoAcr = { basic: 'urn:qonys:demo:acr:basic', strong: 'urn:qonys:demo:acr:strong' } as const

export interface IdpOptions {
  baseUrl: string
  appUrl: string
  dataDir: string
  staff: StaffPersona[]
  secrets: { clientId: string; clientSecret: string; cookieKey: string }
  /** Paths of the app to which the browser returns after signing in and out. */
  returnPath: string
  signedOutPath: string
}

/**
 * The ministry's staff identity provider of the demo: OpenID Connect, authorization code with PKCE, no consent page. Whoever
 * opens it chooses whom to be; nothing is proven, and the page says so. Everything else is the real protocol.
 */
export async function identityProvider(options: IdpOptions) {
  const { Provider } = await loadLibrary()
  const issuer = `${options.baseUrl}/idp`
  const staff = new Map(options.staff.map((one) => [one.sub, one]))
  const csp = contentSecurityPolicy(options.appUrl)

  function send(ctx: KoaContextWithOIDC, status: number, html: string): void {
    ctx.status = status
    ctx.type = 'html'
    ctx.set('content-security-policy', csp)
    ctx.body = html
  }

  const provider = new Provider(issuer, {
    adapter: keepInMemory(),
    clients: [
      {
        client_id: options.secrets.clientId,
        client_secret: options.secrets.clientSecret,
        redirect_uris: [options.appUrl + options.returnPath],
        post_logout_redirect_uris: [options.appUrl + options.signedOutPath],
        require_auth_time: true,
      },
    ],
    jwks: { keys: [await readSigningKey(join(options.dataDir, 'idp-key.json'))] },
    cookies: {
      // Cookies do not know ports, so ours must not meet the app's on localhost.
      names: { session: 'idp_session', interaction: 'idp_interaction', resume: 'idp_resume' },
      keys: [options.secrets.cookieKey],
      long: { path: '/idp', signed: true },
      short: { signed: true },
    },
    acrValues: Object.values(demoAcr),
    claims: {
      openid: ['sub', 'acr', 'amr'],
      profile: ['name', 'given_name', 'family_name', 'locale'],
      email: ['email', 'email_verified'],
      staff: ['institution', 'office'],
    },
    scopes: ['openid', 'profile', 'email', 'staff'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          const locale = languageOf(ctx)
          const title = partnerText(locale)('signOut.title')
          const children = <SignOutPage locale={locale} form={form} />
          send(ctx, 200, renderPage({ locale, partner: 'idp', title, children }))
        },
        postLogoutSuccessSource: (ctx) => {
          const locale = languageOf(ctx)
          const title = partnerText(locale)('signedOut.title')
          const children = <SignedOutPage locale={locale} appUrl={options.appUrl} />
          send(ctx, 200, renderPage({ locale, partner: 'idp', title, children }))
        },
      },
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      IdToken: 600,
      Interaction: 1800,
      Session: 28_800,
      Grant: 28_800,
    },
    interactions: { url: (_ctx, interaction) => `/idp/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => {
      const person = staff.get(sub)
      return person && { accountId: sub, claims: () => claimsOf(person) }
    },
    // Staff agreed by their contract of work; a consent page would only teach them to click.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc
      const accountId = session?.accountId
      if (!client || !accountId) return undefined
      const known = session.grantIdFor(client.clientId)
      const kept = known ? await ctx.oidc.provider.Grant.find(known) : undefined
      const grant =
        kept?.accountId === accountId
          ? kept
          : new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId })
      grant.addOIDCScope('openid profile email staff')
      await grant.save()
      return grant
    },
    renderError: (ctx, out) => {
      const locale = languageOf(ctx)
      const title = partnerText(locale)('error.title')
      const children = <ErrorPage locale={locale} code={out.error} detail={out.error_description} />
      send(ctx, Math.max(ctx.status, 400), renderPage({ locale, partner: 'idp', title, children }))
    },
  })
  provider.proxy = options.baseUrl.startsWith('https:')
  provider.on('server_error', (_ctx, error) => console.error('demo identity provider:', error))

  const app = new Hono<{ Bindings: HttpBindings }>()

  app.get('/interaction/:uid', async (c) => {
    const interaction = await findInteraction(c.env.incoming, c.env.outgoing)
    const locale = c.req.query('lang') ? chooseLanguage(c) : asked(interaction, chooseLanguage(c))
    const t = partnerText(locale)
    const here = `/idp/interaction/${c.req.param('uid')}`
    if (!interaction) {
      const children = <ErrorPage locale={locale} code="expired" />
      return c.html(renderPage({ locale, partner: 'idp', title: t('error.title'), here, children }), 400)
    }
    const { params, session } = interaction
    const children = (
      <SignInPage
        locale={locale}
        action={here}
        staff={options.staff}
        first={String(params.login_hint ?? session?.accountId ?? '')}
        strong={wantsStrong(interaction)}
      />
    )
    const title = t(session?.accountId ? 'signIn.again' : 'signIn.title')
    return c.html(renderPage({ locale, partner: 'idp', title, here, children }))
  })

  app.post('/interaction/:uid', bodyLimit({ maxSize: 10_000 }), async (c) => {
    const interaction = await findInteraction(c.env.incoming, c.env.outgoing)
    const form = await c.req.parseBody()
    const person = staff.get(String(form.sub ?? ''))
    if (!interaction || (!person && form.decision !== 'cancel'))
      return c.redirect(`/idp/interaction/${c.req.param('uid')}`, 303)
    if (person) await endOtherSession(interaction, person.sub)
    const strong = wantsStrong(interaction)
    const result = person
      ? {
          login: {
            accountId: person.sub,
            acr: strong ? demoAcr.strong : demoAcr.basic,
            amr: strong ? ['hwk', 'pin', 'mfa'] : ['pwd'],
            remember: false,
          },
        }
      : { error: 'access_denied', error_description: 'the person went back' }
    const next = await provider.interactionResult(c.env.incoming, c.env.outgoing, result, {
      mergeWithLastSubmission: false,
    })
    return c.redirect(next, 303)
  })

  async function findInteraction(
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<Interaction | undefined> {
    try {
      return await provider.interactionDetails(req, res)
    } catch (error) {
      // No cookie, another browser's, or too late: the page says how to begin again.
      if ((error as { name?: string }).name === 'SessionNotFound') return undefined
      throw error
    }
  }

  /**
   * Ends the session of whoever was signed in here before somebody else signs in. Left to itself the library does it by a
   * page that submits itself, which stops a browser without script.
   */
  async function endOtherSession(interaction: Interaction, sub: string): Promise<void> {
    if (!interaction.session || interaction.session.accountId === sub) return
    await (await provider.Session.findByUid(interaction.session.uid))?.destroy()
    Object.assign(interaction.session, { uid: undefined })
    await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1000)))
  }

  const callback = provider.callback()
  return {
    issuer,
    app,
    /** Answers the protocol's own addresses under /idp; the provider must not see the prefix. */
    async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
      Object.assign(req, { originalUrl: req.url })
      req.url = (req.url ?? '').slice('/idp'.length) || '/'
      await callback(req, res)
    },
  }
}

function claimsOf(person: StaffPersona) {
  return {
    sub: person.sub,
    name: writeName(person.nativeName),
    given_name: person.nativeName.given,
    family_name: person.nativeName.family,
    locale: person.locale,
    email: person.email,
    email_verified: true,
    institution: person.institution,
    office: person.office,
  }
}

const wantsStrong = (interaction: Interaction): boolean =>
  String(interaction.params.acr_values ?? '')
    .split(' ')
    .includes(demoAcr.strong)

/** The app says in which language its user reads (`ui_locales`). */
function asked(interaction: Interaction | undefined, otherwise: FullLocale): FullLocale {
  const wanted = String(interaction?.params.ui_locales ?? '')
    .split(' ')
    .find(isLocale)
  return wanted ? nearest(wanted) : otherwise
}

function languageOf(ctx: KoaContextWithOIDC): FullLocale {
  const wanted = String(ctx.oidc?.params?.ui_locales ?? ctx.query.ui_locales ?? '')
    .split(' ')
    .find(isLocale)
  return nearest(wanted ?? negotiate(ctx.get('accept-language')))
}

/** One RSA key, made at the first start and kept, so that the app's copy of the keys stays true over a restart. */
async function readSigningKey(file: string): Promise<JWK> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as JWK
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), use: 'sig', alg: 'RS256' }
  writeFileSync(file, JSON.stringify(key), { mode: 0o600 })
  return key
}

/** Node 26 has no long-term name yet, for which the library warns on each start; nothing else is kept quiet. */
async function loadLibrary() {
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
  }
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}
