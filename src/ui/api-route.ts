import type { z } from 'zod'
import { isRefusal, parse, type Refusal } from '../platform/act.ts'
import type { Audience } from '../platform/actor.ts'
import { Fault, type FaultCode, invalid } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import type { Route, Visit } from './visit.ts'

/** The version of the API is a day; a change that could break a caller gets a new one beside the old. */
export const apiBase = '/api/2026-11-24'

/** The groups of the API, in the order of its documentation. */
export const apiTags = {
  people: 'People in the register, for institutions that enter or look them up.',
  stay: 'Crossings of the border, notices and addresses, as other institutions report them.',
  employment: 'Contracts of work and months of income, as other institutions report them.',
  permits: 'Labour permits, for institutions that rely on them.',
  documents: 'Issued documents: anybody may check one; keys and status lists are public.',
  law: 'The law as dated values and conditions; anybody may ask, nothing is stored.',
  offices: 'Institutions and their offices.',
} as const
export type ApiTag = keyof typeof apiTags

export interface ApiAnswer {
  says: string
  /** What the body must be; absent where there is no JSON. */
  schema?: z.ZodType
  /** Media type; `application/json` unless named. */
  type?: string
  /** Addresses in headers, such as `location`. */
  headers?: Record<string, string>
}

/** What OpenAPI tells about an operation, made of the schemas that check it. */
export interface Description<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
> {
  /** operationId, camel case, a verb with its object. */
  name: string
  tag: ApiTag
  summary: string
  detail?: string
  path?: P
  query?: Q
  body?: B
  /** Media type of the body where it is not JSON; `body` then describes one line or part, and the handler reads it itself. */
  bodyType?: string
  /** Beside the named type the body may be one `body` as plain JSON; the handler tells them apart by the content type. */
  orJson?: boolean
  /** A body or query that works; the contract test sends exactly this one. */
  example?: unknown
  answers: Record<number, ApiAnswer>
  /** Codes of the grounds on which the answer is no (409, problem type `refused`). */
  refusals?: string[]
  /** Problems beyond those that every operation has. */
  faults?: FaultCode[]
  /** Takes an `Idempotency-Key`: the same key and body happen once. */
  once?: boolean
}

export interface Asked<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  path: z.output<P>
  query: z.output<Q>
  /** As it came: the act (or `parse`) checks it, with the same schema that is described. */
  body: z.input<B>
  /** The idempotency key, for the act. */
  request: string
}

/**
 * One operation of the API. `answer` gives a response, a refusal, or plain data for a 200.
 * @throws Fault not-found for a path that cannot be, invalid-input for a wrong query, body or idempotency key
 */
export function apiRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(given: {
  method: 'get' | 'post'
  path: string
  who: Audience
  bodyLimit?: number
  describe: Description<P, Q, B>
  answer(visit: Visit, asked: Asked<P, Q, B>): Promise<Response | Refusal | object>
}): Route {
  const { describe, answer, ...route } = given
  return {
    ...route,
    api: true,
    describe: describe as unknown as Description,
    async handle(visit) {
      const path = describe.path?.safeParse(visit.params)
      if (path && !path.success) throw new Fault('not-found')
      const query = describe.query ? parse(describe.query, Object.fromEntries(visit.url.searchParams)) : {}
      const request = describe.once ? idempotencyKey(visit) : visit.request
      const body = describe.body && !describe.bodyType ? await visit.json() : undefined
      const result = await answer(visit, {
        path: (path?.data ?? {}) as z.output<P>,
        query: query as z.output<Q>,
        body: body as z.input<B>,
        request,
      })
      if (result instanceof Response) return result
      return isRefusal(result) ? refused(result, visit) : apiJson(result)
    },
  }
}

function idempotencyKey(visit: Visit): string {
  const key = visit.header('idempotency-key')
  if (!isId(key)) throw invalid('Idempotency-Key', key ? 'not-a-uuid' : 'required')
  return key
}

/** JSON that no cache keeps; what is public and may be kept says so in `headers`. */
export const apiJson = (body: object, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })

/** The law says no: a problem of its own type with the grounds, each with its article. */
function refused(answer: Refusal, visit: Visit): Response {
  return Response.json(
    {
      type: '/problems/refused',
      title: 'refused',
      status: 409,
      code: 'refused',
      instance: visit.url.pathname,
      refused: answer.refused,
    },
    { status: 409, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
  )
}

/** An opaque place in a list, from the values that order it. */
export const cursorOf = (...at: string[]): string => Buffer.from(JSON.stringify(at)).toString('base64url')

/** @throws Fault invalid-input (`after`, `not-a-cursor`) when it is not one of ours with `length` values */
export function readCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined) return undefined
  let at: unknown
  try {
    at = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    at = undefined
  }
  if (!Array.isArray(at) || at.length !== length || !at.every((part) => typeof part === 'string'))
    throw invalid('after', 'not-a-cursor')
  return at
}
