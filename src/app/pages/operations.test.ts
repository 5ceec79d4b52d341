import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { type Application, makeApplication } from '../serve.ts'
import { operationsPages } from './operations.tsx'

let world: World
let app: Application
let cookie: string
let local: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, operationsPages)
  const office = await world.office({ name: 'Almaty office' })
  cookie = await world.signIn(await world.officer('administrator', office, { regions: ['*'] }))
  local = await world.signIn(await world.officer('administrator', office, { regions: ['75'] }))
})
afterAll(() => world.close())

const open = (as = cookie) =>
  app.fetch(new Request('http://localhost/staff/works', { headers: { cookie: as, 'accept-language': 'en' } }))
const press = (path: string, fields: Record<string, string> = {}, as = cookie) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: as,
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
const jobs = (name: string) =>
  world.owner.rows<{ id: string; work: string }>(
    sql`select id, data ->> 'work' as work from pgboss.job where name = ${name} order by created_on`,
  )
const giveUp = async (work: string) => {
  await world.owner.done(
    sql`insert into pgboss.job (name, data, output) values ('failed', ${JSON.stringify({ work, address: '+77000000099' })}::jsonb, '{"message": "the printer is on fire"}')`,
  )
  return (await jobs('failed')).findLast((one) => one.work === work)!.id
}

describe('what the house could not do by itself', () => {
  test('a work that was given up is shown with its cause and without its data, and is done again', async () => {
    const id = await giveUp('permit-over')
    const page = await (await open()).text()
    expect(page).toContain('permit-over')
    expect(page).toContain('the printer is on fire')
    expect(page).not.toContain('77000000099')
    const before = (await jobs('reaction')).length
    expect((await press(`/staff/works/${id}`)).status).toBe(303)
    expect((await jobs('reaction')).length).toBe(before + 1)
    expect((await jobs('failed')).some((one) => one.id === id)).toBe(false)
    expect((await press(`/staff/works/${id}`)).status).toBe(404)
  })

  test('is dropped only with a reason, which is kept', async () => {
    const id = await giveUp('send-message')
    await press(`/staff/works/${id}`, { drop: 'yes' })
    expect((await jobs('failed')).some((one) => one.id === id)).toBe(true)
    await press(`/staff/works/${id}`, { drop: 'yes', [`reason-${id}`]: 'The code is long over.' })
    expect((await jobs('failed')).some((one) => one.id === id)).toBe(false)
    expect(
      await world.owner.rows(
        sql`select ground from platform.event where type = 'work-dropped' and after ->> 'job' = ${id}`,
      ),
    ).toEqual([{ ground: 'The code is long over.' }])
  })

  test('lines outside that did not arrive are counted by cause and sent again', async () => {
    const message = newId()
    await world.owner.done(sql`insert into message.message (id, account_id, template, values, link, cause, created_at)
      values (${message}, ${newId()}::uuid, 'permit-ready', '{}', '/me', 'x', now())`)
    for (const code of ['absent-subscriber', 'absent-subscriber', 'barred'])
      await world.owner.done(sql`insert into message.delivery (id, message_id, channel, state, code, changed_at)
        values (${newId()}, ${message}, 'sms', 'failed', ${code}, now())`)
    expect(await (await open()).text()).toContain('absent-subscriber')
    await press('/staff/deliveries', { channel: 'sms', code: 'absent-subscriber' })
    const states = await world.owner.rows(
      sql`select state, count(*)::int as count from message.delivery where message_id = ${message} group by state order by state`,
    )
    expect(states).toEqual([
      { state: 'failed', count: 1 },
      { state: 'queued', count: 2 },
    ])
    expect((await jobs('partner')).filter((one) => one.work === 'send-news')).toHaveLength(2)
  })

  test('an administrator of one region does not come in', async () => {
    expect((await open(local)).status).toBe(404)
    const id = await giveUp('permit-over')
    expect((await press(`/staff/works/${id}`, {}, local)).status).toBe(403)
  })
})
