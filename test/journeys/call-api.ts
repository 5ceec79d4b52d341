import { newId } from '../../src/platform/new-id.ts'
import type { Program } from './run-country.ts'

export interface Answer {
  status: number
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: the test says what it expects of each answer
  body: any
}

/** Calls the API of a running program as any HTTP client does; a POST has its idempotency key. */
export async function callApi(
  program: Program,
  token: string | undefined,
  path: string,
  body?: unknown,
  key: string = newId(),
): Promise<Answer> {
  const bytes = typeof body === 'string'
  const answer = await fetch(`${program.url}/api/2026-11-24${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined
        ? {}
        : {
            'idempotency-key': key,
            'content-type': bytes ? 'application/octet-stream' : 'application/json',
          }),
    },
    ...(body === undefined ? {} : { body: bytes ? body : JSON.stringify(body) }),
  })
  const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
  const text = await answer.text()
  return { status: answer.status, type, body: type.endsWith('json') ? JSON.parse(text) : text }
}

/** Pays at the bundled bank as the payer does who follows the link of the order. */
export async function payAtBank(payUrl: string): Promise<void> {
  const paid = await fetch(payUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'decision=pay&delivery=once',
    redirect: 'manual',
  })
  if (paid.status !== 303) throw new Error(`the bank answered ${paid.status}`)
}
