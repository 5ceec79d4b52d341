import pg from 'pg'
import { newId } from '../src/platform/new-id.ts'
import { onServer } from './on-server.ts'

export interface QuotaResult {
  /** Places reserved a second, each in a durable transaction of its own, all of one region and category. */
  oneClient: number
  manyClients: number
  clients: number
  ratio: number
  target: number
  /** Of the last places, asked for by all clients at once. */
  lastPlaces: { places: number; given: number }
}

const rounds = 3

/** Reserves places of one key by one client, then by `clients` at once, in turns; at the end all ask for the last hundred. */
export async function runQuotaBench(given: {
  reservations: number
  clients: number
  log?: (line: string) => void
}): Promise<QuotaResult> {
  const { reservations, clients, log = () => {} } = given
  return onServer({}, async (server) => {
    const pool = new pg.Pool({ connectionString: server.url, max: clients })
    pool.on('error', () => {})
    try {
      await pool.query(
        `insert into quota.balance (year, region, category, places) values (2026, '75', 'third', 1000000), (2026, '75', 'fourth', 100)`,
      )
      const reserve = async (category: string) =>
        (
          await pool.query<{ full: string | null }>(
            `select quota.reserve($1::uuid, 2026, $2, array['75'], now(), false) as full`,
            [newId(), category],
          )
        ).rows[0]?.full === null
      const speeds = { one: [] as number[], many: [] as number[] }
      await speed(200, clients, () => reserve('third'))
      for (let round = 0; round < rounds; round++) {
        speeds.one.push(await speed(reservations, 1, () => reserve('third')))
        speeds.many.push(await speed(reservations, clients, () => reserve('third')))
        log(
          `round ${round + 1}: one ${speeds.one.at(-1)?.toFixed(0)}/s, ${clients} ${speeds.many.at(-1)?.toFixed(0)}/s`,
        )
      }
      let held = 0
      await speed(clients * 5, clients, async () => {
        if (await reserve('fourth')) held++
      })
      const [oneClient, manyClients] = [median(speeds.one), median(speeds.many)]
      return {
        oneClient,
        manyClients,
        clients,
        ratio: manyClients / oneClient,
        target: 0.7,
        lastPlaces: { places: 100, given: held },
      }
    } finally {
      await pool.end()
    }
  })
}

/** Does it `count` times, `clients` at a time; how many a second. */
async function speed(count: number, clients: number, work: () => Promise<unknown>): Promise<number> {
  let left = count
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) await work()
    }),
  )
  return count / ((performance.now() - started) / 1000)
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

export const writeQuota = (result: QuotaResult): string =>
  `places of one key: one client ${result.oneClient.toFixed(0)}/s, ${result.clients} clients ${result.manyClients.toFixed(0)}/s, ratio ${result.ratio.toFixed(2)} (target ≥ ${result.target}); of the last ${result.lastPlaces.places} exactly ${result.lastPlaces.given} were given`
