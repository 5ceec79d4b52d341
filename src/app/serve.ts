import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { type Actor, admits } from '../platform/actor.ts'
import { isUnavailable, isUnkeepableText } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isLocale, type Locale, negotiate } from '../platform/language.ts'
import { isId, newId } from '../platform/new-id.ts'
import { sessionCookieName } from '../platform/session-cookie.ts'
import { followLaw } from '../policy/follow-law.ts'
import { assets } from '../ui/assets.ts'
import { nameQuestions } from '../ui/name-questions.ts'
import { noAnswers, type Route, type Visit } from '../ui/visit.ts'
import { compress } from './compress.ts'
import { faultPage } from './fault-page.tsx'
import { frameOf } from './frame.ts'
import { keepTyped } from './keep-typed.tsx'
import { formLimit, readBody, readForm, readJson, streamBody } from './read-request.ts'
import { refuseCrossSite } from './refuse-cross-site.ts'
import { securityHeaders } from './security-headers.ts'
import { whichClient, whoIsAsking } from './who-is-asking.ts'
import { readProxies, whoseAddress } from './whose-address.ts'

/** The connection that a request came by. */
export interface Connected {
  incoming?: { socket?: { remoteAddress?: string | undefined } }
}

export interface Application {
  /** @param from the connection, as the server hands it on; absent where there is none */
  fetch(request: Request, from?: Connected): Promise<Response>
  routes: Route[]
}

/** What came with a form, and why it could not be read to its end. */
interface Came {
  answers: Visit['answers']
  problem?: Error
}

const cookieOf = (request: Request, name: string): string | undefined => {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=')
    if (key === name) {
      try {
        return decodeURIComponent(value.join('='))
      } catch {
        return undefined
      }
    }
  }
  return undefined
}

/**
 * The web face of an installation: every route with its audience, in one table. A page is: who is asking, the form that came,
 * the handler (which reads or acts), HTML. Nothing is authorised by the form of a URL.
 */
