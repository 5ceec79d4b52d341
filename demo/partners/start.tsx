import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Personas } from '../personas.ts'
import { paymentBank } from './bank.tsx'
import { borderFeed } from './border-page.tsx'
import { messageGateway } from './gateway.tsx'
import { identityProvider } from './idp.tsx'
import { contentSecurityPolicy, renderPage } from './page.tsx'
import { employerRegistries } from './registries.ts'
import { reportSenders } from './report-page.tsx'
import { chooseLanguage, partnerText } from './text.ts'

/** What app and partners share; each webhook secret is `whsec_` and base64 of 24-64 bytes. */
export interface PartnerSecrets {
  idp: { clientId: string; clientSecret: string; cookieKey: string }
  gateway: { token: string; webhookSecret: string; botSecret: string }
  bank: { token: string; webhookSecret: string }
  border: { token: string }
  hotels: { token: string }
  contracts: { token: string }
  tax: { token: string }
  registries: { token: string }
}

export interface PartnerOptions {
  /** 0 takes a free one. */
  port: number
  /** 127.0.0.1 unless told: the outbox shows sign-in codes. */
  host?: string
  /** The partners' public address, no slash at the end; http://localhost:<port> unless told. */
  baseUrl?: string
  appUrl: string
  /** Folder where messages, payments and the provider's key survive a restart. */
  dataDir: string
  secrets: PartnerSecrets
  personas: Personas
  /** Paths of the app to which the staff's browser returns. */
  returnPath?: string
  signedOutPath?: string
  /** How late a late event is, and the first wait before a repeat, in milliseconds; tests shorten them. */
  lateMs?: number
  firstRetryMs?: number
}

export interface RunningPartners {
  url: string
  /** Where each partner answers, for the app's settings. */
  idpIssuer: string
  gatewayUrl: string
  bankUrl: string
  stop(): Promise<void>
}

/** Starts the demo's partners in one process on one port: identity provider, message gateway, bank, border feed. */
export async function startPartners(options: PartnerOptions): Promise<RunningPartners> {
  let handle: RequestListener = () => {}
  const server = createServer((req, res) => handle(req, res))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host ?? '127.0.0.1', resolve)
  })
  const baseUrl = options.baseUrl ?? `http://localhost:${(server.address() as AddressInfo).port}`

  const { appUrl, dataDir, secrets, personas } = options
  const timing = {
    ...(options.lateMs === undefined ? {} : { lateMs: options.lateMs, slowMs: options.lateMs }),
    ...(options.firstRetryMs === undefined ? {} : { firstRetryMs: options.firstRetryMs }),
  }
  const idp = await identityProvider({
    baseUrl,
    appUrl,
    dataDir,
    staff: personas.staff,
    secrets: secrets.idp,
    returnPath: options.returnPath ?? '/sign-in/staff/return',
    signedOutPath: options.signedOutPath ?? '/',
  })
  const gateway = messageGateway({ appUrl, dataDir, secrets: secrets.gateway, ...timing })
  const bank = paymentBank({ baseUrl, appUrl, dataDir, secrets: secrets.bank, ...timing })
  const border = borderFeed({ appUrl, token: secrets.border.token, people: personas.people })
  const reports = reportSenders({
    appUrl,
    people: personas.people,
    tokens: {
      'hotel-notices': secrets.hotels.token,
      contracts: secrets.contracts.token,
      'tax-events': secrets.tax.token,
    },
  })

  const registries = employerRegistries({ token: secrets.registries.token })

  const css = readFileSync(new URL('./partners.css', import.meta.url), 'utf8')
  const csp = contentSecurityPolicy(appUrl)
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('content-security-policy', csp)
    c.header('referrer-policy', 'no-referrer')
    c.header('x-content-type-options', 'nosniff')
    c.header('cache-control', 'no-store')
  })
  app.get('/partners.css', (c) => c.body(css, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/', (c) => {
    const locale = chooseLanguage(c)
    const t = partnerText(locale)
    const children = (
      <ul>
        <li>
          <a href="/gateway/outbox">{t('gateway.name')}</a>
        </li>
        <li>
          <a href="/bank">{t('bank.name')}</a>
        </li>
        <li>
          <a href="/border">{t('border.name')}</a>
        </li>
        <li>
          <a href="/reports">{t('reports.name')}</a>
        </li>
      </ul>
    )
    return c.html(renderPage({ locale, title: t('partners.title'), here: '/', children }))
  })
  app.route('/idp', idp.app)
  app.route('/gateway', gateway.app)
  app.route('/bank', bank.app)
  app.route('/border', border.app)
  app.route('/reports', reports.app)
  app.route('/registries', registries.app)

  const listen = getRequestListener(app.fetch)
  handle = (req, res) => {
    if (/^\/idp\/(?!interaction\/)/.test(req.url ?? '')) void idp.answer(req, res)
    else void listen(req, res)
  }

  return {
    url: baseUrl,
    idpIssuer: idp.issuer,
    gatewayUrl: `${baseUrl}/gateway`,
    bankUrl: `${baseUrl}/bank`,
    async stop() {
      await Promise.all([gateway.stop(), bank.stop()])
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}
