// Checks a document on the device that scanned it. No imports: this file is served as it is, only without its types.
// It is written apart from verify-credential.ts on purpose: both must agree on every case of the same tests.

interface Jwk {
  kty?: string
  crv?: string
  x?: string
  y?: string
  kid?: string
}
interface Claims {
  kind: string
  serial: string
  issuedAt: string
  validFrom: string
  validUntil: string
  face: { name: string; region: string; place: string } | undefined
  particulars: Record<string, unknown>
}
interface Check {
  verdict: 'valid' | 'not-valid' | 'cannot-check'
  reason: string | null
  claims: Claims | null
  /** Seconds since 1970 when the status list was signed. */
  listAt: number | null
}
interface Knowledge {
  issuer: string
  keys: Jwk[]
  keysAreFresh: boolean
  statusList?: string | undefined
  /** Seconds since 1970. */
  now: number
}

type Json = Record<string, unknown>
class No extends Error {}

/** The same decision as `verifyCredential` of the server, with WebCrypto. */
async function check(compact: string, known: Knowledge): Promise<Check> {
  const answer = (
    verdict: Check['verdict'],
    reason: string | null,
    claims: Claims | null = null,
    listAt: number | null = null,
  ) => ({
    verdict,
    reason,
    claims,
    listAt,
  })
  const no = (reason: string, claims: Claims | null = null, listAt: number | null = null) =>
    answer('not-valid', reason, claims, listAt)
  const unknown = (reason: string, claims: Claims | null = null, listAt: number | null = null) =>
    answer('cannot-check', reason, claims, listAt)

  if (compact.length > 16384) return no('too-large')
  const [jwt = '', ...disclosures] = compact.trim().split('~')
  const parts = jwt.split('.')
  if (disclosures.pop() !== '' || parts.length !== 3) return no('malformed')
  const header = object(parse(parts[0]))
  if (!header || !text(header.typ) || !text(header.alg) || !text(header.kid)) return no('malformed')
  if (header.typ !== 'dc+sd-jwt') return no('wrong-type')
  if (header.alg !== 'ES256') return no('wrong-algorithm')
  if (known.keys.length === 0) return unknown('no-keys')
  if (!findKey(known.keys, header.kid)) return known.keysAreFresh ? no('unknown-key') : unknown('old-keys')
  const payload = await signed(jwt, header.kid, known.keys)
  if (!payload) return no('bad-signature')
  const { iss, vct, serial, iat, nbf, exp } = payload
  const status = object(object(payload.status)?.status_list)
  if (!text(iss) || !text(vct) || !text(serial) || !second(iat) || !second(nbf) || !second(exp))
    return no('malformed')
  if (!status || !second(status.idx) || !text(status.uri)) return no('malformed')
  if (payload._sd_alg !== undefined && payload._sd_alg !== 'sha-256') return no('malformed')
  if (iss !== known.issuer) return no('wrong-issuer')
  const kind = vct.startsWith(`${iss}/vct/`) && /^([a-z][a-z-]*)\/1$/.exec(vct.slice(iss.length + 5))?.[1]
  if (!kind) return no('unknown-kind')
  const disclosed = await disclose(payload, disclosures)
  if (!disclosed) return no('bad-disclosure')

  const claims: Claims = {
    kind,
    serial,
    issuedAt: new Date(iat * 1000).toISOString().replace('.000Z', 'Z'),
    validFrom: day(nbf),
    validUntil: day(exp - 1),
    ...disclosed,
  }
  const list = await readList(known, status.idx, status.uri)
  const listAt = typeof list === 'string' ? null : list.iat
  if (Math.max(nbf, iat) > known.now + 60) return no('not-yet-valid', claims, listAt)
  if (exp <= known.now) return no('expired', claims, listAt)
  if (typeof list === 'string') return unknown(list, claims)
  if (list.status === 1) return no('revoked', claims, listAt)
  if (list.exp <= known.now) return unknown('stale-status-list', claims, listAt)
  if (list.status === 2) return no('suspended', claims, listAt)
  if (list.status !== 0) return unknown('bad-status-list', claims, listAt)
  return answer('valid', null, claims, listAt)
}

/** Where the status of this credential is kept. Ask only after its signature held. */
function statusUri(compact: string): string | undefined {
  const uri = object(object(object(parse(compact.trim().split('.')[1]))?.status)?.status_list)?.uri
  return text(uri) ? uri : undefined
}

