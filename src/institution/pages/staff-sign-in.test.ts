import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningPartners, startPartners } from '../../../demo/partners/start.tsx'
import { personas } from '../../../demo/personas.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { partnerSecrets } from '../../platform/partner-secrets.ts'
import { get } from '../../ui/visit.ts'
import { requireFresh } from '../require-fresh.ts'
import { anyStaff } from '../sign-in-staff.ts'
import { passkeyPages } from './passkeys.tsx'
import { staffSignInPages } from './staff-sign-in.tsx'

const appUrl = 'http://localhost:8999'
const officer = 'staff-permit-almaty-1'
let world: World
let app: Application
let partners: RunningPartners
let folder: string
let partnersPort: number

/** A page that stands for any grave step. */
const gravePage = get(
  '/grave',
  anyStaff,
  async (visit) => requireFresh(visit, 10) ?? new Response('the grave step'),
)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qonys-idp-'))
  partnersPort = await freePort()
  // The provider signs with the true time, so the country's clock is the true one too.
  world = await makeWorld(Temporal.Now.instant().toString(), { config: { partnersPort, baseUrl: appUrl } })
  const office = await world.office()
  await world.officer('permit-officer', office, { subject: officer })
  await world.officer('permit-officer', office, { subject: 'staff-permit-almaty-2', to: '2020-12-31' })
  const unposted = await world.officer('supervisor', office, { subject: 'staff-supervisor-almaty' })
  await world.owner.done(
    sql`update institution.posting set valid_to = '2020-12-31' where staff_id = ${unposted.staff}::uuid`,
  )
  partners = await startPartners({
    port: partnersPort,
    appUrl,
    dataDir: folder,
    secrets: partnerSecrets(world.instance.config),
    personas,
  })
  app = makeApplication(world.instance, [...staffSignInPages, ...passkeyPages, gravePage])
})
afterAll(async () => {
  await partners.stop()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A browser without script that knows our pages and the provider's: cookies with their paths, redirects followed. */
function openBrowser() {
  const jar = new Map<string, { value: string; path: string }>()
  async function go(url: string, form?: Record<string, string>): Promise<Page> {
    const whole = new URL(url, appUrl)
    const cookie = [...jar]
      .filter(([, one]) => whole.pathname.startsWith(one.path))
      .map(([name, one]) => `${name}=${one.value}`)
      .join('; ')
    const init: RequestInit = {
      method: form ? 'POST' : 'GET',
      headers: {
        cookie,
        'accept-language': 'en',
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded', origin: whole.origin } : {}),
      },
      redirect: 'manual',
      ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    }
    const response = await (whole.origin === appUrl
      ? app.fetch(new Request(whole, init))
      : fetch(whole, init))
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
      const at = pair.indexOf('=')
      const path = rest.find((part) => part.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
      if (pair.slice(at + 1)) jar.set(pair.slice(0, at), { value: pair.slice(at + 1), path })
      else jar.delete(pair.slice(0, at))
    }
    const location = response.headers.get('location')
    if (location) {
      const next = new URL(location, whole).href
      if (hold?.(next)) return { url: next, html: '', status: 0 }
      return go(next)
    }
    return { url: whole.href, html: await response.text(), status: response.status }
  }
  let hold: ((url: string) => boolean) | undefined
  return {
    go,
    jar,
    /** Stops before an address that fits, as a person who copies a link would. */
    holdAt(fits: (url: string) => boolean) {
      hold = fits
    },
  }
}
interface Page {
  url: string
  html: string
  status: number
}

async function signIn(subject: string, to = '') {
  const browser = openBrowser()
  const choose = await browser.go(`/staff/sign-in/go${to ? `?to=${encodeURIComponent(to)}` : ''}`)
  expect(choose.url).toContain('/idp/interaction/')
  return { browser, page: await browser.go(choose.url, { sub: subject }) }
}

const lastEvent = () =>
  world.owner.one<{ type: string; ground: string | null; after: Record<string, unknown> }>(
    sql`select type, ground, after from platform.event order by id desc limit 1`,
  )

describe("signing in at the institution's provider", () => {
  test('an officer comes back to the page they wanted, and the sign-in is on record', async () => {
    const { browser, page } = await signIn(officer, '/staff/passkeys')
    expect(page.url).toBe(`${appUrl}/staff/passkeys`)
    expect(page.status).toBe(200)
    expect(page.html).toContain('Your passkeys')
    expect(await lastEvent()).toMatchObject({ type: 'staff-signed-in', after: { method: 'oidc' } })
    expect([...browser.jar.keys()]).toContain('qonys')
    expect([...browser.jar.keys()]).not.toContain('qonys_asked')
  })

  test.each([
    ['staff-prosecutor-almaty', 'no-account', 'You have no account in Qonys'],
    ['staff-permit-almaty-2', 'account-ended', 'Your account in Qonys has ended'],
    ['staff-supervisor-almaty', 'no-posting', 'You are posted to no office today'],
  ])('%s is told why not: %s', async (subject, code, words) => {
    const { browser, page } = await signIn(subject)
    expect(page.html).toContain(words)
    expect(page.status).toBe(403)
    expect(browser.jar.has('qonys')).toBe(false)
    expect(await lastEvent()).toMatchObject({ type: 'staff-sign-in-refused', ground: code })
  })

  test('who goes back from the provider is not told off', async () => {
    const browser = openBrowser()
    const choose = await browser.go('/staff/sign-in/go')
    const page = await browser.go(choose.url, { decision: 'cancel' })
    expect(page.status).toBe(200)
    expect(page.html).toContain('You did not sign in')
  })

  test("somebody else's return address opens nothing in another browser, nor twice in its own", async () => {
    const browser = openBrowser()
    const choose = await browser.go('/staff/sign-in/go')
    browser.holdAt((url) => url.startsWith(`${appUrl}/sign-in/staff/return`))
    const stolen = await browser.go(choose.url, { sub: officer })
    expect(stolen.url).toContain('code=')

    const bare = openBrowser()
    expect((await bare.go(stolen.url)).html).toContain('The sign-in could not be confirmed')
    const busy = openBrowser()
    await busy.go('/staff/sign-in/go')
    expect((await busy.go(stolen.url)).html).toContain('The sign-in could not be confirmed')
    expect(busy.jar.has('qonys')).toBe(false)

    const asked = browser.jar.get('qonys_asked')!
    expect((await browser.go(stolen.url)).url).toBe(`${appUrl}/queue`)
    browser.jar.delete('qonys')
    browser.jar.set('qonys_asked', asked)
    expect((await browser.go(stolen.url)).html).toContain('The sign-in could not be confirmed')
    expect(browser.jar.has('qonys')).toBe(false)
  })

  test('only a path of ours is gone to afterwards', async () => {
    for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      const { page } = await signIn(officer, to)
      expect(page.url).toBe(`${appUrl}/queue`)
    }
  })

  test('a visitor at a page of staff is offered the way in of staff, with the page kept', async () => {
    const page = await openBrowser().go('/staff/passkeys')
    expect(page.status).toBe(401)
    expect(page.html).toContain('href="/staff/sign-in?to=%2Fstaff%2Fpasskeys"')
    expect(page.html).toContain('Sign in for staff')
  })

  test('a provider that does not answer is said to be silent, and asked again next time', async () => {
    const other = await makeWorld(undefined, { config: { partnersPort: await freePort(), baseUrl: appUrl } })
    try {
      const lonely = makeApplication(other.instance, staffSignInPages)
      const answer = await lonely.fetch(
        new Request(`${appUrl}/staff/sign-in/go`, { headers: { 'accept-language': 'en' } }),
      )
      expect(answer.status).toBe(503)
      expect(await answer.text()).toContain('A partner does not answer')
      expect((await lonely.fetch(new Request(`${appUrl}/staff/sign-in`))).status).toBe(200)
    } finally {
      await other.close()
    }
  })
})

describe('a session of staff', () => {
  const works = async (browser: ReturnType<typeof openBrowser>) =>
    (await browser.go('/staff/passkeys')).status === 200

  test('ends the moment the account ends, and the moment the last posting ends', async () => {
    const { browser } = await signIn(officer)
    const set = (table: 'posting' | 'staff', day: string | null) =>
      table === 'staff'
        ? world.owner.done(
            sql`update institution.staff set active_to = ${day}::date where subject = ${officer}`,
          )
        : world.owner.done(
            sql`update institution.posting set valid_to = ${day}::date where staff_id = (select id from institution.staff where subject = ${officer})`,
          )
    expect(await works(browser)).toBe(true)
    await set('staff', '2020-12-31')
    expect(await works(browser)).toBe(false)
    await set('staff', null)
    expect(await works(browser)).toBe(true)
    await set('posting', '2020-12-31')
    expect(await works(browser)).toBe(false)
    await set('posting', null)
    expect(await works(browser)).toBe(true)
  })

  test('signing out ends it here and leads to the provider, to end it there', async () => {
    const { browser } = await signIn(officer)
    const token = browser.jar.get('qonys')!
    const page = await browser.go('/staff/sign-out', {})
    expect(page.url).toContain('/idp/')
    expect(page.url).toContain('id_token_hint=')
    expect(browser.jar.has('qonys')).toBe(false)
    browser.jar.set('qonys', token)
    expect(await works(browser)).toBe(false)
  })
})

describe('a grave step', () => {
  test('asks again for a strong proof, takes no other person’s, and is fresh for ten minutes', async () => {
    const { browser } = await signIn(officer)
    const confirm = await browser.go('/grave')
    expect(confirm.url).toBe(`${appUrl}/staff/confirm?to=%2Fgrave`)

    const other = await browser.go('/staff/confirm/go?to=%2Fgrave')
    expect(other.url).toContain('/idp/interaction/')
    const refused = await browser.go(other.url, { sub: 'staff-prosecutor-almaty' })
    expect(refused.html).toContain('Somebody else signed in')
    expect((await browser.go('/grave')).url).toContain('/staff/confirm')

    const again = await browser.go('/staff/confirm/go?to=%2Fgrave')
    const done = await browser.go(again.url, { sub: officer })
    expect(done.html).toBe('the grave step')
    expect(await lastEvent()).toMatchObject({ type: 'staff-proved-again', after: { method: 'oidc-strong' } })
    world.clock.add({ minutes: 11 })
    expect((await browser.go('/grave')).url).toContain('/staff/confirm')
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject()))
    })
  })
}
