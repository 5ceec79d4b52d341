import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { JWK } from 'jose'
import { z } from 'zod'
import { zone } from '../../platform/clock.ts'
import { type Io, terminal, wrongCall } from '../../platform/command.ts'
import { readAddress } from '../../platform/config.ts'
import { readPdfCredential } from '../read-pdf-credential.ts'
import { credentialText } from '../text.ts'
import { peekIssuer, peekStatusUri, type Verdict, verifyCredential } from '../verify-credential.ts'

const usage = `qonys verify FILE|TEXT|- [--keys URL|FILE] [--status URL|FILE] [--issuer URL] [--at DATE] [--json]

Checks a document: the text of its QR code, a credential (SD-JWT VC), or a PDF we issued.
  --keys    the issuer's keys: jwt-vc-issuer metadata or a JWK set (default: those of this installation)
  --status  the status list (default: fetched from the issuer)
  --issuer  the address trusted as issuer, where the keys do not name it
  --at      the day (or moment) validity is asked for, default now
Exit: 0 valid, 1 not valid, 2 wrong call or unreadable input, 3 cannot check.`

const Metadata = z.object({ issuer: z.string(), jwks: z.object({ keys: z.array(z.looseObject({})) }) })
const KeySet = z.object({ keys: z.array(z.looseObject({})) })

class Usage extends Error {}

export const run = (args: string[]): Promise<number> => verifyCommand(args, terminal)

/**
 * `qonys verify`: keys and list come from files, so that it also works without network.
 * @param now the moment the status list must be fresh at; a country of another day passes its own
 */
export async function verifyCommand(
  args: string[],
  io: Io,
  now: Temporal.Instant = Temporal.Now.instant(),
): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        keys: { type: 'string' },
        status: { type: 'string' },
        issuer: { type: 'string' },
        at: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      io.out(usage)
      return 0
    }
    const [input, more] = positionals
    if (input === undefined || more !== undefined) throw new Usage(usage)
    const { compact, fromPdf } = await readInput(input, io)
    const at = values.at === undefined ? undefined : readMoment(values.at)
    const home = readAddress().baseUrl
    const known = await readKeys(values.keys, values.issuer, home)
    const verdict = await check(compact, known, values.status, now, at)
    io.out(
      values.json ? JSON.stringify(verdict) : inWords(verdict, hint(verdict, compact, known.issuer, fromPdf)),
    )
    return { valid: 0, 'not-valid': 1, 'cannot-check': 3 }[verdict.verdict]
  } catch (error) {
    const code = (error as { code?: string }).code
    if (!(error instanceof Usage) && !code?.startsWith('ERR_PARSE_ARGS')) throw error
    io.err(wrongCall(error))
    return 2
  }
}

async function check(
  compact: string,
  known: { issuer: string; keys: JWK[] },
  status: string | undefined,
  now: Temporal.Instant,
  at: Temporal.Instant | undefined,
): Promise<Verdict> {
  const options = { ...known, now, ...(at ? { at } : {}) }
  const first = await verifyCredential(compact, options)
  if (first.reason !== 'no-status-list') return first
  // Only now that the signature held, and only from the issuer itself: a forgery must not choose whom we call.
  const uri = peekStatusUri(compact)
  const from = status ?? (uri?.startsWith(`${known.issuer}/`) ? uri : undefined)
  if (from === undefined) return first
  const statusList = isUrl(from) ? await fetchText(from) : readText(from)
  return statusList === undefined ? first : verifyCredential(compact, { ...options, statusList })
}

