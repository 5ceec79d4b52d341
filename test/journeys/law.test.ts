import { afterAll, beforeAll, expect, it } from 'vitest'
import { draftThreeWorkers } from '../../demo/country/draft-three-workers.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { routeCases } from '../../src/policy/check-policy.ts'
import { decide } from '../../src/policy/compile-route.ts'
import type { Staff } from '../world.ts'
import { dayFields } from './act-by-page.ts'
import { lookClosely } from './look-closely.ts'
import { type Country, type Look, runCountry } from './run-country.ts'
import { fill, send } from './sign-in.ts'

let country: Country
let first: Staff
let second: Staff

beforeAll(async () => {
  country = await runCountry()
  const { world } = country
  await world.owner.done(sql`insert into institution.institution (code, kind, names)
    values ('ministry', 'ministry', '{"kk": "Еңбек министрлігі", "ru": "Министерство труда", "en": "Ministry of Labour"}')`)
  const office = await world.office({ institution: 'ministry', region: null })
  first = await world.officer('analyst', office, { regions: ['*'], name: 'First Official' })
  second = await world.officer('analyst', office, { regions: ['*'], name: 'Second Official' })
  const local = await world.office({})
  for (let n = 0; n < 14; n++) {
    const facts = { ...routeCases('household-permit').given, 'workers-in-household': 1 + (n % 5) }
    const decision = decide('household-permit', facts, '2026-03-02')
    const [caseId, id] = [newId(), newId()]
    await world.owner.done(sql`insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
      values (${caseId}, ${`KZ-2026-7700${10 + n}`}, 'household-permit', 'closed', array[${newId()}::uuid], 'SECRETNAME', 'x', '75', ${local}, '2026-03-02', now())`)
    await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
      values (${id}, ${caseId}, 'grant', false, 'system', '2026-03-02T06:00:00Z', ${JSON.stringify(decision.trace)}::jsonb, ${JSON.stringify(facts)}::jsonb, '2026-03-02', ${decision.policyHash}, '{in force}')`)
  }
})
afterAll(() => country?.close())

/** A window of an official whose proof of identity is a minute old. */
async function as(who: Staff | undefined, look: Look) {
  const tab = await country.open(look)
  if (!who) return tab
  const cookie = await country.world.signIn(who, ['code', 'passkey'])
  const [name = '', value = ''] = cookie.split('=')
  await tab.context().addCookies([{ name, value, url: country.url }])
  return tab
}
const picture = async (tab: Awaited<ReturnType<typeof as>>, name: string) => {
  if (process.env.QONYS_PICTURES)
    await tab.screenshot({ path: `${process.env.QONYS_PICTURES}/law-${name}.png`, fullPage: true })
}

it('an analyst drafts on a phone without script, tries it, shares it; two officials publish what is theirs to set; everybody reads both', async () => {
  const tab = await as(first, { locale: 'en', width: 360, script: false })
  await tab.goto('/reform/drafts/new')
  await fill(tab, {
    title: 'Other fees, smaller households',
    recommendation: 'Fees should cover what the service costs; large households are businesses.',
  })
  await send(tab)
  await tab.waitForURL(/\/reform\/drafts\/[0-9a-f-]{36}$/)
  const draft = new URL(tab.url()).pathname
  await tab.goto(`${draft}/changes/value`)
  await lookClosely(tab)
  await fill(tab, {
    id: 'employer-permit.fee-seasonal-90',
    value: '15',
    ...dayFields('from', '2027-01-01'),
    article: 'Draft order, item 4',
  })
  await send(tab)
  await tab.waitForURL(`**${draft}`)
  await draftThreeWorkers(country.world.instance, first, {
    draft: draft.split('/').at(-1) ?? '',
    version: 2,
    words: {
      article: 'Draft law, article 1',
      cases: [
        'A fourth worker, the day before',
        'A fourth worker, the first day',
        'A third worker, the first day',
      ],
    },
  })
  await tab.reload()
  await lookClosely(tab)
  await picture(tab, 'draft')

  await tab.goto(`${draft}/replay`)
  await send(tab)
  await tab.waitForURL(/\/reform\/scenarios\/[0-9a-f]{24}$/)
  const scenario = new URL(tab.url()).pathname
  await expect
    .poll(
      async () => {
        await tab.reload()
        return tab.locator('progress').count()
      },
      { timeout: 30_000 },
    )
    .toBe(0)
  await lookClosely(tab)
  await picture(tab, 'scenario')
  await tab.locator(`a[href="${scenario}/publication/0"]`).click()
  await lookClosely(tab)
  await picture(tab, 'publish')
  await fill(tab, {
    instrument: 'Government resolution of 20 November 2026 No. 1',
    ...dayFields('adopted', '2026-11-20'),
    ...dayFields('inForce', '2027-01-01'),
  })
  await send(tab)
  await tab.waitForURL(/\/rules\/publications\/[0-9a-f-]{36}$/)
  const publication = new URL(tab.url()).pathname
  await tab.goto(`${scenario}/propose`)
  await fill(tab, {
    'article.0': 'Law on Migration art. 43-2',
    'today.0': 'At most five workers',
    'proposed.0': 'At most three workers',
  })
  await send(tab)
  await tab.waitForURL('**/reform/waiting')
  await tab.context().close()

  const other = await as(second, { locale: 'kk', width: 1280, dark: true })
  await other.goto(publication)
  await lookClosely(other)
  await picture(other, 'conclude')
  await other.locator('button[name=answer][value=publish]').click()
  await other.waitForURL(`**${publication}`)
  await other.goto('/reform/waiting')
  await lookClosely(other)
  await other.locator('button[name=answer][value=publish]').click()
  await other.waitForURL('**/reform')
  await other.goto(scenario)
  await picture(other, 'scenario-dark')
  await other.context().close()

  const reader = await as(undefined, { locale: 'uz', width: 360 })
  await reader.goto('/rules/publications')
  await lookClosely(reader)
  await reader.locator(`a[href="${publication}"]`).click()
  await reader.waitForURL(`**${publication}`)
  await reader.locator(`a[href="${scenario}"]`).click()
  await reader.waitForURL(`**${scenario}`)
  await lookClosely(reader)
  await picture(reader, 'scenario-open')
  expect(await reader.locator(`a[href="${publication}"]`).count()).toBe(1)
  expect(await reader.content()).not.toContain('KZ-2026-77')
  await reader.context().close()
})
