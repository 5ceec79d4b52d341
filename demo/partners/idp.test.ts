import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoAcr } from './idp.tsx'
import type { RunningPartners } from './start.tsx'
import { makeFolder, removeFolder, startTestPartners, testSecrets } from './test-partners.ts'

const appUrl = 'http://localhost:8080'
const folder = makeFolder()
let partners: RunningPartners
let config: client.Configuration

beforeAll(async () => {
  partners = await startTestPartners(appUrl, folder)
  config = await discover(partners)
})
afterAll(async () => {
  await partners.stop()
  removeFolder(folder)
})

const discover = ({ idpIssuer }: RunningPartners) =>
  client.discovery(new URL(idpIssuer), testSecrets.idp.clientId, testSecrets.idp.clientSecret, undefined, {
    execute: [client.allowInsecureRequests],
  })

/** A browser without script: keeps cookies with their paths, follows redirects until they leave for the app. */
function openBrowser() {
  const jar = new Map<string, { value: string; path: string }>()
  async function go(
    url: string,
    form?: Record<string, string>,
  ): Promise<{ url: string; html: string; status: number }> {
    if (url.startsWith(appUrl)) return { url, html: '', status: 0 }
    const { pathname } = new URL(url)
    const cookie = [...jar]
      .filter(([, one]) => pathname.startsWith(one.path))
      .map(([name, one]) => `${name}=${one.value}`)
      .join('; ')
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      headers: { cookie, 'accept-language': 'en' },
      redirect: 'manual',
      ...(form ? { body: new URLSearchParams(form) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
      const path = rest.find((part) => part.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
      if (value) jar.set(name, { value, path })
      else jar.delete(name)
    }
    const location = response.headers.get('location')
    if (location) return go(new URL(location, url).href)
    return { url, html: await response.text(), status: response.status }
  }
  return { go, jar }
}

async function begin(extra: Record<string, string> = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: `${appUrl}/sign-in/staff/return`,
    scope: 'openid profile email staff',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...extra,
  })
  const finish = (returned: string) =>
    client.authorizationCodeGrant(config, new URL(returned), {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    })
  return { url: url.href, finish }
}

describe('identity provider', () => {
  test('an officer signs in by code and PKCE, without a page of consent, and the token says who and how', async () => {
    const browser = openBrowser()
    const { url, finish } = await begin()
    const page = await browser.go(url)
    expect(page.url).toContain('/idp/interaction/')
    expect(page.html).toContain('Zhunissov Daniyar')
    expect(page.html).toContain('No password is asked')

    const returned = await browser.go(page.url, { sub: 'staff-permit-almaty-1' })
    expect(returned.url).toContain(`${appUrl}/sign-in/staff/return?code=`)
    const tokens = await finish(returned.url)
    expect(tokens.claims()).toMatchObject({
      sub: 'staff-permit-almaty-1',
      name: 'Жүнісов Данияр Маратұлы',
      email: 'd.zhunissov@employment-almaty.demo.example',
      institution: 'employment-almaty',
      office: 'employment-almaty-permits',
      acr: demoAcr.basic,
      amr: ['pwd'],
      auth_time: expect.any(Number),
    })
    const info = await client.fetchUserInfo(config, tokens.access_token, 'staff-permit-almaty-1')
    expect(info.institution).toBe('employment-almaty')

    // A second time the session is enough.
    const again = await begin()
    const direct = await browser.go(again.url)
    expect(direct.url).toContain('?code=')
    expect((await again.finish(direct.url)).claims()?.sub).toBe('staff-permit-almaty-1')
  })

  test('a step-up asks again in spite of the session and comes back stronger and newer', async () => {
    const browser = openBrowser()
    const first = await begin()
    const page = await browser.go(first.url)
    const returned = await browser.go(page.url, { sub: 'staff-prosecutor-almaty' })
    const before = (await first.finish(returned.url)).claims()
    await new Promise((resolve) => setTimeout(resolve, 1100))

    const stepUp = await begin({ prompt: 'login', acr_values: demoAcr.strong })
    const asked = await browser.go(stepUp.url)
    expect(asked.url).toContain('/idp/interaction/')
    expect(asked.html).toContain('second step')
    // The one who is signed in stands first.
    expect(asked.html.indexOf('staff-prosecutor-almaty')).toBeLessThan(
      asked.html.indexOf('staff-registration-almaty'),
    )
    const confirmed = await browser.go(asked.url, { sub: 'staff-prosecutor-almaty' })
    const after = (await stepUp.finish(confirmed.url)).claims()
    expect(after).toMatchObject({ acr: demoAcr.strong, amr: ['hwk', 'pin', 'mfa'] })
    expect(after?.auth_time).toBeGreaterThan(before?.auth_time ?? Infinity)
  })

  test('another person can sign in at the same browser', async () => {
    const browser = openBrowser()
    const first = await begin()
    await browser.go((await browser.go(first.url)).url, { sub: 'staff-auditor' })
    const second = await begin({ prompt: 'login' })
    const returned = await browser.go((await browser.go(second.url)).url, { sub: 'staff-administrator' })
    expect((await second.finish(returned.url)).claims()?.sub).toBe('staff-administrator')
  })

  test('signing out ends the session and returns to the app', async () => {
    const browser = openBrowser()
    const first = await begin()
    const returned = await browser.go((await browser.go(first.url)).url, { sub: 'staff-auditor' })
    const tokens = await first.finish(returned.url)
    const end = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: `${appUrl}/`,
      ui_locales: 'ru',
    })
    const page = await browser.go(end.href)
    expect(page.html).toContain('<html lang="ru"')
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const action = /action="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const out = await browser.go(new URL(action, page.url).href, { xsrf, logout: 'yes' })
    expect(out.url).toBe(`${appUrl}/`)
    expect((await browser.go((await begin()).url)).url).toContain('/idp/interaction/')
  })

  test('going back, an unknown account, no PKCE and a strange return address give no code', async () => {
    const browser = openBrowser()
    const page = await browser.go((await begin()).url)
    const unknown = await browser.go(page.url, { sub: 'nobody' })
    expect(unknown.url).toBe(page.url)
    const back = await browser.go(page.url, { decision: 'cancel' })
    expect(new URL(back.url).searchParams.get('error')).toBe('access_denied')

    const plain = new URL((await begin()).url)
    plain.searchParams.delete('code_challenge')
    plain.searchParams.delete('code_challenge_method')
    expect(new URL((await openBrowser().go(plain.href)).url).searchParams.get('error')).toBe(
      'invalid_request',
    )

    const strange = new URL((await begin()).url)
    strange.searchParams.set('redirect_uri', 'https://stranger.example/')
    const refused = await openBrowser().go(strange.href)
    expect(refused.status).toBe(400)
    expect(refused.html).toContain('This sign-in did not work')
  })

  test('the sign-in page of another browser is of no use', async () => {
    const page = await openBrowser().go((await begin()).url)
    const other = await openBrowser().go(page.url)
    expect(other.status).toBe(400)
    expect(other.html).toContain('begin again')
  })

  test('the signing key outlives a restart', async () => {
    const keysOf = async (issuer: string) => (await fetch(`${issuer}/jwks`)).text()
    const before = await keysOf(partners.idpIssuer)
    const second = await startTestPartners(appUrl, folder)
    expect(await keysOf(second.idpIssuer)).toBe(before)
    expect(before).not.toContain('"d"')
    await second.stop()
  })
})
