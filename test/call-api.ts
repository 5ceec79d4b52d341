import { z } from 'zod'
import { operationsOf } from '../src/app/openapi.ts'
import { routes } from '../src/app/routes.ts'
import { makeApplication } from '../src/app/serve.ts'
import { clientScopes } from '../src/institution/keep-clients.ts'
import { sql } from '../src/platform/database.ts'
import { newId } from '../src/platform/new-id.ts'
import { hashToken } from '../src/platform/session.ts'
import type { World } from './world.ts'

export type Json = Record<string, unknown>
interface Document {
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, { content?: Json }> }>
  >
  components: { schemas: Json }
}

interface Sent {
  path?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  type?: string
  scope?: string
  key?: string
}

export type ApiCalls = Awaited<ReturnType<typeof openApiCalls>>

/**
 * The API of a world as a caller meets it: each operation is called as the published document says and its answer checked against that
 * document. `tokens` has one for each scope of machines; a walk adds those of its own. `seen` are the operations that answered well.
 */
export async function openApiCalls(world: World) {
  const app = makeApplication(world.instance, routes)
  const operations = operationsOf(routes)
  const tokens: Record<string, string> = {}
  const seen = new Set<string>()
  for (const scope of clientScopes) {
    const token = `test-token-${scope}-${newId()}`
    await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
      values (${newId()}, 'local-executive-body', ${scope}, ${hashToken(token)}, ${[scope]}::text[], '{75}', now())`)
    tokens[scope] = token
  }
  const answer = await app.fetch(new Request('http://localhost/api/openapi.json'))
  const api = (await answer.json()) as Document

  /** Calls an operation as its description says, and checks the answer against the document, whatever its status. */
  async function call(
    name: string,
    sent: Sent = {},
  ): Promise<{ status: number; body: Json; headers: Headers }> {
    const route = operations.find((one) => one.describe.name === name)
    if (!route) throw new Error(`no operation ${name}`)
    const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(sent.path?.[key] ?? ''))
    const query = new URLSearchParams(
      Object.entries(sent.query ?? {}).map(([key, value]) => [key, String(value)]),
    )
    const headers = new Headers()
    if (sent.scope) headers.set('authorization', `Bearer ${tokens[sent.scope]}`)
    if (route.describe.once) headers.set('idempotency-key', sent.key ?? newId())
    if (sent.body !== undefined) headers.set('content-type', sent.type ?? 'application/json')
    const answer = await app.fetch(
      new Request(`http://localhost${path}?${query}`, {
        method: route.method.toUpperCase(),
        headers,
        ...(sent.body === undefined
          ? {}
          : { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
      }),
    )
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    const text = await answer.text()
    const responses = api.paths[route.path.replace(/:(\w+)/g, '{$1}')]?.[route.method]?.responses
    const schema = (responses?.[answer.status]?.content?.[type] as { schema?: Json } | undefined)?.schema
    if (!schema) throw new Error(`${name}: ${answer.status} ${type} is not documented: ${text.slice(0, 500)}`)
    const body = type.endsWith('json') ? (JSON.parse(text) as Json) : { text }
    if (type.endsWith('json')) validator(schema).parse(body)
    if (answer.status < 300) seen.add(name)
    return { status: answer.status, body, headers: answer.headers }
  }

  /** A schema of the document itself, read back, so that what is published is what is checked. */
  const validator = (schema: Json) =>
    z.fromJSONSchema(
      JSON.parse(
        JSON.stringify({ ...schema, $defs: api.components.schemas }).replaceAll(
          '#/components/schemas/',
          '#/$defs/',
        ),
      ),
    )

  const example = (name: string) =>
    operations.find((one) => one.describe.name === name)?.describe.example as Json

  return { app, api, operations, tokens, seen, call, example }
}
