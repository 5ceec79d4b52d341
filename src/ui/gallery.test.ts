/// <reference lib="dom" />
import { type Browser, type BrowserContextOptions, chromium, type Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBarriers } from '../../test/journeys/find-barriers.ts'
import { getBrowser, launchOptions } from '../platform/find-browser.ts'
import { locales } from '../platform/language.ts'
import { assets, cssPath, fontPath, iconPath } from './assets.ts'
import { renderGallery } from './gallery.tsx'
import { samplePages } from './sample-pages.examples.tsx'

const pages: Record<string, string> = {}
for (const locale of locales) {
  pages[`/gallery/${locale}/public`] = renderGallery(locale, 'public')
  pages[`/gallery/${locale}/staff`] = renderGallery(locale, 'staff')
  for (const [name, page] of Object.entries(samplePages))
    pages[`/sample/${locale}/${name}`] = String(page(locale))
}

describe('the HTML', () => {
  test.each(Object.entries(pages))('of %s has no inline style or script and no id twice', (_, html) => {
    expect(html).not.toMatch(/<[^>]*\s(style|on[a-z]+)=/)
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(html).not.toMatch(/javascript:|\[object |undefined|NaN/)
    const ids = [...html.matchAll(/<[^>]*\sid="([^"]*)"/g)].map((match) => match[1])
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
    for (const [, list = ''] of html.matchAll(
      /\s(?:for|aria-describedby|aria-labelledby|popovertarget)="([^"]*)"/g,
    ))
      for (const id of list.split(' ')) expect(ids, `"${id}" is pointed to`).toContain(id)
  })

  test('of a form page stays within 14 kB in every language', () => {
    for (const locale of locales)
      expect(Buffer.byteLength(pages[`/sample/${locale}/question`]!), locale).toBeLessThanOrEqual(14_000)
  })
})

test('the first view of a public page is at most 60 kB compressed, fonts included, and its CSS at most 12 kB', async () => {
  const { brotliCompressSync } = await import('node:zlib')
  const size = (path: string) => {
    const asset = assets().find((each) => each.path === path)!
    return (asset.brotli ?? asset.body).length
  }
  const lattice = assets().find((each) => each.path.includes('lattice'))!.path
  const files = [cssPath('public'), fontPath('regular'), fontPath('bold'), iconPath(), lattice].map(size)
  const html = brotliCompressSync(pages['/sample/kk/home']!).length
  expect(size(cssPath('public'))).toBeLessThanOrEqual(12_000)
  expect(files.reduce((sum, each) => sum + each, html)).toBeLessThanOrEqual(60_000)
  expect(pages['/sample/kk/home']).not.toContain('<script')
})

