import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Audience } from '../platform/actor.ts'
import { type FaultCode, faults } from '../platform/fault.ts'
import { type ApiTag, apiTags, type Description } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'

type Json = Record<string, unknown>
/** A route with its description. */
export type Operation = Route & { describe: Description }

/** The operations of the API, in the order of their groups. */
export const operationsOf = (routes: Route[]): Operation[] =>
  routes
    .filter((route): route is Operation => route.describe !== undefined)
    .sort((a, b) => tagNames.indexOf(a.describe.tag) - tagNames.indexOf(b.describe.tag))
const tagNames = Object.keys(apiTags) as ApiTag[]

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/**
 * The OpenAPI 3.1 document of the routes that describe themselves. Its schemas are the very ones that check requests
 * (`z.toJSONSchema`, the input side for requests and the output side for answers): there is no second description.
 * @param baseUrl the installation's address, no slash at the end
 */
export function openApi(routes: Route[], baseUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const route of operationsOf(routes)) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operation(route) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Qonys',
      version,
      summary: 'Labour migration of Kazakhstan: people, permits, documents and the law at a date.',
      description: introduction,
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: baseUrl }],
    tags: tagNames.map((name) => ({ name, description: apiTags[name] })),
    security: [],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A token of a machine client, issued by an administrator for one institution, with scopes and regions. The scope an operation asks for stands in its security requirement.',
        },
      },
      parameters: { IdempotencyKey: idempotencyKey },
      schemas: { Problem: schemaOf(Problem, 'output'), Refused: schemaOf(Refused, 'output') },
    },
  }
}

const introduction = `Every request and answer is JSON. Dates are \`YYYY-MM-DD\` in Asia/Almaty, moments are UTC, money is in tiyn unless said otherwise.

**Token.** \`Authorization: Bearer …\`. An operation without a token is open to anybody. A token sees its own regions only; absent and forbidden records give the same 404.

**Once.** A POST that changes something takes \`Idempotency-Key\`, a UUID of yours. The same key and body get the same answer again and nothing happens twice; the same key with another body is a problem (\`request-reused\`). Repeat after a timeout without fear.

**Pages.** Lists take \`limit\` and \`after\`; \`next\` of an answer is the \`after\` of the next page, null on the last. Cursors are opaque.

**Problems.** RFC 9457: \`application/problem+json\` with a stable \`code\`; \`type\` is an address that explains it to people. \`issues\` name fields. A refusal (the law or a rule says no) is 409 with the type \`/problems/refused\` and its grounds.

**Looking leaves a trace.** Whoever reads a person's data is recorded with purpose and legal basis before the data leave, and the person can see it.`

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A UUID made by the caller for this one request. The same key and body: the same answer, once.',
  schema: { type: 'string', format: 'uuid' },
  example: '01938f4e-7c1a-7000-8000-3f2b8c1d9e5a',
}

const codes = Object.keys(faults) as FaultCode[]

export const Problem = z.strictObject({
  type: z.string().describe('Address of the explanation, relative to the server.'),
  title: z.string(),
  status: z.int(),
  code: z.enum(codes).describe('Stable; switch on this.'),
  instance: z.string(),
  reference: z.string().describe('Give it when you write to us.'),
  existing: z.string().optional().describe('The record that is there already.'),
  issues: z
    .array(
      z.strictObject({
        path: z.string().describe('The field, with dots.'),
        code: z.string(),
        values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      }),
    )
    .optional(),
})

export const Refused = z.strictObject({
  type: z.literal('/problems/refused'),
  title: z.string(),
  status: z.literal(409),
  code: z.literal('refused'),
  instance: z.string(),
  refused: z.array(
    z.strictObject({
      code: z.string(),
      article: z.string().optional(),
      values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      see: z.string().optional().describe('The record that stands in the way, for those who may see it.'),
    }),
  ),
})

function operation(route: Operation): Json {
  const { describe } = route
  const scopes = scopesOf(route.who)
  const example = describe.example
  return {
    operationId: describe.name,
    tags: [describe.tag],
    summary: describe.summary,
    ...(describe.detail ? { description: describe.detail } : {}),
    security: scopes.length > 0 ? scopes.map((scope) => ({ token: [scope] })) : [],
    ...parameters(describe),
    ...(describe.body
      ? {
          requestBody: {
            required: true,
            content: {
              [describe.bodyType ?? 'application/json']: {
                schema: schemaOf(describe.body, 'input'),
                ...(example && !describe.bodyType ? { example } : {}),
              },
              ...(describe.orJson
                ? { 'application/json': { schema: schemaOf(describe.body, 'input') } }
                : {}),
            },
          },
        }
      : {}),
    responses: { ...answers(describe), ...problems(describe, scopes) },
  }
}

