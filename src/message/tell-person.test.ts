import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPartners } from '../../demo/partners/start.tsx'
import { personas } from '../../demo/personas.ts'
import { makeWorld, type Person, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { partnerSecrets } from '../platform/partner-secrets.ts'
import { signWebhook } from '../platform/webhook-signature.ts'
import { chooseChannel } from './choose-channel.ts'
import { messagePages } from './pages/messages.tsx'
import { sendNews } from './send-news.ts'
import { tellPerson } from './tell-person.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let partners: Awaited<ReturnType<typeof startPartners>>
const job = { kind: 'system', job: 'test' } as const

const folder = mkdtempSync(join(tmpdir(), 'qonys-messages-'))

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, messagePages)
  partners = await startPartners({
    port: 0,
    appUrl: 'http://localhost:1',
    dataDir: folder,
    secrets: partnerSecrets(world.instance.config),
    personas,
  })
  world.instance.config.partnersPort = Number(new URL(partners.url).port)
})
afterAll(async () => {
  await partners.stop()
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

const tell = (account: Person, cause: string = newId()) =>
  tellPerson(world.instance, job, {
    accounts: [account.account],
    template: 'case-completed',
    values: { number: 'HP-1' },
    link: '/cases/HP-1',
    cause,
  })
const deliveries = (account: Person) =>
  world.owner.rows<{ id: string; state: string }>(
    sql`select d.id, d.state from message.delivery d join message.message m on m.id = d.message_id where m.account_id = ${account.account}`,
  )
const open = async (path: string, who: Person) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
    }),
  )

describe('news', () => {
  it('stands in the inbox of whom it is for, once for a cause, and outside goes only that there is some', async () => {
    const reader = await world.account(await world.person(), { language: 'tg' })
    const stranger = await world.account(await world.person())
    const cause = newId()
    expect(await tell(reader, cause)).toEqual({ told: 1 })
    expect(await tell(reader, cause)).toEqual({ told: 0 })
    expect(await (await open('/me/messages', reader)).text()).toContain('Оид ба HP-1 қарор шуд')
    expect(await (await open('/me/messages', stranger)).text()).not.toContain('HP-1')

    const [delivery] = await deliveries(reader)
    await sendNews(world.instance, { delivery: delivery!.id })
    await sendNews(world.instance, { delivery: delivery!.id })
    expect((await deliveries(reader))[0]?.state).toBe('sent')
    const outbox = await (await fetch(`${partners.gatewayUrl}/outbox`)).text()
    expect(outbox).toContain('барои шумо хабар ҳаст')
    expect(outbox).not.toContain('HP-1')
  })

  it('is no longer new once opened, and leads to its page; a stranger opens nothing', async () => {
    const reader = await world.account(await world.person())
    const stranger = await world.account(await world.person())
    await tell(reader)
    const { id } = await world.owner.one<{ id: string }>(
      sql`select id from message.message where account_id = ${reader.account}`,
    )
    expect((await open(`/me/messages/${id}`, stranger)).status).toBe(404)
    const led = await open(`/me/messages/${id}`, reader)
    expect([led.status, led.headers.get('location')]).toEqual([303, '/cases/HP-1'])
    expect(await (await open('/me/messages', reader)).text()).not.toContain('>New<')
  })

  it('stays inside for who wants no line outside', async () => {
    const reader = await world.account(await world.person())
    await chooseChannel(world.instance, reader, { first: 'own', worth: 'nothing', sure: true })
    await tell(reader)
    expect(await deliveries(reader)).toEqual([])
  })
})

describe("the gateway's report", () => {
  const report = (
    id: string,
    type: string,
    secret = partnerSecrets(world.instance.config).gateway.webhookSecret,
  ) => {
    const body = JSON.stringify({
      type,
      timestamp: '2026-11-24T06:00:00Z',
      data: {
        id,
        providerId: 'gw-1',
        channel: 'sms',
        ...(type === 'message.failed' ? { code: 'absent-subscriber' } : {}),
      },
    })
    return app.fetch(
      new Request('http://localhost/partners/messages/delivery', {
        method: 'POST',
        body,
        headers: { ...signWebhook({ id: 'evt_1', body, at: Temporal.Now.instant() }, secret) },
      }),
    )
  }

  it('moves the delivery on and never back, and is believed only when signed', async () => {
    const reader = await world.account(await world.person())
    await tell(reader)
    const { id } = (await deliveries(reader))[0]!
    const forged = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    expect((await report(id, 'message.delivered', forged)).status).toBe(401)
    expect((await deliveries(reader))[0]?.state).toBe('queued')
    expect((await report(id, 'message.delivered')).status).toBe(204)
    expect((await report(id, 'message.failed')).status).toBe(204)
    expect((await deliveries(reader))[0]?.state).toBe('delivered')
    expect((await report('code-of-a-sign-in', 'message.delivered')).status).toBe(204)
  })
})
