import { personPersonas, staffPersonas } from '../../demo/personas.ts'
import { routes } from '../../src/app/routes.ts'
import { queryOn, sql } from '../../src/platform/database.ts'
import type { Locale } from '../../src/platform/language.ts'
import { openSession } from '../../src/platform/session.ts'
import type { Country } from './run-country.ts'

/** Somebody who walks through the pages; the public has no cookie. */
export interface Walker {
  name: string
  locale: Locale
  cookie: string | undefined
  /** Where they begin; the first page of their kind unless told. */
  from?: string[]
}

/** A page that a walker got: its address and the pattern of its door. */
export interface Found {
  walker: Walker
  pattern: string
  url: string
  status: number
}

/** The public and everybody one can be in the demo, each with a session of their own. */
export async function openWalkers(country: Country): Promise<Walker[]> {
  const { instance, owner } = country.world
  const db = queryOn(instance.db)
  const session = async (given: { staff?: string; account?: string }) =>
    `qonys=${await openSession(db, instance.clock.now(), {
      kind: given.staff ? 'staff' : 'person',
      methods: [given.staff ? 'passkey' : 'code'],
      ...given,
    })}`
  const walkers: Walker[] = [{ name: 'public', locale: 'en', cookie: undefined }]
  for (const { key, phone, locale } of personPersonas) {
    const account = await owner.one<{ id: string }>(
      sql`select id from person.account where channel = 'phone' and address = ${phone}`,
    )
    walkers.push({ name: key, locale, cookie: await session({ account: account.id }) })
  }
  for (const { sub, locale } of staffPersonas) {
    const staff = await owner.one<{ id: string }>(
      sql`select id from institution.staff where subject = ${sub}`,
    )
    walkers.push({ name: sub, locale, cookie: await session({ staff: staff.id }) })
  }
  // Parties of cases that no one of the demo has: asked for papers, to be heard, refused a while ago.
  for (const state of partyStates) {
    const party = await owner.maybe<{ account: string; number: string }>(sql`
      select applicant_account as account, number from "case"."case"
      where state = ${state} and applicant_account is not null order by opened_at desc limit 1`)
    if (party)
      walkers.push({
        name: `party-${state}`,
        locale: 'ru',
        cookie: await session({ account: party.account }),
        from: [`/cases/${party.number}`],
      })
  }
  const newcomer = await country.world.account()
  walkers.push({ name: 'newcomer', locale: 'ky', cookie: await session({ account: newcomer.account }) })
  return walkers
}
const partyStates = ['waiting-on-applicant', 'hearing', 'decided'] as const

/** The pages among the doors: what a browser is shown. */
export const pagePatterns: readonly string[] = [
  ...new Set(routes.filter(({ method, api }) => method === 'get' && !api).map(({ path }) => path)),
]

const shapes = pagePatterns.map((path) => ({
  path,
  shape: new RegExp(
    `^${path.replaceAll(/[.+]/g, String.raw`\$&`).replaceAll(/:\w+(\{[^}]+\})?/g, '[^/]+')}$`,
  ),
  fixed: !path.includes(':'),
}))

/** The door of a path: one without a parameter before one with. */
export const patternOf = (path: string): string | undefined =>
  (
    shapes.find(({ fixed, shape }) => fixed && shape.test(path)) ??
    shapes.find(({ shape }) => shape.test(path))
  )?.path

/** How many addresses of a kind are read for their links; of each walker alone when each is walked by themself. */
const tries = 6

/** Doors that only lead on, to another place or out of a session. */
const passages = /^\/staff\/sign-in\/(go|back)|sign-out/

/**
 * Follows links breadth-first from each walker's first page, by plain requests. Each door is opened once by `each`: everybody together,
 * or every walker; under a parameter `instances` addresses are tried. Doors without a parameter that no link leads to are tried last.
 * Every door that was open is added to `reached`, those that give no page too.
 */
export async function walk(
  country: Country,
  walkers: Walker[],
  { each, instances, reached }: { each: 'all' | 'walker'; instances: number; reached?: Set<string> },
): Promise<Found[]> {
  const found: Found[] = []
  const opened = new Map<string, number>()
  const readByAll = new Map<string, number>()
  for (const walker of walkers) {
    const queue = [
      walker.cookie ? (walker.name.startsWith('staff-') ? '/' : '/me') : '/',
      ...(walker.from ?? []),
    ]
    const starts = new Set(queue)
    const seen = new Set(queue)
    const own = new Map<string, number>()
    const counts = each === 'all' ? opened : own
    const reads = each === 'all' ? readByAll : new Map<string, number>()
    // The same case is another page for who applied and for who decides, and so is the first page.
    const reader = !walker.cookie ? 'public' : walker.name.startsWith('staff-') ? 'staff' : 'person'
    const keyOf = (pattern: string) =>
      pattern.includes(':') || pattern === '/' ? `${reader} ${pattern}` : pattern
    let linked = true
    for (;;) {
      const url = queue.shift()
      if (!url) {
        if (!linked) break
        linked = false
        queue.push(...pagePatterns.filter((path) => !path.includes(':') && !counts.has(path)))
        continue
      }
      const pattern = patternOf(new URL(url, country.url).pathname)
      if (!pattern || passages.test(pattern)) continue
      const most = pattern.includes(':') ? instances : 1
      // What a walker begins with is always read, for its links; and more of a kind than are looked at: the doors of the first two
      // cases are not the doors of the tenth.
      const first = starts.has(url)
      const enough = pattern.includes(':') ? Math.max(most, tries) : most
      if (!first && (reads.get(keyOf(pattern)) ?? 0) >= enough) continue
      const answer = await fetch(new URL(url, country.url), {
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: `qonys_language=${walker.locale}${walker.cookie ? `; ${walker.cookie}` : ''}`,
        },
      })
      const html = answer.headers.get('content-type')?.startsWith('text/html') ? await answer.text() : ''
      const next = answer.headers.get('location')
      for (const link of next ? [next] : linksOf(html)) {
        const to = new URL(link, new URL(url, country.url))
        const path = to.pathname + to.search
        if (to.origin === country.url && !seen.has(path)) {
          seen.add(path)
          queue.push(path)
        }
      }
      // What a link promised must open, if after signing in; a door that was only tried may be another's. No door breaks.
      if (answer.status !== 200 || !html) {
        // A file, a machine's answer or a way on: nothing to look at, but the door was open.
        if (answer.status < 400) reached?.add(pattern)
        const promised = linked && !starts.has(url) && !(answer.status === 401 && !walker.cookie)
        if (answer.status >= (promised ? 400 : 500))
          found.push({ walker, pattern, url, status: answer.status })
        continue
      }
      reached?.add(pattern)
      reads.set(keyOf(pattern), (reads.get(keyOf(pattern)) ?? 0) + 1)
      const again = (counts.get(keyOf(pattern)) ?? 0) >= most
      own.set(keyOf(pattern), (own.get(keyOf(pattern)) ?? 0) + 1)
      opened.set(keyOf(pattern), (opened.get(keyOf(pattern)) ?? 0) + 1)
      if (!again) found.push({ walker, pattern, url, status: answer.status })
    }
  }
  return found
}

const linksOf = (html: string): string[] =>
  [...html.matchAll(/<a\b[^>]*\shref="([^"#]+)[^"]*"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
