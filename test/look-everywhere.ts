import { routes } from '../src/app/routes.ts'
import type { Application } from '../src/app/serve.ts'
import { sql } from '../src/platform/database.ts'
import type { World } from './world.ts'

/** Every page without a parameter, as everybody given and as the public; what is random is taken out. The ways to the identity provider lead out of the system. */
export async function lookEverywhere(
  app: Application,
  cookies: string[],
  query: string,
  which: (path: string) => boolean = () => true,
): Promise<string[]> {
  const doors = routes.filter(
    ({ method, path }) => method === 'get' && !path.includes(':') && !path.endsWith('/go') && which(path),
  )
  const seen: string[] = []
  for (const cookie of ['', ...cookies])
    for (const { path } of doors) {
      const answer = await app.fetch(
        new Request(`http://localhost${path}?q=${query}`, { headers: { cookie, 'accept-language': 'en' } }),
      )
      const text = (await answer.text()).replaceAll(
        /[0-9a-f]{8}-[0-9a-f-]{27}|challenge&quot;:&quot;[^&]+/g,
        'ID',
      )
      seen.push(`${path} ${answer.status} ${text.replace(/ {2,}/g, ' ')}`)
    }
  return seen
}

/** What the system keeps of itself, counted: events, looks, jobs, limits, requests, messages, visits. */
export const countTraces = (world: World): Promise<Record<string, string>> =>
  world.owner.one(sql`select (select count(*) from platform.event) as events, (select count(*) from platform.read_record) as reads,
    (select count(*) from pgboss.job) as jobs, (select count(*) from platform.rate) as limits, (select count(*) from platform.request) as requests,
    (select count(*) from message.message) as messages, (select count(*) from inspection.visit) as visits`)