export function makeApplication(
  instance: Instance,
  routes: Route[],
  options: { formTargets?: string[] } = {},
): Application {
  const https = instance.config.baseUrl.startsWith('https:')
  const ownOrigin = new URL(instance.config.baseUrl).origin
  const headers = securityHeaders({ https, formTargets: options.formTargets ?? [] })
  const hono = new Hono<{ Bindings: Connected }>()
  const proxies = readProxies(instance.config.trustedProxies ?? '')

  for (const asset of assets())
    hono.get(asset.path, (c) => {
      const brotli =
        asset.brotli && /\bbr\b/.test(c.req.header('accept-encoding') ?? '') ? asset.brotli : undefined
      return new Response(Buffer.from(brotli ?? asset.body), {
        headers: {
          'content-type': asset.type,
          'cache-control': 'public, max-age=31536000, immutable',
          vary: 'accept-encoding',
          ...(brotli ? { 'content-encoding': 'br' } : {}),
        },
      })
    })

  for (const route of routes) {
    if (route.api) {
      hono.on(route.method.toUpperCase(), route.path, (c) => answer(route, c.req.raw, c.req.param(), c.env))
      continue
    }
    hono.on(route.method === 'get' ? ['GET', 'HEAD'] : ['POST'], [route.path], (c) =>
      answer(route, c.req.raw, c.req.param(), c.env),
    )
  }
  hono.notFound((c) => answer(nothing, c.req.raw, {}, c.env))

  async function answer(
    route: Route,
    request: Request,
    params: Record<string, string>,
    from: Connected | undefined,
  ): Promise<Response> {
    const url = new URL(request.url)
    // A path that begins with two slashes would be another host in every link and redirect that repeats it.
    url.pathname = url.pathname.replace(/^\/{2,}/, '/')
    const started = performance.now()
    let visit: Visit | undefined
    let response: Response
    // What came with a form outlives the failure of everything after it.
    const came: Came = { answers: noAnswers() }
    try {
      // Without the database nothing is decided, but pages that need none still open.
      const law = followLaw(instance).catch((error) => {
        if (!isUnavailable(error)) throw error
      })
      ;[visit] = await Promise.all([visitOf(route, request, url, params, from, came), law])
      const switched = languageSwitch(visit, request, url)
      if (switched) return switched
      if (!admits(route.who, visit.actor))
        throw new Fault(visit.actor.kind === 'public' ? 'not-signed-in' : 'not-found')
      if (came.problem) throw came.problem
      response = await route.handle(visit)
    } catch (error) {
      response = await failed(error, route, request, url, visit, came.answers)
    }
    if (route !== nothing) count(instance, route, response.status, performance.now() - started)
    return response
  }

  async function visitOf(
    route: Route,
    request: Request,
    url: URL,
    params: Record<string, string>,
    from: Connected | undefined,
    came: Came,
  ): Promise<Visit> {
    const form = request.method === 'POST' && !route.api
    const limit = route.bodyLimit ?? formLimit
    // Told once it is known to whom.
    const take = (most: number) =>
      readForm(request, most, came.answers).catch((error: Error) => {
        came.problem = error
      })
    if (form) {
      refuseCrossSite(request.headers, [ownOrigin, url.origin])
      if (limit <= formLimit) await take(limit)
    }
    const { actor, session, language } = route.api
      ? {
          actor: await whichClient(instance, request.headers.get('authorization')),
          session: undefined,
          language: undefined,
        }
      : await whoIsAsking(instance, cookieOf(request, sessionCookieName(https))).catch(async (error) => {
          // Who asks cannot be found out, and what they typed goes along on the page that says so.
          if (form && limit > formLimit) await take(formLimit)
          throw error
        })
    // A form with files would stand in the memory: of whoever is not let in no more is kept than of one without.
    if (form && limit > formLimit) await take(admits(route.who, actor) ? limit : formLimit)
    const { answers } = came
    const locale = chooseLocale(request, answers.text._language, language)
    const address = whoseAddress(
      from?.incoming?.socket?.remoteAddress,
      request.headers.get('x-forwarded-for') ?? undefined,
      proxies,
    )
    return makeVisit({ request, url, params, actor, session, answers, locale, route, address })
  }

  function makeVisit(given: {
    request: Request
    url: URL
    params: Record<string, string>
    actor: Actor
    session: Visit['session'] | undefined
    answers: Visit['answers']
    locale: Locale
    route: Route
    address: string | undefined
  }): Visit {
    const { request, url, locale } = given
    const flash = cookieOf(request, 'qonys_flash')
    const cookies: string[] = []
    if (flash) cookies.push('qonys_flash=; Path=/; Max-Age=0')
    if (given.answers.text._language && isLocale(given.answers.text._language))
      cookies.push(languageCookie(locale))
    const posted = given.answers.text._request
    const visit: Visit = {
      instance,
      actor: given.actor,
      locale,
      url,
      params: given.params,
      frame: frameOf({
        instance,
        actor: given.actor,
        locale,
        url,
        saveData: request.headers.get('save-data') === 'on',
      }),
      answers: given.answers,
      request: isId(posted) ? posted : newId(),
      ...(given.session ? { session: given.session } : {}),
      ...(flash ? { flash } : {}),
      ...(given.address ? { address: given.address } : {}),
      header: (name) => request.headers.get(name) ?? undefined,
      json: () => readJson(request, given.route.bodyLimit ?? formLimit),
      bytes: () => readBody(request, given.route.bodyLimit ?? formLimit),
      stream: () => streamBody(request, given.route.bodyLimit ?? formLimit),
      cookie: (name) => cookieOf(request, name),
      html(node, options = {}) {
        const h = new Headers({
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
          ...options.headers,
        })
        for (const cookie of cookies) h.append('set-cookie', cookie)
        // A form that comes back is another request: the one that was sent has its answer, and would refuse other words as a repeat.
        const text = isId(posted)
          ? String(node).replaceAll(`name="_request" value="${posted}"`, `name="_request" value="${newId()}"`)
          : String(node)
        return new Response(nameQuestions(text), { status: options.status ?? 200, headers: h })
      },
      redirect(path, options = {}) {
        const h = new Headers({ location: path, 'cache-control': 'no-store' })
        for (const cookie of [...cookies, ...(options.cookies ?? [])]) h.append('set-cookie', cookie)
        if (options.flash)
          h.append(
            'set-cookie',
            `qonys_flash=${encodeURIComponent(options.flash)}; Path=/; Max-Age=60; HttpOnly; SameSite=Lax`,
          )
        return new Response(null, { status: 303, headers: h })
      },
    }
    return visit
  }

  async function failed(
    error: unknown,
    route: Route,
    request: Request,
    url: URL,
    visit: Visit | undefined,
    answers: Visit['answers'],
  ): Promise<Response> {
    const fault = error instanceof Fault ? error : new Fault(codeOf(error), { cause: error })
    const reference = newId()
    if (fault.status >= 500)
      instance.log.error(
        { code: fault.code, reference, route: route.path, error: describe(fault.cause) },
        'a request failed',
      )
    if (route.api || url.pathname.startsWith('/api/')) return problem(fault, reference, url)
    const locale = visit?.locale ?? chooseLocale(request, answers.text._language, undefined)
    const actor: Actor = visit?.actor ?? { kind: 'public' }
    const frame = frameOf({ instance, actor, locale, url })
    const typed = keepTyped(fault, route, url.pathname + url.search, answers)
    const html = String(
      faultPage(frame, fault, reference, route.who, { typed, ...pageBefore(route, request, url) }),
    )
    return new Response(html, {
      status: fault.status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        ...(fault.status === 503 ? { 'retry-after': '10' } : {}),
      },
    })
  }

  /** Where somebody posted from, when nothing is shown at the address they posted to. */
  function pageBefore(route: Route, request: Request, url: URL): { back?: string } {
    if (route.method === 'get' || routes.some(({ method, path }) => method === 'get' && path === route.path))
      return {}
    const from = URL.parse(request.headers.get('referer') ?? '')
    return { back: from && [ownOrigin, url.origin].includes(from.origin) ? from.pathname + from.search : '/' }
  }

  return {
    routes,
    async fetch(request, from) {
      const response = await compress(
        request.headers.get('accept-encoding') ?? undefined,
        await hono.fetch(request, from),
      )
      for (const [name, value] of Object.entries(headers))
        if (!response.headers.has(name)) response.headers.set(name, value)
      return response
    },
  }
}

