/// <reference lib="dom" />
import type { Page as Tab } from 'playwright-core'
import { claimCase } from '../../src/case/claim-case.ts'
import { sql } from '../../src/platform/database.ts'
import type { Country } from './run-country.ts'
import type { Walker } from './walk.ts'

/**
 * Forms that are sent before the walk, so that what they make has pages: by whom, where, what must be said there, and how the link
 * begins that leads from there to the form.
 */
const sent: [string, string, Record<string, string>, string?][] = [
  ['staff-analyst-ministry', '/reform/drafts/new', { title: 'More workers in a household' }],
  ['staff-analyst-ministry', '/rules/publications/propose?what=mci', {}],
  ['staff-permit-almaty-1', '/exports/new', {}],
  ['staff-supervisor-almaty', '/tracing/orders/new', {}],
  ['staff-auditor', '/retention/holds/new', {}],
  ['staff-registration-almaty', '/register/assisted', {}],
  ['public', '/complaint', {}],
  ['worker-tajikistan', '/me/looks', {}, '/me/looks/'],
]

/** Cases in work, people to be found and things that were asked for: what the doors of a quiet country do not show. */
export async function prepareWalk(country: Country, walkers: Walker[]): Promise<void> {
  const { owner } = country.world
  const officer = await owner.one<{ id: string; office: string; institution: string; name: string }>(sql`
    select s.id, s.name, p.office_id as office, o.institution from institution.staff s
      join institution.posting p on p.staff_id = s.id join institution.office o on o.id = p.office_id
    where s.subject = 'staff-permit-almaty-1' limit 1`)
  const { instance } = country.world
  const waiting = await owner.rows<{ id: string }>(
    sql`select id from "case"."case" where office_id = ${officer.office}::uuid and (assigned_to is null and state = 'submitted' or state in ('hearing', 'waiting-on-applicant'))`,
  )
  for (const { id } of waiting)
    await claimCase(
      instance,
      {
        kind: 'staff',
        staff: officer.id,
        name: officer.name,
        institution: officer.institution,
        office: officer.office,
        regions: ['75'],
        roles: ['permit-officer'],
      },
      { caseId: id },
    )
  for (const walker of walkers) {
    const last = await owner.maybe<{ latin_name: string }>(
      sql`select latin_name from person.person where '75' = any(regions) order by registered_at limit 1`,
    )
    const declared = await owner.maybe<{ id: string }>(
      sql`select id from person.person where '75' = any(regions) and standing = 'declared' order by registered_at limit 1`,
    )
    if (walker.name.startsWith('staff-'))
      walker.from = [
        `/people?${new URLSearchParams({ q: last?.latin_name ?? 'RAHIMOVA' })}`,
        '/queue?who=all',
        ...(declared && walker.name.startsWith('staff-registration')
          ? [`/people/${declared.id}?for=serve-person`]
          : []),
      ]
    for (const [name, path, said, follow] of sent)
      if (name === walker.name) await sendForm(country, walker, path, said, follow)
  }
}

/** Fills what a form asks with something that fits its fields and sends it; where it ends is where the walker begins too. */
async function sendForm(
  country: Country,
  walker: Walker,
  path: string,
  said: Record<string, string>,
  follow?: string,
): Promise<void> {
  const tab = await country.open({ locale: walker.locale })
  if (walker.cookie) {
    const [name = '', value = ''] = walker.cookie.split('=')
    await tab.context().addCookies([{ name, value, url: country.url }])
  }
  await tab.goto(path)
  if (follow) {
    await tab.locator(`main a[href^="${follow}"]`).first().click()
    await tab.waitForLoadState()
  }
  await fillWhatIsAsked(tab, said, country.world.clock.today())
  const button = tab.locator('form#answers .actions button').first()
  if (await button.count()) {
    await button.click()
    await tab.waitForLoadState()
    const { pathname } = new URL(tab.url())
    walker.from = [...(walker.from ?? []), pathname]
  }
  await tab.context().close()
}

async function fillWhatIsAsked(
  tab: Tab,
  said: Record<string, string>,
  today: Temporal.PlainDate,
): Promise<void> {
  await tab.evaluate(
    ({ said, day }) => {
      const form = document.querySelector<HTMLFormElement>('form#answers')
      const groups = new Set<string>()
      for (const field of form?.elements ?? []) {
        const { name, type, value } = field as HTMLInputElement
        if (!name || type === 'hidden' || name.startsWith('_')) continue
        if (type === 'radio' || type === 'checkbox') {
          if (!groups.has(name)) (field as HTMLInputElement).checked = true
          groups.add(name)
        } else if (field instanceof HTMLSelectElement) {
          field.value = said[name] ?? ([...field.options].find((each) => each.value)?.value || '')
        } else if (value === '' && type !== 'file' && type !== 'search') {
          const part = /-(day|month|year)$/.exec(name)?.[1]
          ;(field as HTMLInputElement).value =
            said[name] ??
            (part
              ? String(day[part as 'day'])
              : (field as HTMLInputElement).inputMode === 'numeric'
                ? '5'
                : 'Said so that something stands here')
        }
      }
    },
    { said, day: { day: today.day, month: today.month, year: today.year } },
  )
}