const text = (value: unknown): value is string => typeof value === 'string'
const second = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 8_640_000_000
const object = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
// Kazakhstan is UTC+5; a phone with old time zone data would still put Almaty at +6.
const day = (s: number): string => new Date((s + 5 * 3600) * 1000).toISOString().slice(0, 10)

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(binary, (c) => c.charCodeAt(0))
}

function parse(part: string | undefined): unknown {
  if (!part || !/^[A-Za-z0-9_-]+$/.test(part)) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes(part)))
  } catch {
    return undefined
  }
}

const findKey = (keys: Jwk[], kid: string): Jwk | undefined =>
  keys.find((key) => key.kid === kid && key.kty === 'EC' && key.crv === 'P-256')

async function signed(jws: string, kid: string, keys: Jwk[]): Promise<Json | undefined> {
  const jwk = findKey(keys, kid)
  const [header, payload, signature = ''] = jws.split('.')
  if (!jwk || !/^[A-Za-z0-9_-]{86}$/.test(signature)) return undefined
  const { kty, crv, x, y } = jwk as Required<Jwk>
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])
  const signedText = new TextEncoder().encode(`${header}.${payload}`)
  const holds = await crypto.subtle.verify(algorithm, key, bytes(signature), signedText)
  return holds ? (object(parse(payload)) ?? {}) : undefined
}

async function disclose(
  payload: Json,
  disclosures: string[],
): Promise<Pick<Claims, 'face' | 'particulars'> | undefined> {
  const open = new Map<string, [string, unknown]>()
  const seen = new Set<string>()
  const fill = (node: unknown, depth: number): unknown => {
    if (depth > 8) throw new No()
    if (Array.isArray(node)) return node.map((item) => fill(item, depth + 1))
    const source = object(node)
    if (!source) return node
    const filled: Json = Object.create(null)
    for (const [key, value] of Object.entries(source)) if (key !== '_sd') filled[key] = fill(value, depth + 1)
    const digests = source._sd ?? []
    if (!Array.isArray(digests)) throw new No()
    for (const digest of digests) {
      if (!text(digest) || seen.has(digest)) throw new No()
      seen.add(digest)
      const found = open.get(digest)
      if (!found) continue
      open.delete(digest)
      if (found[0] in filled) throw new No()
      filled[found[0]] = fill(found[1], depth + 1)
    }
    return filled
  }
  try {
    for (const one of disclosures) {
      const value = parse(one)
      if (!Array.isArray(value) || value.length !== 3) throw new No()
      const [salt, name, content] = value
      if (!text(salt) || !text(name) || name === '_sd' || name === '...') throw new No()
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(one)))
      const digest = btoa(String.fromCharCode(...hash))
        .replace(/\+/g, '-')
        .replace(/\//g, '_')
        .replace(/=/g, '')
      if (open.has(digest)) throw new No()
      open.set(digest, [name, content])
    }
    const { face, particulars } = fill(payload, 0) as Json
    if (open.size > 0) return undefined
    const { name, region, place } = object(face) ?? {}
    if (face !== undefined && !(text(name) && text(region) && text(place))) return undefined
    if (particulars !== undefined && !object(particulars)) return undefined
    return {
      face: text(name) && text(region) && text(place) ? { name, region, place } : undefined,
      particulars: object(particulars) ?? {},
    }
  } catch (error) {
    if (error instanceof No) return undefined
    throw error
  }
}

type List = { status: number; iat: number; exp: number }

async function readList(
  known: Knowledge,
  index: number,
  uri: string,
): Promise<List | 'no-status-list' | 'bad-status-list'> {
  const token = known.statusList?.trim()
  if (!token) return 'no-status-list'
  if (token.length > 2_000_000 || token.split('.').length !== 3) return 'bad-status-list'
  const header = object(parse(token.split('.')[0]))
  if (header?.typ !== 'statuslist+jwt' || header.alg !== 'ES256' || !text(header.kid))
    return 'bad-status-list'
  const payload = await signed(token, header.kid, known.keys)
  const list = object(payload?.status_list)
  if (!payload || !list || payload.sub !== uri || !second(payload.iat) || !second(payload.exp))
    return 'bad-status-list'
  if (payload.iat > known.now + 60 || !text(list.lst) || ![1, 2, 4, 8].includes(list.bits as number))
    return 'bad-status-list'
  try {
    const bits = list.bits as number
    const packed = await inflate(bytes(list.lst))
    const byte = packed[Math.floor((index * bits) / 8)]
    if (byte === undefined) return 'bad-status-list'
    return { status: (byte >> ((index * bits) % 8)) & ((1 << bits) - 1), iat: payload.iat, exp: payload.exp }
  } catch {
    return 'bad-status-list'
  }
}

