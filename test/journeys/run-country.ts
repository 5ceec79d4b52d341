import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page as Tab } from 'playwright-core'
import { tellHistory } from '../../demo/country/tell-history.ts'
import { startPartners } from '../../demo/partners/start.tsx'
import { personas } from '../../demo/personas.ts'
import { routes } from '../../src/app/routes.ts'
import { listen, makeApplication } from '../../src/app/serve.ts'
import { startWorker } from '../../src/app/work.ts'
import { works } from '../../src/app/works.ts'
import { getBrowser, launchOptions } from '../../src/platform/find-browser.ts'
import type { Locale } from '../../src/platform/language.ts'
import { partnerSecrets } from '../../src/platform/partner-secrets.ts'
import { htmlLanguage } from '../../src/ui/language-switch.tsx'
import { makeWorld, runningClock, type World } from '../world.ts'
import { watchTab } from './say-where.ts'

/** How somebody looks at the system. */
export interface Look {
  locale: Locale
  /** Width of the window in CSS pixels; a telephone's is 360. */
  width?: number
  script?: boolean
  dark?: boolean
}

/** The whole program on a free port with its demo partners and an empty scratch country. */
export interface Program {
  url: string
  outboxUrl: string
  world: World
  close(): Promise<void>
}

/** The same, and a browser. */
export interface Country extends Program {
  browser: Browser
  /** A window of somebody's own: no cookie of anybody else. */
  open(look: Look): Promise<Tab>
  /** The newest message the gateway took for an address. */
  lastMessage(to: string): Promise<string>
}

/** With `history` the country is the demo's, small: offices, people and a case of every kind. */
export async function runProgram(
  at = '2026-11-24T04:00:00Z',
  given: { history?: boolean } = {},
): Promise<Program> {
  const [port, partnersPort] = [await freePort(), await freePort()]
  const url = `http://localhost:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'qonys-journey-'))
  const world = await makeWorld(at, {
    clock: runningClock(at),
    config: { port, partnersPort, baseUrl: url, dataDirectory: folder },
  })
  const { instance } = world
  if (given.history) {
    const size = { people: 80, cases: 28, seed: 1, anchor: Temporal.Instant.from(at) }
    await tellHistory(instance.config, world.database.ownerUrl, size)
    instance.demo = true
  }
  const partners = await startPartners({
    port: partnersPort,
    appUrl: url,
    dataDir: join(folder, 'partners'),
    secrets: partnerSecrets(instance.config),
    personas,
    lateMs: 50,
    firstRetryMs: 50,
  })
  const application = makeApplication(instance, routes, { formTargets: [partners.url] })
  const listening = await listen(application, port)
  const worker = await startWorker(instance, works)
  return {
    url,
    outboxUrl: `${partners.gatewayUrl}/outbox`,
    world,
    async close() {
      await worker.stop()
      await listening.close()
      await partners.stop()
      await world.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The program of `runProgram` with a browser in front of it. */
export async function runCountry(at?: string, given?: { history?: boolean }): Promise<Country> {
  const program = await runProgram(at, given)
  const { url, outboxUrl } = program
  const browser = await chromium.launch(launchOptions(await getBrowser({ mayInstall: false })))
  return {
    ...program,
    browser,
    async open({ locale, width = 1280, script = true, dark = false }) {
      const options: BrowserContextOptions = {
        baseURL: url,
        viewport: { width, height: width < 600 ? 740 : 900 },
        locale: htmlLanguage(locale),
        javaScriptEnabled: script,
        colorScheme: dark ? 'dark' : 'light',
        acceptDownloads: true,
      }
      const context = await browser.newContext(options)
      await context.addCookies([{ name: 'qonys_language', value: locale, url }])
      const tab = await context.newPage()
      watchTab(tab)
      return tab
    },
    async lastMessage(to) {
      const answer = await fetch(outboxUrl)
      const text = (await answer.text()).replaceAll(/<[^>]*>/g, ' ')
      const from = text.indexOf(to)
      if (from < 0) throw new Error(`no message for ${to}`)
      return text.slice(from, from + 600)
    },
    async close() {
      await browser.close()
      await program.close()
    },
  }
}

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

/** A picture for the README, when `QONYS_PICTURES` names a folder for them. */
export async function picture(tab: Tab, name: string): Promise<void> {
  const folder = process.env.QONYS_PICTURES
  if (folder) await tab.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}
