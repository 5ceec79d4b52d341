import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { findOffices } from './find-offices.ts'
import { officePages } from './pages/offices.tsx'

let world: World
let almaty: string
beforeAll(async () => {
  world = await makeWorld()
  almaty = await world.office({
    region: '75',
    matters: ['household-permit', 'appeal'],
    name: 'Almaty office',
  })
  await world.office({ region: '71', name: 'Astana office' })
  await world.office({ institution: 'ministry', region: null, matters: ['appeal'], name: 'National office' })
  await world.owner.done(
    sql`update institution.office set address = ${JSON.stringify({ en: '1 Test Street', ru: 'ул. Тестовая, 1', phone: '+7 727 000 00 00' })}::jsonb where id = ${almaty}::uuid`,
  )
})
afterAll(() => world.close())

test('a region has its own offices and those that decide for every region', async () => {
  const names = async (region?: string) =>
    (await findOffices(world.owner, '2026-11-24', region)).map((one) => one.names.en).sort()
  expect(await names('75')).toEqual(['Almaty office', 'National office'])
  expect(await names('71')).toEqual(['Astana office', 'National office'])
  expect(await names()).toEqual(['Almaty office', 'Astana office', 'National office'])
})

test('an office that has closed is no longer listed', async () => {
  await world.owner.done(
    sql`update institution.office set valid_to = '2026-12-31' where id = ${almaty}::uuid`,
  )
  expect((await findOffices(world.owner, '2026-12-31')).map((one) => one.id)).toContain(almaty)
  expect((await findOffices(world.owner, '2027-01-01')).map((one) => one.id)).not.toContain(almaty)
})

test('anybody reads the page in their language; a region that does not exist filters nothing', async () => {
  const app = makeApplication(world.instance, officePages)
  const page = async (path: string, language: string) => {
    const answer = await app.fetch(
      new Request(`http://localhost${path}`, { headers: { 'accept-language': language } }),
    )
    expect(answer.status).toBe(200)
    return answer.text()
  }
  const ru = await page('/offices?region=75', 'ru')
  expect(ru).toContain('ул. Тестовая, 1, +7 727 000 00 00')
  expect(ru).toContain('Разрешения на работу в домашнем хозяйстве')
  expect(ru).not.toContain('Astana office')
  expect(await page('/offices?region=__proto__', 'zh')).toContain('Astana office')
})
