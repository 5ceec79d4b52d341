import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import type { Role } from '../../platform/actor.ts'
import { roles } from '../../platform/actor.ts'
import { routes } from '../routes.ts'
import { makeApplication } from '../serve.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let office: string
beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  office = await world.office({ institution: 'somewhere', region: null })
})
afterAll(() => world.close())

const page = async (role: Role, path: string) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: {
        'accept-language': 'en',
        cookie: await world.signIn(await world.officer(role, office, { regions: ['*'] })),
      },
    }),
  )

it('leads every member of staff to something, and to no door that stays closed', async () => {
  for (const role of roles) {
    const home = await page(role, '/')
    const text = await home.text()
    expect(text, role).toContain('Your work')
    const main = text.slice(text.indexOf('<main'), text.indexOf('</main>'))
    const hrefs = [...main.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href)
    expect(hrefs.length, role).toBeGreaterThan(1)
    for (const href of hrefs) {
      const { status, headers } = await page(role, href)
      // Grave doors ask for a fresh proof first.
      if (status === 303) expect(headers.get('location')).toMatch(/^\/staff\/confirm/)
      else expect(status, `${role} ${href}`).toBe(200)
    }
  }
})
