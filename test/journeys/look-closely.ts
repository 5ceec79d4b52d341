/// <reference lib="dom" />
import type { Browser, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { findBarriers } from './find-barriers.ts'

const desks = new WeakMap<Browser, Promise<Tab>>()

/** One window of a browser on which pages are looked at again: its cache has our styles and fonts. */
function deskOf(browser: Browser): Promise<Tab> {
  const found = desks.get(browser)
  if (found) return found
  const opened = browser
    .newContext({ reducedMotion: 'reduce', javaScriptEnabled: true })
    .then((context) => context.newPage())
  desks.set(browser, opened)
  return opened
}

/**
 * What every page owes everybody: axe finds nothing by day or night, nothing scrolls sideways, one h1, no word is missing, and no
 * script or style outside our files. axe needs script, so a page is looked at again from its own HTML.
 */
export async function lookClosely(tab: Tab): Promise<void> {
  const url = tab.url()
  const html = await tab.content()
  const where = new URL(url).pathname
  const copy = await deskOf(tab.context().browser()!)
  const size = tab.viewportSize()
  if (size) await copy.setViewportSize(size)
  await copy.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await copy.route(url, (route) => route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }))
  await copy.goto(url)
  const day = await findBarriers(copy)
  await copy.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const night = await findBarriers(copy, { only: ['color-contrast'] })
  expect([...day, ...night], where).toEqual([])
  await fitsTheWindow(copy)
  await copy.unrouteAll()
}

/** Nothing scrolls sideways, there is one h1, no value of a program stands where a word should, and words of another language say so. */
export async function fitsTheWindow(tab: Tab): Promise<void> {
  // A page that is still coming has no footer yet.
  await tab.waitForLoadState()
  const where = new URL(tab.url()).pathname
  const { wide, headings, text, foreign } = await tab.evaluate(() => {
    const limit = document.documentElement.clientWidth
    const wide =
      document.documentElement.scrollWidth <= limit
        ? []
        : [...document.querySelectorAll('body *')]
            .filter((each) => each.getBoundingClientRect().right > limit + 1)
            .map((each) => each.outerHTML.slice(0, 120))
    // Three words in a row of the other script, in a language that the page does not name: names and addresses are shorter.
    const latin = /(?:(?<![\p{L}\p{N}_./-])[a-z]{3,}(?![\p{L}\p{N}_/-])[\s,.;:()]+){3}/u
    const cyrillic = /(?:\p{Script=Cyrillic}{3,}[\s,.;:()]+){3}/u
    const strange: Record<string, RegExp> = {
      kk: latin,
      ru: latin,
      tg: latin,
      ky: latin,
      en: cyrillic,
      uz: cyrillic,
      tr: cyrillic,
    }
    const foreign: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const within = node.parentElement
      if (!within || within.closest('script, style, code, pre, textarea, svg, option, [translate="no"]'))
        continue
      const language = within.closest('[lang]')?.getAttribute('lang')?.split('-')[0] ?? ''
      const words = `${node.textContent ?? ''} `
      if (strange[language]?.test(words)) foreign.push(`${language}: ${words.trim().slice(0, 120)}`)
    }
    return { wide, headings: document.querySelectorAll('h1').length, text: document.body.innerText, foreign }
  })
  expect(wide, `${where} scrolls sideways`).toEqual([])
  expect(headings, `${where}: h1`).toBe(1)
  expect(foreign, `${where}: words of another language without lang`).toEqual([])
  expect(text, where).not.toMatch(/\bundefined\b|\[object |\bNaN\b|\{\w+\}/)
  await expect
    .poll(async () => mistakesOfTree(await tab.locator('body').ariaSnapshot()), {
      message: `${where} as it is read aloud`,
      timeout: 5_000,
    })
    .toEqual([])
}

/** Another language keeps what was typed: where a form is filled the languages are buttons of it, and where none is they are links. */
export async function languagesKeep(tab: Tab): Promise<void> {
  const wrong = await tab.evaluate(() => {
    const answers = document.querySelector('form#answers[method=post]')
    const typed = answers?.querySelector('textarea, select, input[type=text], input:not([type])')
    const keeps = document.querySelector('.language button[name=_language]') !== null
    if (keeps && !answers) return 'the languages do nothing'
    // An offer is answered by its button, whatever else stands in the form; a code of a complaint is never written back.
    const alone = /^\/(offers\/|complaint\/back)/.test(location.pathname)
    const loses = typed && !keeps && !alone && answers?.getAttribute('action') === location.pathname
    return loses ? 'another language forgets what was typed' : ''
  })
  expect(wrong, new URL(tab.url()).pathname).toBe('')
}

const needName = [
  'textbox',
  'searchbox',
  'combobox',
  'checkbox',
  'radio',
  'button',
  'link',
  'radiogroup',
  'table',
  'img',
]

/**
 * What is wrong with a page as assistive technology reads it: landmarks that are missing or doubled, a control, table or group of answers
 * without a name, a heading that skips a level.
 */
export function mistakesOfTree(tree: string): string[] {
  const mistakes: string[] = []
  const nodes = [...tree.matchAll(/^ *- (?:')?([a-z]+)(?: "((?:[^"\\]|\\.)*)")?([^\n]*)$/gm)].map(
    ([line, role = '', name = '', rest = '']) => ({
      line: line.trim().slice(0, 100),
      role,
      name,
      level: Number(/\[level=(\d)\]/.exec(rest)?.[1] ?? 0),
    }),
  )
  for (const landmark of ['banner', 'main', 'contentinfo']) {
    const n = nodes.filter(({ role }) => role === landmark).length
    if (n !== 1) mistakes.push(`${n} × ${landmark}`)
  }
  for (const { role, name, line } of nodes)
    if (needName.includes(role) && name === '') mistakes.push(`without a name: ${line}`)
  const main = nodes.slice(nodes.findIndex(({ role }) => role === 'main'))
  let level = 0
  for (const node of main.filter(({ role }) => role === 'heading')) {
    // What is to be mended stands above the title of the page, as a second heading.
    if (level === 0 && node.level > 2) mistakes.push(`the first heading is not the first: ${node.line}`)
    else if (level > 0 && node.level > level + 1) mistakes.push(`skips a level: ${node.line}`)
    level = node.level
  }
  return mistakes
}
