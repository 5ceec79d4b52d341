import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBarriers } from './find-barriers.ts'
import { fitsTheWindow, languagesKeep, lookClosely } from './look-closely.ts'
import { prepareWalk } from './prepare-walk.ts'
import { type Country, runCountry } from './run-country.ts'
import { type Found, openWalkers, pagePatterns, patternOf, type Walker, walk } from './walk.ts'

/**
 * With a folder every reader is walked, axe is asked and pictures are kept (`npm run looks`); without, each door is looked at once, on a
 * telephone: its width, its headings, its words and how it is read aloud.
 */
const folder = process.env.QONYS_LOOKS
/** `QONYS_LOOKS_EACH=door` takes pictures of each door once. */
const everybody = folder && process.env.QONYS_LOOKS_EACH !== 'door'
/** Names of readers and of languages, to look at some only: `QONYS_LOOKS_AS=public`, `QONYS_LOOKS_IN=tg`. */
const only = process.env.QONYS_LOOKS_AS?.split(',')
const language = process.env.QONYS_LOOKS_IN
/** Which pictures, all four unless told: `QONYS_LOOKS_AT=360-light,1280-dark`. */
const at = process.env.QONYS_LOOKS_AT?.split(',')

let country: Country
let pages: Found[]
const reached = new Set<string>()

beforeAll(async () => {
  country = await runCountry('2026-11-24T06:00:00Z', { history: true })
  const walkers = (await openWalkers(country))
    .filter(({ name }) => !only || only.includes(name))
    .map((walker): Walker => (language ? { ...walker, locale: language as Walker['locale'] } : walker))
  await prepareWalk(country, walkers)
  pages = await walk(country, walkers, { each: everybody ? 'walker' : 'all', instances: 2, reached })
}, 600_000)
afterAll(() => country?.close())

describe('a walk through every page one can come to by links', () => {
  test('a pattern is found by its path', () => {
    expect(patternOf('/people/0198')).toBe('/people/:id')
    expect(patternOf('/people/0198/nowhere/else')).toBeUndefined()
    expect(patternOf('/register')).toBe('/register')
  })

  test('no link leads to a closed door or a fault', () => {
    expect(
      pages
        .filter(({ status }) => status >= 400)
        .map(({ walker, url, status }) => `${walker.name}: ${url} ${status}`),
    ).toEqual([])
  })

  test('most doors are reached', () => {
    const never = pagePatterns.filter((pattern) => !reached.has(pattern))
    if (folder) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'never-reached.txt'), `${never.join('\n')}\n`)
    }
    if (!only) expect(reached.size, never.join('\n')).toBeGreaterThan(pagePatterns.length * 0.6)
  })

  test('each is whole: one h1, nothing sideways, no word missing, readable aloud', async () => {
    const wrong: string[] = []
    for (const walker of new Set(pages.map((page) => page.walker))) {
      const looks = folder
        ? [360, 1280]
            .flatMap((width) => [false, true].map((dark) => ({ width, dark })))
            .filter(({ width, dark }) => !at || at.includes(`${width}-${dark ? 'dark' : 'light'}`))
        : [{ width: 360, dark: false }]
      for (const { width, dark } of looks) {
        const tab = await country.open({ locale: walker.locale, width, dark })
        if (walker.cookie) {
          const [name = '', value = ''] = walker.cookie.split('=')
          await tab.context().addCookies([{ name, value, url: country.url }])
        }
        await tab.emulateMedia({ reducedMotion: 'reduce' })
        for (const page of pages.filter((each) => each.walker === walker && each.status < 400))
          await look(tab, page, { width, dark }).catch((error: Error) =>
            wrong.push(
              `${walker.name} ${page.url} ${width}${dark ? ' dark' : ''}: ${error.message.slice(0, 600)}`,
            ),
          )
        await tab.context().close()
      }
    }
    if (folder) writeIndex(folder, wrong)
    expect(wrong).toEqual([])
  }, 3_000_000)
})

const pictureName = ({ walker, pattern }: Found, width: number, dark: boolean, serial: number): string =>
  `${[pattern === '/' ? 'home' : pattern, walker.name, walker.locale, width, dark ? 'dark' : 'light', serial].join('-').replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.jpg`.replace(
    /^-/,
    '',
  )

async function look(tab: Tab, page: Found, { width, dark }: { width: number; dark: boolean }): Promise<void> {
  await tab.goto(page.url)
  await languagesKeep(tab)
  if (folder) {
    const path = join(folder, pictureName(page, width, dark, pages.indexOf(page)))
    await tab.screenshot({ path, fullPage: true, type: 'jpeg', quality: 70, animations: 'disabled' })
    // By day axe and the tree; by night the colours are all that differs.
    if (dark) expect(await findBarriers(tab, { only: ['color-contrast'] })).toEqual([])
    else await lookClosely(tab)
    return
  }
  await fitsTheWindow(tab)
}

function writeIndex(folder: string, wrong: string[]): void {
  const shots = [360, 1280].flatMap((width) =>
    [false, true].map((dark) => ({ width, dark, name: `${width} ${dark ? 'dark' : 'light'}` })),
  )
  const rows = pages.map(
    (page, at) =>
      `<tr><td>${page.walker.name}<td>${page.url} ${page.status}${shots.map(({ width, dark, name }) => `<td><a href="${pictureName(page, width, dark, at)}">${name}</a>`).join('')}`,
  )
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>Looks</title><h1>${pages.length} pages</h1><table>${rows.join('\n')}</table><h2>Wrong</h2><pre>${wrong.join('\n').replaceAll('<', '&lt;')}</pre>`,
  )
}