/** Unpacks at most 4 MiB: more would be a bomb, not a list. */
async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > 4 * 1024 * 1024) throw new No()
    chunks.push(value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** From the network, else what was kept from an earlier check. `fresh` says which. */
async function fetchOrRecall(url: string): Promise<{ body: string; fresh: boolean } | undefined> {
  const shelf =
    typeof caches === 'undefined' ? undefined : await caches.open('qonys-checker').catch(() => undefined)
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(8000) })
    if (response.ok) {
      await shelf?.put(url, response.clone()).catch(() => {})
      return { body: await response.text(), fresh: true }
    }
  } catch {
    // Offline or too slow: what is kept must do, and the page says how old it is.
  }
  const kept = await shelf?.match(url)
  return kept ? { body: await kept.text(), fresh: false } : undefined
}

/** Gathers keys and the status list from this site (or from what was kept) and checks. */
async function checkOnDevice(compact: string, now: number): Promise<Check> {
  if (typeof DecompressionStream === 'undefined' || typeof crypto === 'undefined' || !crypto.subtle)
    return { verdict: 'cannot-check', reason: 'old-browser', claims: null, listAt: null }
  const known: Knowledge = { issuer: '', keys: [], keysAreFresh: false, now }
  const metadata = await fetchOrRecall('/.well-known/jwt-vc-issuer')
  try {
    const found = object(JSON.parse(metadata?.body ?? '{}'))
    const keys = object(found?.jwks)?.keys
    if (text(found?.issuer) && Array.isArray(keys))
      Object.assign(known, { issuer: found.issuer, keys, keysAreFresh: metadata?.fresh })
  } catch {
    // Not our metadata (a hotel's sign-in page, say): as good as no keys.
  }
  const first = await check(compact, known)
  if (first.reason !== 'no-status-list') return first
  const uri = statusUri(compact)
  if (!uri?.startsWith(`${known.issuer}/`)) return first
  const list = await fetchOrRecall(uri.slice(known.issuer.length))
  return check(compact, { ...known, statusList: list?.body })
}

const shapes: Record<Check['verdict'], string> = {
  valid: '<circle cx="24" cy="24" r="21"/><path d="m14 25 7 7 13-15"/>',
  'not-valid': '<path d="M15 3h18l12 12v18L33 45H15L3 33V15Z"/><path d="m16 16 16 16m0-16L16 32"/>',
  'cannot-check': '<path d="M24 4 46 43H2Z"/><path d="M24 17v13m0 5v2"/>',
}

type Texts = Record<string, string>

/** A kandas settles in the place that a permit calls one of work. */
const placeLabel = (kind: string) => (kind.startsWith('kandas') ? 'checker.place-settled' : 'checker.place')

