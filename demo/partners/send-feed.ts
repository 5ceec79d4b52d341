import { z } from 'zod'

// A client of the feeds. No real partner's specification was seen: the contract is our proposal.

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

/** The app's answer to a file: every line is counted once; a wrong line says which and why. */
export const FeedAnswer = z.object({
  file: z.string(),
  lines: z.int().nonnegative(),
  accepted: z.int().nonnegative(),
  /** Lines already known by their number. */
  repeated: z.int().nonnegative(),
  quarantined: z.int().nonnegative(),
  wrong: z.array(z.object({ line: z.int().positive(), code: z.string(), field: z.string().optional() })),
})
export type FeedAnswer = z.infer<typeof FeedAnswer>

/**
 * Sends events of one kind to the app as one NDJSON file that tells how long it is. The same call may be made again: the app knows the
 * file, and each event by its number.
 */
export async function sendFeed(
  appUrl: string,
  token: string,
  kind: string,
  events: object[],
): Promise<FeedAnswer | { failed: string; retry: boolean }> {
  const body = [...events, { trailer: { lines: events.length } }]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
  let response: Response
  let text: string
  try {
    response = await fetch(`${appUrl}/api/2026-11-24/${kind}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/x-ndjson',
        accept: 'application/json',
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
  if (!response.ok)
    return { failed: `status-${response.status}`, retry: response.status >= 500 || response.status === 429 }
  const read = FeedAnswer.safeParse(parse(text))
  return read.success ? read.data : { failed: 'unreadable-answer', retry: true }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
