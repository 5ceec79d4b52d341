import { z } from 'zod'

// A border feed client. The real border system's specification was not seen: this is our proposal of the contract.

/**
 * One crossing of the state border, as the border service reports it: whose document, born when, and no more about the person
 * than finding them takes. `source` and `sourceReference` together are the report's own number and never reused.
 */
export const BorderCrossing = z.object({
  document: z.object({
    /** ISO 3166-1 alpha-3, or a code of ICAO 9303 part 3. */
    issuingState: z.string().regex(/^[A-Z]{1,3}$/),
    number: z.string().regex(/^[A-Z0-9]{3,20}$/),
  }),
  birthDate: z.iso.date(),
  direction: z.enum(['entry', 'exit']),
  /** With an offset. */
  at: z.iso.datetime({ offset: true }),
  /** The checkpoint's code. */
  point: z.string().regex(/^[a-z0-9-]{2,40}$/),
  source: z.string().min(1).max(40),
  sourceReference: z.string().min(1).max(80),
})
export type BorderCrossing = z.infer<typeof BorderCrossing>

/** The app's answer to a batch: every line is counted once; a refused line says which and why. */
export const CrossingsAnswer = z.object({
  accepted: z.int().nonnegative(),
  /** Lines already known by their number. */
  repeated: z.int().nonnegative(),
  refused: z.array(z.object({ line: z.int().positive(), code: z.string() })),
})
export type CrossingsAnswer = z.infer<typeof CrossingsAnswer>

const linesPerRequest = 1000

/**
 * Feeds crossings to the app as NDJSON, at most 1,000 lines a request. The key of a request is made of its content, so a
 * repeated feed is recognised. On a failure the answer counts what was taken before it (`sent` lines); the same call may be
 * made again.
 */
export async function sendCrossings(
  appUrl: string,
  token: string,
  crossings: BorderCrossing[],
): Promise<CrossingsAnswer | { failed: string; retry: boolean; sent: number }> {
  const total: CrossingsAnswer = { accepted: 0, repeated: 0, refused: [] }
  for (let sent = 0; sent < crossings.length; sent += linesPerRequest) {
    const body = crossings
      .slice(sent, sent + linesPerRequest)
      .map((crossing) => `${JSON.stringify(crossing)}\n`)
      .join('')
    const result = await sendBatch(`${appUrl}/api/2026-11-24/crossings`, token, body)
    if ('failed' in result) return { ...result, sent }
    total.accepted += result.accepted
    total.repeated += result.repeated
    total.refused.push(...result.refused.map(({ line, code }) => ({ line: line + sent, code })))
  }
  return total
}

async function sendBatch(
  url: string,
  token: string,
  body: string,
): Promise<CrossingsAnswer | { failed: string; retry: boolean }> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body))
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/x-ndjson',
        accept: 'application/json',
        'idempotency-key': Buffer.from(hash).toString('base64url'),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    })
    text = await response.text()
  } catch (error) {
    return {
      failed: (error as { name?: string }).name === 'TimeoutError' ? 'timeout' : 'unreachable',
      retry: true,
    }
  }
  if (!response.ok) {
    return { failed: `status-${response.status}`, retry: response.status >= 500 || response.status === 429 }
  }
  const read = CrossingsAnswer.safeParse(parse(text))
  return read.success ? read.data : { failed: 'unreadable-answer', retry: true }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
