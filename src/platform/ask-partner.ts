import type { ZodType } from 'zod'

export interface PartnerAddress {
  /** Address of the partner's API, no slash at the end. */
  url: string
  token: string
  /** Milliseconds until we give up waiting; 10,000 unless told. */
  timeoutMs?: number
}

/** `retry` says whether the same request, with the same id, may succeed later. */
export interface PartnerFailure {
  failed: string
  retry: boolean
}

const longestAnswer = 8_000_000

/**
 * One request to a partner's JSON API. Whatever goes wrong outside is data, never an exception: `unreachable`, `timeout`,
 * `too-many-requests`, `unavailable` (5xx) and `unreadable-answer` may be retried; any other refusal is the partner's own code
 * (or `refused-<status>`) and may not. Redirects are not followed, for they would carry the token elsewhere.
 */
export async function askPartner<T>(
  partner: PartnerAddress,
  request: { method: 'GET' | 'POST'; path: string; body?: unknown },
  answer: ZodType<T>,
): Promise<{ answer: T } | PartnerFailure> {
  let status: number
  let text: string
  try {
    const response = await fetch(partner.url + request.path, {
      method: request.method,
      headers: {
        authorization: `Bearer ${partner.token}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(partner.timeoutMs ?? 10_000),
    })
    status = response.status
    if (Number(response.headers.get('content-length') ?? 0) > longestAnswer) {
      await response.body?.cancel()
      return { failed: 'unreadable-answer', retry: false }
    }
    text = await response.text()
  } catch (error) {
    const timedOut = (error as { name?: string }).name === 'TimeoutError'
    return { failed: timedOut ? 'timeout' : 'unreachable', retry: true }
  }

  const json = parse(text)
  if (status >= 200 && status < 300) {
    const read = answer.safeParse(json)
    return read.success ? { answer: read.data } : { failed: 'unreadable-answer', retry: true }
  }
  if (status === 429) return { failed: 'too-many-requests', retry: true }
  if (status >= 500) return { failed: 'unavailable', retry: true }
  const code = (json as { code?: unknown } | undefined)?.code
  return {
    failed: typeof code === 'string' && /^[a-z0-9-]{1,60}$/.test(code) ? code : `refused-${status}`,
    retry: false,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
