import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { sql } from '../platform/database.ts'
import { findOffice, getOffice, officeName } from './find-office.ts'
import { findStaffOfOffice } from './find-staff.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

test("the region's own office comes before one for every region, and only while its jurisdiction lasts", async () => {
  const national = await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  const almaty = await world.office({ region: '75', matters: ['appeal'] })
  await world.owner.done(
    sql`update institution.jurisdiction set valid_to = '2026-11-30' where office_id = ${almaty}::uuid`,
  )
  const office = async (region: string, date: string) =>
    (await findOffice(world.owner, 'appeal', region, date))?.id
  expect(await office('75', '2026-11-30')).toBe(almaty)
  expect(await office('75', '2026-12-01')).toBe(national)
  expect(await office('71', '2026-11-30')).toBe(national)
  await expect(getOffice(world.owner, 'nothing', '75', '2026-11-30')).rejects.toMatchObject({
    code: 'not-found',
    details: { noOfficeFor: 'nothing' },
  })
})

test('who has left is no longer of the office', async () => {
  const office = await world.office()
  const stays = await world.officer('permit-officer', office)
  await world.officer('permit-officer', office, { to: '2026-11-23' })
  const names = await findStaffOfOffice(world.owner, office, ['permit-officer'], '2026-11-24')
  expect(names.map((one) => one.id)).toEqual([stays.staff])
})

test('readers without a name of their own get the Russian or English one', () => {
  const names = { kk: 'Кеңсе', ru: 'Отдел', en: 'Office' }
  expect([officeName(names, 'kk'), officeName(names, 'uz'), officeName(names, 'zh')]).toEqual([
    'Кеңсе',
    'Отдел',
    'Office',
  ])
})