/** Rows of term and value to show for a check, in reading order; nothing of a forgery. */
function describe(result: Check, texts: Texts, now: number): [string, string][] {
  const t = (key: string) => texts[key] ?? key
  const date = (iso: string) => {
    const [year = '', month = '', dayOfMonth = ''] = iso.split('-')
    const pattern = texts[`$month.${Number(month)}`] ?? iso
    return pattern
      .replace('{dd}', dayOfMonth)
      .replace('{d}', String(Number(dayOfMonth)))
      .replace('{y}', year)
  }
  // Kazakhstan's time, whatever the phone is set to.
  const moment = (s: number) => {
    const iso = new Date((s + 5 * 3600) * 1000).toISOString()
    return `${date(iso.slice(0, 10))}, ${iso.slice(11, 16)}`
  }
  const rows: [string, string][] = []
  const { claims } = result
  if (claims) {
    rows.push(
      [t('checker.kind'), texts[`kind.${claims.kind}`] ?? claims.kind],
      [t('checker.serial'), claims.serial],
    )
    if (claims.face) {
      const { name, region, place } = claims.face
      rows.push(
        [t('checker.name'), name],
        [t('checker.region'), texts[`region.${region}`] ?? region],
        ...(place ? ([[t(placeLabel(claims.kind)), place]] as [string, string][]) : []),
      )
    }
    rows.push(
      [t('checker.valid-from'), date(claims.validFrom)],
      [t('checker.valid-until'), date(claims.validUntil)],
    )
    for (const [key, value] of Object.entries(claims.particulars))
      rows.push([
        texts[`particulars.${key}`] ?? key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ])
  }
  rows.push([t('checker.checked-at'), moment(now)])
  if (result.listAt !== null) {
    const hours = Math.max(0, Math.floor((now - result.listAt) / 3600))
    const [unit, count] = hours < 72 ? ['hours', hours] : ['days', Math.floor(hours / 24)]
    const age =
      hours < 1
        ? `< ${t('checker.hours').replace('{count}', '1')}`
        : t(`checker.${unit}`).replace('{count}', String(count))
    rows.push([t('checker.list-at'), `${moment(result.listAt)} (${age})`])
  }
  return rows
}

function render(place: Element, result: Check, texts: Texts, now: number): void {
  const element = (name: string, content: string, className = '') => {
    const made = document.createElement(name)
    made.textContent = content
    if (className) made.className = className
    return made
  }
  // The same markup as the interface's notice and summary list, so that they share their looks.
  const tone = { valid: 'success', 'not-valid': 'danger', 'cannot-check': 'warning' }[result.verdict]
  const panel = element('section', '', `notice ${tone} verdict verdict-${result.verdict}`)
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const attributes = { viewBox: '0 0 48 48', width: '48', height: '48', class: 'icon', 'aria-hidden': 'true' }
  for (const [name, value] of Object.entries({
    ...attributes,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '4',
  }))
    icon.setAttribute(name, value)
  icon.innerHTML = shapes[result.verdict]
  const words = element('div', '', 'flow-small')
  words.append(
    element('h2', texts[`verdict.${result.verdict}`] ?? result.verdict),
    element('p', texts[`reason.${result.reason ?? 'none'}`] ?? result.reason ?? ''),
  )
  panel.append(icon, words)
  const summary = element('section', '', 'summary')
  const list = element('dl', '')
  for (const [term, value] of describe(result, texts, now)) {
    const row = element('div', '')
    row.append(element('dt', term), element('dd', value))
    list.append(row)
  }
  summary.append(list)
  place.replaceChildren(panel, summary)
}

/** `<credential-checker>`: reads the address's fragment, which never leaves the device, and shows the verdict inside itself. */
function defineChecker(): void {
  customElements.define(
    'credential-checker',
    class extends HTMLElement {
      connectedCallback() {
        this.setAttribute('aria-live', 'polite')
        addEventListener('hashchange', () => void this.run())
        void this.run()
      }

      async run() {
        // Some apps escape the tilde when they pass an address on.
        const compact = location.hash.slice(1).replace(/%7E/gi, '~')
        if (!compact) return
        const texts: Texts = JSON.parse(document.getElementById('texts')?.textContent ?? '{}')
        // A demo's clock may be moved by whole days; elsewhere the shift is zero.
        const now = Math.floor(Date.now() / 1000) + Number(texts.$shiftDays ?? 0) * 86_400
        render(this, await checkOnDevice(compact, now), texts, now)
      }
    },
  )
  void keepForOffline()
}

/** Lets the worker keep this page and its parts; the first visit came before the worker, so its parts are asked once more. */
async function keepForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  try {
    const first = !navigator.serviceWorker.controller
    await navigator.serviceWorker.register('/checker-worker.js', { scope: '/v' })
    if (!first) return
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller)
      await new Promise((done) =>
        navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }),
      )
    const parts = performance.getEntriesByType('resource').map((entry) => entry.name)
    const own = parts.filter((name) => name.startsWith(`${location.origin}/`))
    await Promise.all([location.pathname + location.search, ...own].map((part) => fetch(part)))
  } catch {
    // Without a worker the page opens online only; the verdict itself says how old its knowledge is.
  }
}

if (typeof customElements !== 'undefined') defineChecker()