describe('in the browser', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch(launchOptions(await getBrowser({ mayInstall: false })))
  })
  afterAll(() => browser?.close())

  const files = new Map(assets().map((asset) => [asset.path, asset]))

  /** A tab that gets our pages and files, under the policy they are served with; what is posted is kept in `posted`. */
  async function open(
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<{ tab: Tab; posted: string[] }> {
    const context = await browser.newContext(options)
    const posted: string[] = []
    await context.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url())
      if (route.request().method() === 'POST') posted.push(route.request().postData() ?? '')
      const file = files.get(pathname)
      if (file) return route.fulfill({ contentType: file.type, body: Buffer.from(file.body) })
      return route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'content-security-policy': "default-src 'self'; base-uri 'none'" },
        body: pages[pathname] ?? '<!doctype html><title>ok</title>',
      })
    })
    const tab = await context.newPage()
    const complaints: string[] = []
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    tab.on('pageerror', (error) => complaints.push(String(error)))
    await tab.goto(`http://localhost${path}`)
    await tab.evaluate(() => document.fonts.ready)
    expect(complaints).toEqual([])
    return { tab, posted }
  }

  const wide = { width: 1280, height: 900 }
  // Best practice for a page, not for a gallery that shows many states at once.
  const ofPagesOnly = ['landmark-unique', 'heading-order', 'empty-heading']

  test('axe finds a picture without words, and a colour that cannot be read', async () => {
    const html =
      '<!doctype html><html lang="en"><title>t</title><main><h1 class="lead">One</h1><img src="/x.png"><font color="#ccc">pale</font></main>'
    const context = await browser.newContext()
    const tab = await context.newPage()
    await tab.setContent(html)
    const found = (await findBarriers(tab)).map((line) => line.split(':')[0])
    expect(found).toEqual(expect.arrayContaining(['image-alt', 'color-contrast']))
    expect(await findBarriers(tab, { only: ['color-contrast'] })).toHaveLength(1)
    expect((await findBarriers(tab, { without: ['image-alt'] })).join()).not.toContain('image-alt')
    await context.close()
  })

  test.each(locales)(
    'axe finds nothing in the gallery in %s, by day and by night',
    async (locale) => {
      const { tab } = await open(`/gallery/${locale}/public`, { viewport: wide, colorScheme: 'light' })
      expect(await findBarriers(tab, { without: ofPagesOnly })).toEqual([])
      await tab.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
      expect(await findBarriers(tab, { only: ['color-contrast'] })).toEqual([])
      await tab.context().close()
    },
    120_000,
  )

  test.each(['light', 'dark'] as const)(
    'axe finds nothing in the dense mode, %s',
    async (colorScheme) => {
      const { tab } = await open('/gallery/ru/staff', { viewport: wide, colorScheme })
      expect(await findBarriers(tab, { without: ofPagesOnly })).toEqual([])
      await tab.context().close()
    },
    120_000,
  )

  test.each(Object.keys(samplePages))(
    'axe finds nothing on the sample page %s on a phone',
    async (name) => {
      const { tab } = await open(`/sample/kk/${name}`, { viewport: { width: 360, height: 740 } })
      expect(await findBarriers(tab)).toEqual([])
      await tab.context().close()
    },
    60_000,
  )

  test.each(locales)(
    'nothing scrolls sideways at 320 and 360 px in %s',
    async (locale) => {
      const { tab } = await open(`/gallery/${locale}/public`)
      for (const path of Object.keys(pages).filter((each) => each.split('/')[2] === locale)) {
        await tab.goto(`http://localhost${path}`)
        await tab.evaluate(() => document.fonts.ready)
        for (const width of [320, 360]) {
          await tab.setViewportSize({ width, height: 740 })
          const wideThings = await tab.evaluate((limit) => {
            if (document.documentElement.scrollWidth <= limit) return []
            return [...document.querySelectorAll('body *')]
              .filter((each) => each.getBoundingClientRect().right > limit + 1)
              .map((each) => each.outerHTML.slice(0, 120))
          }, width)
          expect(wideThings, `${path} at ${width}`).toEqual([])
        }
      }
      await tab.context().close()
    },
    120_000,
  )

  test.each([
    ['/gallery/kk/public', { width: 360, height: 740 }, 44],
    ['/gallery/kk/staff', { width: 1280, height: 900 }, 24],
  ] as const)('targets of %s at %o are at least %i px', async (path, viewport, least) => {
    const { tab } = await open(path, { viewport })
    const small = await tab.evaluate((limit) => {
      const controls =
        'button, select, textarea, summary, a.button, nav a, .choice > label, .tick input, input.input'
      return [...document.querySelectorAll<HTMLElement>(controls)]
        .filter((each) => !each.matches('.first-button, .choice > input') && each.checkVisibility())
        .filter((each) => {
          const box = each.getBoundingClientRect()
          if (!each.matches('.tick input')) return box.height < limit - 0.5 || box.width < 24
          each.scrollIntoView({ block: 'center' })
          const { left, top, width, height } = each.getBoundingClientRect()
          const reach = limit / 2 - 1
          return [-reach, reach].some(
            (dy) => document.elementFromPoint(left + width / 2, top + height / 2 + dy) !== each,
          )
        })
        .map((each) => `${each.getBoundingClientRect().height} ${each.outerHTML.slice(0, 100)}`)
    }, least)
    expect(small).toEqual([])
    await tab.context().close()
  })

  test('keyboard focus is seen: an ink line around a band of sun', async () => {
    const { tab } = await open('/sample/en/question', { viewport: wide })
    for (const selector of ['#f-name', 'button.primary:not(.first-button)']) {
      await tab.keyboard.press('Tab')
      await tab.locator(selector).last().focus()
      const style = await tab
        .locator(selector)
        .last()
        .evaluate((each) => {
          const { outlineStyle, outlineColor, boxShadow } = getComputedStyle(each)
          return `${outlineStyle} ${outlineColor} ${boxShadow}`
        })
      expect(style).toContain('solid rgb(18, 35, 46)')
      expect(style).toContain('rgb(232, 163, 23) 0px 0px 0px 3px')
    }
    await tab.context().close()
  })

  test('without script, Enter in a field sends the answers and no language', async () => {
    const { tab, posted } = await open('/sample/en/question', { javaScriptEnabled: false })
    await tab.fill('#f-name', 'Ҷӯрабоев')
    await tab.press('#f-name', 'Enter')
    await expect.poll(() => posted).toHaveLength(1)
    const sent = new URLSearchParams(posted[0])
    expect(sent.get('name')).toBe('Ҷӯрабоев')
    expect(sent.has('_language')).toBe(false)
    await tab.context().close()
  })

  test('without script, a language sends the half-filled answers along', async () => {
    const { tab, posted } = await open('/sample/en/question', { javaScriptEnabled: false })
    await tab.fill('#f-name', 'Ҷӯрабоев')
    await tab.click('details.language > summary')
    await tab.click('button[value=tg]')
    await expect.poll(() => posted).toHaveLength(1)
    const sent = new URLSearchParams(posted[0])
    expect([sent.getAll('_language'), sent.get('name')]).toEqual([['tg'], 'Ҷӯрабоев'])
    await tab.context().close()
  })

  test("a reader's Enter inside the MRZ field starts a new line and sends nothing", async () => {
    const { tab, posted } = await open('/gallery/en/public')
    await tab.fill('#f-mrz', '')
    await tab.locator('#f-mrz').pressSequentially('P<UTO\nL898')
    expect(await tab.inputValue('#f-mrz')).toBe('P<UTO\nL898')
    expect(posted).toEqual([])
    await tab.context().close()
  })

  test('a double click sends once', async () => {
    const { tab, posted } = await open('/gallery/en/public')
    await tab.evaluate(() => {
      const form = document.querySelector<HTMLFormElement>('form#answers')!
      form.target = 'elsewhere'
    })
    await tab.dblclick('form#answers .button.primary')
    await expect.poll(() => posted.length).toBeGreaterThan(0)
    await tab.waitForTimeout(300)
    expect(posted).toHaveLength(1)
    await tab.context().close()
  })

  test('keys walk and select the rows once they are switched on', async () => {
    const { tab } = await open('/sample/en/queue', { viewport: wide })
    await tab.keyboard.press('j')
    expect(await tab.locator('tr[data-here]').count()).toBe(0)
    await tab.click('[data-keys]')
    await tab.locator('#keys-on').check()
    await tab.keyboard.press('Escape')
    await tab.keyboard.press('j')
    await tab.keyboard.press('j')
    await tab.keyboard.press('x')
    expect(await tab.locator('tr[data-here]').getAttribute('data-row')).toBe('2')
    expect(await tab.locator('.tick input:checked').inputValue()).toBe('2')
    await tab.keyboard.press('/')
    expect(await tab.evaluate(() => document.activeElement?.id)).toBe('search')
    await tab.context().close()
  })
})
