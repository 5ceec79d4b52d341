import { account } from '../../platform/actor.ts'
import { get, type Route } from '../../ui/visit.ts'
import { copyOwnData } from '../copy-own-data.ts'

/** A copy of one's own data, to keep. */
export const ownDataPages: Route[] = [
  get('/me/data', account, async ({ instance, actor }) => {
    const copy = await copyOwnData(instance, actor)
    return new Response(JSON.stringify(copy, null, 2), {
      headers: {
        'content-type': 'application/json',
        'content-disposition': `attachment; filename="my-data-${copy.at.slice(0, 10)}.json"`,
        'cache-control': 'private, no-store',
      },
    })
  }),
]
