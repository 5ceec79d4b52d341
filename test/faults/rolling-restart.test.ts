import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../../src/platform/database.ts'
import { makeWorld, type World } from '../world.ts'
import { restartInTurns } from './rolling-restart.ts'

/** Fifty by QONYS_RESTARTS=50. */
const restarts = Number(process.env.QONYS_RESTARTS ?? 2)
/** Milliseconds for all; a restart took 5 s on two quiet cores and 30 s on two crowded ones. The last minute is for ending the programs. */
const limit = 120_000 + restarts * 40_000
let world: World
beforeAll(async () => {
  world = await makeWorld(Temporal.Now.instant().toString())
})
afterAll(() => world.close())

it(
  `L7: ${restarts} restarts in turns under load fail no request, end within ten seconds and leave no lock`,
  async () => {
    const state = mkdtempSync(join(tmpdir(), 'qonys-rolling-'))
    try {
      const result = await restartInTurns({
        restarts,
        within: limit - 60_000,
        env: {
          DATABASE_URL: world.database.ownerUrl,
          QONYS_STATE: state,
          QONYS_SECRET: process.env.QONYS_SECRET ?? '',
        },
        async left() {
          const { n } = await world.owner.one<{ n: number }>(sql`
          select count(*)::int as n from pg_locks l join pg_stat_activity a on a.pid = l.pid
          where a.datname = current_database() and a.usename = 'qonys_app' and l.locktype = 'advisory'`)
          return n
        },
      })
      if (restarts > 10) console.log(JSON.stringify(result))
      expect(result.restarts).toBe(restarts)
      expect(result.failed).toEqual([])
      expect(result.answered).toBeGreaterThan(restarts)
      expect(result.longestStop).toBeLessThan(10_000)
      expect(result.left).toBe(0)
    } finally {
      rmSync(state, { recursive: true, force: true })
    }
  },
  limit,
)
