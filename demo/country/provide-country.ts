import type { Io } from '../../src/platform/command.ts'
import type { Config } from '../../src/platform/config.ts'
import { connect, queryOn, sql } from '../../src/platform/database.ts'
import { migrate } from '../../src/platform/migrate.ts'
import { type Country, type Size, tellHistory } from './tell-history.ts'

/** The size of the demo country: about the people and cases of one busy office. */
export const wholeCountry = { people: 3000, cases: 400, seed: 1 }

export type CountryState = 'none' | 'building' | 'ready'

/** Whether the demo country is there, was left half told, or is not. */
export const countryState = (ownerUrl: string): Promise<CountryState> =>
  onOwner(ownerUrl, async (query) => {
    const row = await query.maybe<{ value: { state: CountryState } }>(
      sql`select value from platform.setting where key = 'demo-country'`,
    )
    return row?.value.state ?? 'none'
  })

/** Tells the country into the database, with a line of progress on a terminal. */
export function tellCountry(config: Config, ownerUrl: string, size: Size, io: Io): Promise<Country> {
  return tellHistory(config, ownerUrl, size, (done, all) => {
    if (io.tty && (done % 20 === 0 || done === all))
      process.stderr.write(
        `\rThe demo country: ${Math.floor((100 * done) / all)} %${done === all ? '\n' : ''}`,
      )
  })
}

/**
 * Empties the database and brings it to the newest form. Only a demo is ever emptied, and never under a running program.
 * @returns why not, or undefined when it is done
 */
export async function emptyDemo(
  config: Config,
  ownerUrl: string,
): Promise<'not-a-demo' | 'in-use' | undefined> {
  const refused = await onOwner(ownerUrl, async (query) => {
    const { there } = await query.one<{ there: boolean }>(
      sql`select to_regclass('platform.setting') is not null as there`,
    )
    if (there) {
      const demo = await query.maybe<{ value: boolean }>(
        sql`select value from platform.setting where key = 'demo'`,
      )
      const { people } = await query.one<{ people: number }>(
        sql`select count(*)::int as people from (select 1 from person.person limit 1) one`,
      )
      if (demo?.value !== true && people > 0) return 'not-a-demo' as const
    }
    const { others } = await query.one<{ others: number }>(
      sql`select count(*)::int as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = 'qonys_app'`,
    )
    if (others > 0) return 'in-use' as const
    const schemas = await query.rows<{ name: string }>(
      sql`select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')`,
    )
    for (const { name } of schemas) await query.done(sql`drop schema ${sql.id(name)} cascade`)
    return undefined
  })
  if (refused) return refused
  await migrate(ownerUrl, config.secret)
  return undefined
}

async function onOwner<T>(
  ownerUrl: string,
  work: (query: ReturnType<typeof queryOn>) => Promise<T>,
): Promise<T> {
  const settings = encodeURIComponent('-c qonys.actor_kind=system')
  const db = connect(`${ownerUrl}${ownerUrl.includes('?') ? '&' : '?'}options=${settings}`, { max: 1 })
  try {
    return await work(queryOn(db))
  } finally {
    await db.destroy()
  }
}