/** Text with a NUL, which PostgreSQL does not keep, is the asker's mistake and no fault of ours. */
const codeOf = (error: unknown) =>
  isUnavailable(error) ? 'database-unavailable' : isUnkeepableText(error) ? 'invalid-input' : 'unexpected'

/** RFC 9457 problem details with a stable `code`; `issues` name the fields. */
export function problem(fault: Fault, reference: string, url: URL): Response {
  const retry = Number(fault.details.retryAfter ?? (fault.status === 503 ? 10 : 0))
  return Response.json(
    {
      type: `/problems/${fault.code}`,
      title: fault.code.replaceAll('-', ' '),
      status: fault.status,
      code: fault.code,
      instance: url.pathname,
      reference,
      ...(fault.issues.length ? { issues: fault.issues } : {}),
      ...(fault.details.existing ? { existing: fault.details.existing } : {}),
    },
    {
      status: fault.status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        ...(retry ? { 'retry-after': String(retry) } : {}),
        ...(fault.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      },
    },
  )
}

const nothing: Route = {
  method: 'get',
  path: '*',
  who: { to: 'everyone' },
  async handle() {
    throw new Fault('not-found')
  },
}

function chooseLocale(request: Request, posted: string | undefined, account: string | undefined): Locale {
  for (const candidate of [posted, cookieOf(request, 'qonys_language'), account])
    if (isLocale(candidate)) return candidate
  return negotiate(request.headers.get('accept-language') ?? undefined)
}

const languageCookie = (locale: Locale): string =>
  `qonys_language=${locale}; Path=/; Max-Age=31536000; SameSite=Lax`

/** `?language=kk` on any page: remember it and come back to the same page without the parameter. */
function languageSwitch(visit: Visit, request: Request, url: URL): Response | undefined {
  const wanted = url.searchParams.get('language')
  if (request.method !== 'GET' || !isLocale(wanted)) return undefined
  const clean = new URL(url)
  clean.searchParams.delete('language')
  return visit.redirect(clean.pathname + clean.search, { cookies: [languageCookie(wanted)] })
}

function count(instance: Instance, route: Route, status: number, milliseconds: number): void {
  instance.log.debug(
    { route: route.path, method: route.method, status, ms: Math.round(milliseconds) },
    'request',
  )
}

/** The kind and place of an error without its message: messages of a database carry values. */
function describe(cause: unknown): Record<string, unknown> | undefined {
  if (!(cause instanceof Error)) return undefined
  const { code, constraint, table } = cause as { code?: string; constraint?: string; table?: string }
  return {
    name: cause.name,
    code,
    constraint,
    table,
    // Only where, never what: a message of several lines would stand among them.
    stack: cause.stack
      ?.split('\n')
      .map((line) => line.trim())
      .filter((line) => /^at .+:\d+:\d+\)?$/.test(line))
      .slice(0, 7),
    ...(process.env.QONYS_LOG === 'debug' ? { message: cause.message } : {}),
  }
}

export interface Listening {
  url: string
  /**
   * Stops: says at `/ready` that nothing more should come, waits `drainSeconds` for who shares out the requests to hear it, takes
   * no more connections and lets running requests finish (10 s at most).
   */
  close(): Promise<void>
  server: Server
}

export function listen(
  application: Application,
  port: number,
  host = process.env.QONYS_HOST ?? '127.0.0.1',
  drainSeconds = 0,
): Promise<Listening> {
  const handle = getRequestListener(application.fetch, { overrideGlobalObjects: false })
  let stopping = false
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 30_000 }, (request, response) => {
    if (stopping) response.setHeader('connection', 'close')
    if (request.url === '/ready')
      return response
        .writeHead(stopping ? 503 : 200, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
        .end(stopping ? 'stopping' : 'ready')
    void handle(request, response)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address()
      const actual = typeof address === 'object' && address ? address.port : port
      resolve({
        url: `http://localhost:${actual}`,
        server,
        close: async () => {
          stopping = true
          // A closed door resets whoever stands before it: those who share out the requests are told first.
          if (drainSeconds > 0) await new Promise((done) => setTimeout(done, drainSeconds * 1000))
          await new Promise<void>((done) => {
            server.close(() => done())
            server.closeIdleConnections()
            setTimeout(() => server.closeAllConnections(), 10_000).unref()
          })
        },
      })
    })
  })
}
