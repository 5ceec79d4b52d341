import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import type { Country } from './run-country.ts'

/** Signs a person in by the code that the gateway took, as they would: read it, type it. */
export async function signInByCode(country: Country, tab: Tab, phone: string, to = '/me'): Promise<void> {
  await tab.goto(`/sign-in?to=${encodeURIComponent(to)}`)
  await tab.fill('[name=address]', phone)
  await send(tab)
  await tab.waitForURL('**/sign-in/code**')
  await expect.poll(() => newCode(country, phone), { timeout: 15_000 }).toMatch(/^\d{6}$/)
  const code = await newCode(country, phone)
  usedCodes.add(code)
  await tab.fill('[name=code]', code)
  await send(tab)
  await tab.waitForURL(`**${to}`)
}

const usedCodes = new Set<string>()

/** The newest code sent to a phone and not used yet. News reaches it too, with sums of money and numbers of cases in it: those are no codes. */
async function newCode(country: Country, phone: string): Promise<string> {
  const answer = await fetch(`${country.outboxUrl}?${new URLSearchParams({ to: phone })}`)
  const text = (await answer.text()).replaceAll(/<[^>]*>/g, ' ')
  const codes = [...text.matchAll(/(?<![\w+-])\d{6}(?![\w-])/g)].map(([code]) => code)
  return codes.find((code) => !usedCodes.has(code)) ?? ''
}

/** Signs a member of staff in at the demo's identity provider. */
export async function signInStaff(tab: Tab, subject: string, to: string): Promise<void> {
  await tab.goto(`/staff/sign-in?to=${encodeURIComponent(to)}`)
  await tab.locator('main a.button').first().click()
  await tab.waitForURL(/\/idp\/interaction\//)
  await tab.locator(`[name=sub][value="${subject}"]`).click()
  await tab.waitForURL(`**${to}`)
}

/** Presses the main button of the page's form. */
export const send = (tab: Tab): Promise<void> => tab.locator('form#answers .actions button').first().click()

/** Fills fields by their names; a list chooses by value. */
export async function fill(tab: Tab, fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) {
    const field = tab.locator(`main [name="${name}"]`).first()
    const kind = await field.evaluate((each) => `${each.tagName} ${(each as { type?: string }).type ?? ''}`)
    if (kind.startsWith('SELECT')) await field.selectOption(value)
    else if (kind.endsWith('radio') || kind.endsWith('checkbox'))
      await tab.locator(`main [name="${name}"][value="${value}"]`).check({ force: true })
    else await field.fill(value)
  }
}