async function readInput(input: string, io: Io): Promise<{ compact: string; fromPdf: boolean }> {
  let text = input
  let fromPdf = false
  if (input === '-') text = await io.stdin()
  else if (existsSync(input)) {
    const bytes = readFileSync(input)
    fromPdf = bytes.subarray(0, 1024).includes('%PDF-')
    text = fromPdf ? (readPdfCredential(bytes) ?? '') : bytes.toString('utf8')
  } else if (!input.includes('~'))
    throw new Usage(`There is no such file, and it is no credential: ${input.slice(0, 80)}`)
  const trimmed = text.trim()
  const compact = trimmed.includes('#')
    ? trimmed.slice(trimmed.indexOf('#') + 1).replace(/%7E/gi, '~')
    : trimmed
  return { compact, fromPdf }
}

async function readKeys(
  from: string | undefined,
  issuer: string | undefined,
  home: string,
): Promise<{ issuer: string; keys: JWK[] }> {
  const source = from ?? `${issuer ?? home}/.well-known/jwt-vc-issuer`
  const text = isUrl(source) ? await fetchText(source) : readText(source)
  if (text === undefined) return { issuer: issuer ?? home, keys: [] }
  const json = parseJson(text, source)
  const metadata = Metadata.safeParse(json)
  if (metadata.success)
    return { issuer: issuer ?? metadata.data.issuer, keys: metadata.data.jwks.keys as JWK[] }
  const set = KeySet.safeParse(json)
  if (!set.success) throw new Usage(`These are no keys: ${source}`)
  return { issuer: issuer ?? home, keys: set.data.keys as JWK[] }
}

function readMoment(text: string): Temporal.Instant {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text))
      return Temporal.PlainDate.from(text)
        .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from('12:00') })
        .toInstant()
    return Temporal.Instant.from(text)
  } catch {
    throw new Usage(`--at takes a day (2026-03-01) or a moment (2026-03-01T10:00:00+05:00), not ${text}`)
  }
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text)

function readText(file: string): string {
  if (!existsSync(file)) throw new Usage(`There is no such file: ${file}`)
  return readFileSync(file, 'utf8')
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Usage(`This is no JSON: ${source}`)
  }
}

/** Undefined when the address does not answer: then there is nothing to check with, which is an answer of its own. */
async function fetchText(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
    return response.ok ? await response.text() : undefined
  } catch {
    return undefined
  }
}

/** What the person at a terminal can do, beyond what the checker's page says to everybody. */
function hint(
  { verdict, reason }: Verdict,
  compact: string,
  trusted: string,
  fromPdf: boolean,
): string | undefined {
  // What a page shows can be redrawn around a genuine code.
  if (fromPdf && verdict === 'valid')
    return 'Checked is the signed code in the file, not what is printed: compare the page with these lines.'
  if (reason === 'no-keys')
    return `${trusted} gave no keys. Is that the issuer? Name it (--issuer URL), or keys from a file (--keys FILE).`
  // The signature held, so this was not written by a forger: the installation had another address when it issued this.
  if (reason === 'wrong-issuer')
    return `Signed with a key of ${trusted}, but issued at ${peekIssuer(compact)}.`
  return undefined
}

function inWords(verdict: Verdict, more: string | undefined): string {
  const t = credentialText('en')
  const { claims } = verdict
  const lines = [
    `${t(`verdict.${verdict.verdict}`)}${verdict.reason ? ` (${verdict.reason})` : ''}: ${t(`reason.${verdict.reason ?? 'none'}`)}`,
  ]
  if (more) lines.push(`  ${more}`)
  const row = (label: string, value: string | undefined) => value && lines.push(`  ${label}: ${value}`)
  row(t('checker.kind'), claims?.kind)
  row(t('checker.serial'), claims?.serial)
  row(t('checker.name'), claims?.face?.name)
  row(t('checker.region'), claims?.face?.region)
  row(t('checker.place'), claims?.face?.place)
  row(t('checker.valid-from'), claims?.validFrom)
  row(t('checker.valid-until'), claims?.validUntil)
  for (const [name, value] of Object.entries(claims?.particulars ?? {})) row(name, String(value))
  row(t('checker.checked-at'), verdict.checkedAt)
  row(t('checker.list-at'), verdict.statusListAt ?? undefined)
  return lines.join('\n')
}