function parameters(describe: Description): { parameters?: Json[] } {
  const list = [
    ...(describe.once ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...fields(describe.path, 'path', undefined),
    ...fields(describe.query, 'query', describe.body ? undefined : describe.example),
  ]
  return list.length > 0 ? { parameters: list } : {}
}

function fields(schema: z.ZodObject | undefined, where: 'path' | 'query', example: unknown): Json[] {
  if (!schema) return []
  const json = schemaOf(schema, 'input') as { properties: Record<string, Json>; required?: string[] }
  return Object.entries(json.properties).map(([name, { description, ...field }]) => {
    const given = (example as Json | undefined)?.[name]
    return {
      name,
      in: where,
      required: where === 'path' || (json.required ?? []).includes(name),
      ...(description ? { description } : {}),
      // Text in an address is read as a number (`z.coerce`), which takes anything on the input side.
      schema: field.type ? field : { ...field, ...outputField(schema, name) },
      ...(given === undefined ? {} : { example: given }),
    }
  })
}

const outputField = (schema: z.ZodObject, name: string): Json =>
  (schemaOf(schema, 'output') as { properties: Record<string, Json> }).properties[name] ?? {}

function answers(describe: Description): Json {
  return Object.fromEntries(
    Object.entries(describe.answers).map(([status, { says, schema, type, headers }]) => [
      status,
      {
        description: says,
        ...(headers
          ? {
              headers: Object.fromEntries(
                Object.entries(headers).map(([name, description]) => [
                  name,
                  { description, schema: { type: 'string' } },
                ]),
              ),
            }
          : {}),
        ...(schema || type
          ? {
              content: {
                [type ?? 'application/json']: {
                  schema: schema ? schemaOf(schema, 'output') : { type: 'string' },
                },
              },
            }
          : {}),
      },
    ]),
  )
}

/** The codes an operation can answer with: what every one can, what its shape brings, and what it says itself. */
export function faultsOf(describe: Description, scopes: string[]): FaultCode[] {
  const withBody = describe.body !== undefined
  const all: FaultCode[] = [
    ...(scopes.length > 0 ? (['not-signed-in', 'not-found'] as const) : []),
    ...(describe.path ? (['not-found'] as const) : []),
    ...(describe.query || withBody ? (['invalid-input'] as const) : []),
    ...(withBody ? (['too-large', 'unsupported-media-type'] as const) : []),
    ...(describe.once ? (['invalid-input', 'request-reused'] as const) : []),
    ...(describe.faults ?? []),
    'unexpected',
    'database-unavailable',
  ]
  return [...new Set(all)]
}

function problems(describe: Description, scopes: string[]): Json {
  const byStatus = new Map<number, string[]>()
  for (const code of faultsOf(describe, scopes))
    byStatus.set(faults[code], [...(byStatus.get(faults[code]) ?? []), code])
  const refusals = describe.refusals ?? []
  if (refusals.length > 0 && !byStatus.has(409)) byStatus.set(409, [])
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => {
      const said = list.length > 0 ? [`Problem: ${list.map((code) => `\`${code}\``).join(', ')}.`] : []
      if (status === 409 && refusals.length > 0)
        said.unshift(`Refused: ${refusals.map((code) => `\`${code}\``).join(', ')}.`)
      const refs = [
        ...(status === 409 && refusals.length > 0 ? ['Refused'] : []),
        ...(list.length > 0 ? ['Problem'] : []),
      ].map((name) => ({ $ref: `#/components/schemas/${name}` }))
      return [
        status,
        {
          description: said.join(' '),
          content: {
            'application/problem+json': { schema: refs.length === 1 ? refs[0] : { oneOf: refs } },
          },
        },
      ]
    }),
  )
}

/** The scopes with which a machine may come; empty where anybody may. */
export function scopesOf(who: Audience): string[] {
  // A key of /company/keys or /kandas/keys.
  if (who.to === 'account') return who.key ? [who.key] : []
  if (who.to === 'client') return [who.scope]
  return who.to === 'any-of' ? who.of.flatMap(scopesOf) : []
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override({ jsonSchema }) {
      // Bounds of the machine, not of the field.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return json
}
