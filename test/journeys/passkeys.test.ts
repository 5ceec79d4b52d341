import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/platform/database.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, runCountry } from './run-country.ts'

let country: Country
beforeAll(async () => {
  // The provider and the tokens it signs live in true time.
  country = await runCountry(Temporal.Now.instant().toString())
  const office = await country.world.office()
  await country.world.officer('permit-officer', office, { subject: 'staff-permit-almaty-1' })
})
afterAll(() => country?.close())

test('an officer adds a passkey after a strong sign-in, signs in with it, and removes it', async () => {
  const tab = await country.open({ locale: 'en', width: 360 })
  const device = await tab.context().newCDPSession(tab)
  await device.send('WebAuthn.enable')
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const atProvider = async () => {
    await tab.waitForURL(/\/idp\/interaction\//)
    await tab.locator('[value="staff-permit-almaty-1"]').first().click()
    const submit = tab.locator('form[method=post] button[type=submit]:not([name])')
    if (tab.url().includes('/idp/interaction/') && (await submit.count())) await submit.first().click()
  }

  await tab.goto('/staff/passkeys')
  await tab.getByRole('link', { name: 'Sign in for staff' }).first().click()
  await lookClosely(tab)
  await tab.getByRole('link', { name: "Sign in with your institution's account" }).click()
  await atProvider()
  await tab.waitForURL('**/staff/passkeys')
  await lookClosely(tab)

  await tab.getByRole('link', { name: 'Add a passkey' }).click()
  expect(await tab.locator('h1').innerText()).toBe('Show again that it is you')
  await lookClosely(tab)
  await tab.getByRole('link', { name: "Sign in with your institution's account" }).click()
  await atProvider()
  await tab.waitForURL('**/staff/passkeys/new')
  await lookClosely(tab)
  await tab.getByLabel('Name of the passkey').fill('Telephone')
  await tab.getByRole('button', { name: 'Create the passkey' }).click()
  await tab.waitForURL('**/staff/passkeys')
  expect(await tab.locator('main').innerText()).toContain('Telephone')
  await lookClosely(tab)

  await tab.context().clearCookies()
  await tab.goto('/staff/sign-in?to=/staff/passkeys')
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await tab.waitForURL('**/staff/passkeys')
  await tab.waitForLoadState('networkidle')
  // A passkey is a strong proof: no step-up for the next key.
  await tab.goto('/staff/passkeys/new')
  expect(await tab.locator('h1').innerText()).toBe('Add a passkey')

  await tab.goto('/staff/passkeys')
  await tab.getByRole('button', { name: 'Remove' }).click()
  await tab.getByText('You have no passkey yet.').waitFor()
  await tab.context().clearCookies()
  await tab.goto('/staff/sign-in')
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await tab.getByText('The passkey could not be confirmed').waitFor()

  const events = await country.world.owner.rows<{ type: string; method: string | null }>(
    sql`select type, after->>'method' as method from platform.event order by id`,
  )
  expect(events.map(({ type, method }) => [type, method].filter(Boolean).join(' '))).toEqual([
    'staff-signed-in oidc',
    'staff-proved-again oidc-strong',
    'passkey-added',
    'staff-signed-in passkey',
    'passkey-removed',
  ])
  await tab.context().close()
})

test('without script the page says so, and the account of the institution remains', async () => {
  const tab = await country.open({ locale: 'en', width: 360, script: false })
  await tab.goto('/staff/sign-in')
  expect(await tab.locator('main').innerText()).toContain('Passkeys need script and a recent browser')
  expect(await tab.getByRole('button', { name: 'Sign in with a passkey' }).isVisible()).toBe(false)
  await lookClosely(tab)
  await tab.context().close()
})
