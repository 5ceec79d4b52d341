import { inTransaction } from '../../platform/act.ts'
import { account, everyone } from '../../platform/actor.ts'
import { type Query, sql } from '../../platform/database.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import type { Route, Visit } from '../../ui/visit.ts'
import { keepCosignatures, latestCheckpoint, latestCosigned } from '../checkpoints.ts'
import { getReceipt } from '../get-receipt.ts'
import { alarmAfter, logAge } from '../log-age.ts'
import { logSigner } from '../log-key.ts'
import { consistencyPath, inclusionPath } from '../log-tree.ts'
import { writeVerifierKey } from '../signed-note.ts'

/** The log for outsiders: its key, its checkpoints, proofs, the commitments themselves. Nothing here tells of anybody. */
export const logPages: Route[] = [
  api('get', '/log/key', async ({ instance }) => text(`${writeVerifierKey(logSigner(instance.config))}\n`)),
  api('get', '/log/checkpoint', async (visit) =>
    text(await found(asLog(visit, (tx) => latestCheckpoint(tx)))),
  ),
  api('get', '/log/cosigned', async (visit) => text(await found(asLog(visit, (tx) => latestCosigned(tx))))),
  api('get', '/log/freshness', freshness),
  api('get', '/log/consistency', consistency),
  api('get', '/log/inclusion', inclusion),
  api('get', '/log/leaves', leaves),
  api('post', '/log/cosignatures', cosign),
  { method: 'get', path: '/me/looks/:id/receipt', who: account, handle: receipt },
]

/** Leaves of one answer. */
const mostLeaves = 10_000

function api(method: 'get' | 'post', path: string, handle: Route['handle']): Route {
  return { method, path, who: everyone, api: true, bodyLimit: 16 * 1024, handle }
}

const asLog = <T>(visit: Visit, work: (tx: Query) => Promise<T>): Promise<T> =>
  inTransaction(visit.instance, { kind: 'system', job: 'show-log' }, false, work)

const text = (body: string): Response =>
  new Response(body, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
const json = (body: unknown): Response => Response.json(body, { headers: { 'cache-control': 'no-store' } })
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

async function found(answer: Promise<string | undefined>): Promise<string> {
  const known = await answer
  if (known === undefined) throw new Fault('not-found')
  return known
}

function numberOf(visit: Visit, name: string): number {
  const given = visit.url.searchParams.get(name) ?? ''
  if (!/^(0|[1-9]\d{0,14})$/.test(given)) throw invalid(name, 'required')
  return Number(given)
}

const sizeOf = async (tx: Query): Promise<number> =>
  (
    await tx.one<{ size: number }>(
      sql`select coalesce(max(size), 0)::float8 as size from oversight.checkpoint`,
    )
  ).size

/** Seconds since the log was last signed, for whoever watches it from outside: 503 beyond fifteen minutes, which wakes somebody. */
async function freshness({ instance, actor }: Visit): Promise<Response> {
  const age = await logAge(instance, actor)
  return new Response(`${age}\n`, {
    status: age > alarmAfter ? 503 : 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  })
}

async function consistency(visit: Visit): Promise<Response> {
  const [from, to] = [numberOf(visit, 'from'), numberOf(visit, 'to')]
  if (from > to) throw invalid('from', 'invalid')
  const path = await asLog(visit, async (tx) => {
    if (to > (await sizeOf(tx))) throw new Fault('not-found')
    return consistencyPath(tx, from, to)
  })
  return json({ from, to, path: path.map(base64) })
}

async function inclusion(visit: Visit): Promise<Response> {
  const [index, size] = [numberOf(visit, 'index'), numberOf(visit, 'size')]
  if (index >= size) throw invalid('index', 'invalid')
  const path = await asLog(visit, async (tx) => {
    if (size > (await sizeOf(tx))) throw new Fault('not-found')
    return inclusionPath(tx, index, size)
  })
  return json({ index, size, path: path.map(base64) })
}

/** Commitments in their order, so that anybody can build the whole tree again. */
async function leaves(visit: Visit): Promise<Response> {
  const from = numberOf(visit, 'from')
  const rows = await asLog(visit, (tx) =>
    tx.rows<{ commitment: Buffer }>(
      sql`select commitment from oversight.leaf where index >= ${from}::bigint order by index limit ${mostLeaves}`,
    ),
  )
  return json({ from, leaves: rows.map(({ commitment }) => base64(commitment)) })
}

async function cosign(visit: Visit): Promise<Response> {
  const note = new TextDecoder().decode(await visit.bytes())
  const kept = await asLog(visit, (tx) => keepCosignatures(tx, note))
  if (kept.length === 0) throw new Fault('not-allowed')
  return json({ kept })
}

async function receipt(visit: Visit): Promise<Response> {
  const body = await getReceipt(visit.instance, visit.actor, visit.params.id ?? '')
  return new Response(JSON.stringify(body, null, 2), {
    headers: {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="receipt-${visit.params.id}.json"`,
      'cache-control': 'private, no-store',
    },
  })
}
