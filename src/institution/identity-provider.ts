import * as oidc from 'openid-client'
import type { Config } from '../platform/config.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import { partnerSecrets, partnersUrl } from '../platform/partner-secrets.ts'

/** What the browser carries, sealed, from our page to the provider and back: it binds the answer to who asked. */
export interface Asked {
  state: string
  nonce: string
  verifier: string
  to: string
  /** The member of staff who proves again that it is they (step-up); absent when somebody signs in. */
  staff?: string
}

export type Returned =
  | { subject: string; strong: boolean; idToken: string }
  | { failed: 'cancelled' | 'unproven' }

/** The provider of this installation: the ministry's when it is named, else the demo's. */
export const providerOf = (config: Config): NonNullable<Config['identityProvider']> =>
  config.identityProvider ?? {
    issuer: `${partnersUrl(config)}/idp`,
    clientId: partnerSecrets(config).idp.clientId,
    clientSecret: partnerSecrets(config).idp.clientSecret,
    strong: ['urn:qonys:demo:acr:strong'],
  }

const returnTo = (config: Config): string => `${config.baseUrl}/sign-in/staff/return`
const known = new Map<string, Promise<oidc.Configuration>>()

/** Asks the provider how it works, once; a failure is asked again next time. @throws Fault partner-unavailable */
async function discover(config: Config): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = providerOf(config)
  const key = `${issuer} ${clientId}`
  let asked = known.get(key)
  if (!asked) {
    const local = new URL(issuer).protocol === 'http:' && new URL(issuer).hostname === 'localhost'
    asked = oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: 5,
      execute: local ? [oidc.allowInsecureRequests] : [],
    })
    known.set(key, asked)
  }
  try {
    return await asked
  } catch (cause) {
    known.delete(key)
    throw new Fault('partner-unavailable', { cause })
  }
}

/**
 * Where the browser goes to sign in, and what it must bring back (authorization code, PKCE, state, nonce). `again` asks for a fresh
 * and strong proof of one person: the provider may not answer from its own session.
 * @throws Fault partner-unavailable
 */
export async function askProvider(
  instance: Instance,
  locale: Locale,
  to: string,
  again?: { staff: string; subject: string },
): Promise<{ url: string; asked: Asked }> {
  const provider = await discover(instance.config)
  const asked: Asked = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    to,
    ...(again ? { staff: again.staff } : {}),
  }
  const [strong] = providerOf(instance.config).strong
  const url = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: returnTo(instance.config),
    scope: 'openid profile',
    code_challenge: await oidc.calculatePKCECodeChallenge(asked.verifier),
    code_challenge_method: 'S256',
    state: asked.state,
    nonce: asked.nonce,
    ui_locales: locale,
    ...(again ? { prompt: 'login', max_age: '0', login_hint: again.subject } : {}),
    ...(again && strong ? { acr_values: strong } : {}),
  })
  return { url: url.href, asked }
}

/**
 * Who came back. What the browser brings is never enough: the code is exchanged with the provider, and state, nonce, issuer,
 * audience, signature and time must fit what was asked. @throws Fault partner-unavailable when the provider does not answer
 */
export async function readReturn(instance: Instance, query: string, asked: Asked): Promise<Returned> {
  const provider = await discover(instance.config)
  try {
    const tokens = await oidc.authorizationCodeGrant(
      provider,
      new URL(`${returnTo(instance.config)}${query}`),
      {
        pkceCodeVerifier: asked.verifier,
        expectedState: asked.state,
        expectedNonce: asked.nonce,
        idTokenExpected: true,
        // Two minutes for typing a password are not counted: the proof itself must be of this visit.
        ...(asked.staff ? { maxAge: 120 } : {}),
      },
    )
    const claims = tokens.claims()
    if (!claims || !tokens.id_token) return { failed: 'unproven' }
    const strong = providerOf(instance.config).strong.includes(String(claims.acr ?? ''))
    return { subject: claims.sub, strong, idToken: tokens.id_token }
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError)
      return { failed: error.error === 'access_denied' ? 'cancelled' : 'unproven' }
    if (isSilence(error)) throw new Fault('partner-unavailable', { cause: error })
    instance.log.warn(
      { code: (error as { code?: string }).code },
      'a return from the identity provider did not fit',
    )
    return { failed: 'unproven' }
  }
}

/** Where the provider ends its own session too; undefined when it has no such place or does not answer. */
export async function signOutAt(instance: Instance, idToken: string): Promise<string | undefined> {
  try {
    const provider = await discover(instance.config)
    if (!provider.serverMetadata().end_session_endpoint) return undefined
    return oidc.buildEndSessionUrl(provider, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${instance.config.baseUrl}/`,
    }).href
  } catch (error) {
    if (error instanceof Fault) return undefined
    throw error
  }
}

const isSilence = (error: unknown): boolean =>
  (error instanceof TypeError && error.message === 'fetch failed') ||
  (error as { code?: string }).code === 'OAUTH_TIMEOUT' ||
  (error instanceof oidc.ResponseBodyError && error.status >= 500)
