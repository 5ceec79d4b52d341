import { isRefusal, type Refusal } from '../platform/act.ts'
import { anyOf, client } from '../platform/actor.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { findPeople } from './find-people.ts'
import { getRecord, type PersonRecord } from './get-record.ts'
import { registerPerson } from './register-person.ts'

const base = '/api/2026-11-24'
const who = anyOf(client('register'))
const bodyLimit = 256 * 1024

/** Registers a person and reads records, for institutions' machines with the scope `register`. */
export const registerApi: Route[] = [
  { method: 'post', path: `${base}/people`, who, api: true, bodyLimit, handle: register },
  { method: 'get', path: `${base}/people`, who, api: true, handle: find },
  { method: 'get', path: `${base}/people/:id`, who, api: true, handle: open },
]

async function register(visit: Visit): Promise<Response> {
  const key = visit.header('idempotency-key')
  if (!isId(key)) throw invalid('Idempotency-Key', key ? 'not-a-uuid' : 'required')
  const body = (await visit.json()) as Parameters<typeof registerPerson>[2]
  const answer = await registerPerson(visit.instance, visit.actor, body, key)
  if (isRefusal(answer)) return refused(answer)
  return json(answer, 201, { location: `${base}/people/${answer.id}` })
}

async function open(visit: Visit): Promise<Response> {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return json(toJson(await getRecord(visit.instance, visit.actor, visit.params.id)))
}

async function find(visit: Visit): Promise<Response> {
  const document = visit.url.searchParams.get('document')
  if (!document) throw invalid('document', 'required')
  const { people } = await findPeople(visit.instance, visit.actor, { wanted: document })
  return json({
    people: people.map((one) => ({
      id: one.id,
      latinName: one.latin_name,
      nativeName: one.native_name,
      birthDate: one.birth_date,
      citizenship: one.citizenship,
      standing: one.standing,
      documentNumber: one.document,
    })),
  })
}

function refused(answer: Refusal): Response {
  return Response.json(
    { type: '/problems/refused', title: 'refused', status: 409, code: 'refused', refused: answer.refused },
    { status: 409, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } },
  )
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } })

const toJson = (record: PersonRecord) => record
