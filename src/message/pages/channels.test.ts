import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPartners } from '../../../demo/partners/start.tsx'
import { personas } from '../../../demo/personas.ts'
import { makeWorld, type Person, type World } from '../../../test/world.ts'
import { makeApplication } from '../../app/serve.ts'
import { sql } from '../../platform/database.ts'
import { locales } from '../../platform/language.ts'
import { newId } from '../../platform/new-id.ts'
import { partnerSecrets } from '../../platform/partner-secrets.ts'
import { chooseChannel } from '../choose-channel.ts'
import { openAddress } from '../keep-address.ts'
import { secondsOfQuiet } from '../reach-account.ts'
import { noteDelivery, sendAddressCode, sendNews } from '../send-news.ts'
import { tellPerson, type templates } from '../tell-person.ts'
import { messageText } from '../text.ts'
import { writeLetter } from '../write-letter.ts'
import { channelPages } from './channels.tsx'
import { messagePages } from './messages.tsx'

let world: World
let app: ReturnType<typeof makeApplication>
let partners: Awaited<ReturnType<typeof startPartners>>
const job = { kind: 'system', job: 'test' } as const

const folder = mkdtempSync(join(tmpdir(), 'qonys-channels-'))

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, [...messagePages, ...channelPages])
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

const page = async (path: string, who: Person) =>
  (
    await app.fetch(
      new Request(`http://localhost${path}`, {
        headers: { cookie: await world.signIn(who), 'accept-language': 'en' },
      }),
    )
  ).text()
async function send(path: string, who: Person, fields: Record<string, string> = {}) {
  const body = new FormData()
  body.set('_request', newId())
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  const headers = { cookie: await world.signIn(who), origin: 'http://localhost', 'accept-language': 'en' }
  return app.fetch(new Request(`http://localhost${path}`, { method: 'POST', headers, body }))
}
/** The data of the newest job of a name, as the worker would take it. */
const jobOf = async (work: string) =>
  await world.owner.one<{ data: Record<string, string>; wait: number }>(sql`
      select data, extract(epoch from start_after - created_on)::int as wait from pgboss.job where data ->> 'work' = ${work} order by created_on desc limit 1`)
const tell = (who: Person, template: (typeof templates)[number] = 'stay-ends') =>
  tellPerson(world.instance, job, {
    accounts: [who.account],
    template,
    values: { date: '2026-12-24', number: 'HP-1' },
    link: '/me',
    cause: newId(),
  })
const deliveries = (who: Person) =>
  world.owner.rows<{ id: string; channel: string; state: string; own: boolean }>(sql`
    select d.id, d.channel, d.state, d.address_id is null as own from message.delivery d join message.message m on m.id = d.message_id
    where m.account_id = ${who.account}::uuid order by m.created_at, d.changed_at, d.id`)
const addressOf = async (who: Person, channel: string) =>
  (
    await world.owner.one<{ id: string }>(
      sql`select id from message.address where account_id = ${who.account}::uuid and channel = ${channel} and removed_at is null`,
    )
  ).id
const outbox = async () =>
  (await (
    await fetch(`${partners.gatewayUrl}/outbox`, { headers: { accept: 'application/json' } })
  ).json()) as { message: { channel: string; to: string; text: string; id: string } }[]
const update = (
  text: string,
  chat: number,
  secret = partnerSecrets(world.instance.config).gateway.botSecret,
) =>
  app.fetch(
    new Request('http://localhost/partners/telegram/update', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
      body: JSON.stringify({ update_id: 1, message: { chat: { id: chat }, text } }),
    }),
  )
async function connectTelegram(who: Person, chat: number) {
  const opened = await openAddress(world.instance, who, { channel: 'telegram' })
  if ('refused' in opened || !opened.start) throw new Error('not opened')
  expect((await update(`/start ${opened.start}`, chat)).status).toBe(204)
}

describe('another address', () => {
  it('gets news only after its code came back; a wrong code and a sixth try do nothing', async () => {
    const who = await world.account(await world.person())
    expect((await send('/me/channels/add/email', who, { 'address-email': 'no address' })).status).toBe(422)
    expect(
      (await send('/me/channels/add/email', who, { 'address-email': 'ali@people.demo.example' })).status,
    ).toBe(303)
    const id = await addressOf(who, 'email')
    expect((await send('/me/channels', who, { first: 'email', worth: 'all' })).status).toBe(409)
    const { data } = await jobOf('send-address-code')
    await sendAddressCode(world.instance, data)
    expect(
      (await outbox()).find((one) => one.message.to === 'ali@people.demo.example')?.message.text,
    ).toContain(data.code)
    const wrong = data.code === '000000' ? '000001' : '000000'
    expect((await send(`/me/channels/${id}/prove`, who, { [`code-${id}`]: wrong })).status).toBe(409)
    expect((await send(`/me/channels/${id}/prove`, who, { [`code-${id}`]: data.code ?? '' })).status).toBe(
      303,
    )
    expect((await send('/me/channels', who, { first: 'email', worth: 'all' })).status).toBe(303)
    await tell(who)
    expect(await deliveries(who)).toMatchObject([{ channel: 'email', own: false, state: 'queued' }])
  })
  it('five wrong codes close it, also for the right one', async () => {
    const who = await world.account(await world.person())
    await send('/me/channels/add/sms', who, { 'address-sms': '+7 700 000 00 71' })
    const id = await addressOf(who, 'sms')
    const { data } = await jobOf('send-address-code')
    const wrong = data.code === '000000' ? '000001' : '000000'
    for (let n = 0; n < 5; n++) await send(`/me/channels/${id}/prove`, who, { [`code-${id}`]: wrong })
    const answer = await send(`/me/channels/${id}/prove`, who, { [`code-${id}`]: data.code ?? '' })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('no longer holds')
  })
  it('a code that is a quarter of an hour old is over', async () => {
    const who = await world.account(await world.person())
    await send('/me/channels/add/sms', who, { 'address-sms': '+7 700 000 00 72' })
    const id = await addressOf(who, 'sms')
    const { data } = await jobOf('send-address-code')
    world.clock.add({ minutes: 16 })
    expect((await send(`/me/channels/${id}/prove`, who, { [`code-${id}`]: data.code ?? '' })).status).toBe(
      409,
    )
    world.clock.add({ minutes: -16 })
  })
  it('is nobody else’s to prove or remove', async () => {
    const who = await world.account(await world.person())
    const stranger = await world.account(await world.person())
    await send('/me/channels/add/post', who, { 'address-post': 'Abay 1\nAlmaty 050000' })
    const id = await addressOf(who, 'post')
    expect((await send(`/me/channels/${id}/remove`, stranger)).status).toBe(404)
    expect(await page('/me/channels', stranger)).not.toContain('Abay 1')
    expect((await send(`/me/channels/${id}/remove`, who)).status).toBe(303)
    expect(await page('/me/channels', who)).not.toContain('Abay 1')
  })
})

describe('Telegram', () => {
  it('is connected by the word that the person was shown, once, and only by an update that is Telegram’s', async () => {
    const who = await world.account(await world.person())
    const opened = await openAddress(world.instance, who, { channel: 'telegram' })
    if ('refused' in opened) throw new Error('not opened')
    expect((await update(`/start ${opened.start}`, 700000021, 'forged')).status).toBe(401)
    expect((await update('hello', 700000021)).status).toBe(204)
    expect((await update(`/start ${opened.start}`, 700000021)).status).toBe(204)
    expect((await update(`/start ${opened.start}`, 700000099)).status).toBe(204)
    const { address } = await world.owner.one<{ address: string }>(
      sql`select address from message.address where account_id = ${who.account}::uuid`,
    )
    expect(address).toBe('700000021')
    await chooseChannel(world.instance, who, { first: 'telegram', worth: 'all' })
    await tell(who)
    await sendNews(world.instance, (await jobOf('send-news')).data)
    const said = (await outbox()).find((one) => one.message.channel === 'telegram')
    expect(said?.message).toMatchObject({ to: '700000021' })
  })
})

describe('what does not arrive', () => {
  it('goes on to the next address, each once, a letter last; then nothing is left', async () => {
    const who = await world.account(await world.person({ latinName: 'ODILOVA ZARINA' }), { language: 'tg' })
    await connectTelegram(who, 700000031)
    await openAddress(world.instance, who, { channel: 'post', address: 'Abay 1\nAlmaty 050000' })
    await chooseChannel(world.instance, who, { first: 'telegram', worth: 'all' })
    await tell(who)
    for (const expected of ['telegram', 'sms', 'post']) {
      const last = (await deliveries(who)).findLast((one) => one.state === 'queued')
      expect(last?.channel).toBe(expected)
      if (expected === 'post') await sendNews(world.instance, { delivery: last?.id })
      await noteDelivery(world.instance, last?.id ?? '', 'failed', 'absent-subscriber')
    }
    expect((await deliveries(who)).map((one) => one.state)).toEqual(['failed', 'failed', 'failed'])
    const letter = (await outbox()).find((one) => one.message.channel === 'post')
    expect(letter?.message.to).toBe('ODILOVA ZARINA\nAbay 1\nAlmaty 050000')
    const pdf = await fetch(`${partners.gatewayUrl}/letters/${letter?.message.id}`)
    expect((await pdf.text()).slice(0, 5)).toBe('%PDF-')
  })
})

describe('what somebody chose', () => {
  it('nothing outside is asked again with what it may cost, and kept when they are sure', async () => {
    const who = await world.account(await world.person())
    const asked = await send('/me/channels', who, { first: 'own', worth: 'nothing' })
    expect(asked.status).toBe(409)
    expect(await asked.text()).toContain('You would miss deadlines')
    await tell(who)
    expect(await deliveries(who)).toHaveLength(1)
    expect((await send('/me/channels', who, { first: 'own', worth: 'nothing', sure: 'yes' })).status).toBe(
      303,
    )
    await tell(who)
    expect(await deliveries(who)).toHaveLength(1)
    expect((await page('/me/messages', who)).match(/last lawful day/g)).toHaveLength(2)
  })
  it('only deadlines: a day that ends a right is told outside, other news is not', async () => {
    const who = await world.account(await world.person())
    await chooseChannel(world.instance, who, { first: 'own', worth: 'deadlines' })
    await tell(who, 'offer-answered')
    expect(await deliveries(who)).toEqual([])
    await tell(who, 'stay-ends')
    expect(await deliveries(who)).toHaveLength(1)
  })
  it('in quiet hours a line waits for their end; the language is that of the lines', async () => {
    const who = await world.account(await world.person())
    // 06:00 UTC is 11:00 in Kazakhstan.
    expect(
      (
        await send('/me/channels', who, {
          first: 'own',
          worth: 'all',
          'quiet-from': '9',
          'quiet-to': '12',
          language: 'uz',
        })
      ).status,
    ).toBe(303)
    await tell(who)
    const { data, wait } = await jobOf('send-news')
    expect(wait).toBeGreaterThan(3500)
    await sendNews(world.instance, data)
    expect((await outbox())[0]?.message.text).toContain('yangilik')
  })
})

describe('quiet hours', () => {
  const hour = fc.integer({ min: 0, max: 23 })
  it('end within a day, at their hour, and only hours inside them wait', () =>
    fc.assert(
      fc.property(hour, hour, fc.integer({ min: 0, max: 86_399 }), (from, to, second) => {
        const now = Temporal.Instant.from('2026-11-23T19:00:00Z').add({ seconds: second })
        const wait = secondsOfQuiet(now, { quiet_from: from, quiet_to: to })
        const inside = [...Array((to - from + 24) % 24).keys()].some(
          (n) => (from + n) % 24 === Math.floor(second / 3600),
        )
        if (!inside) return wait === 0
        const end = now.add({ seconds: wait }).toZonedDateTimeISO('Asia/Almaty')
        return wait > 0 && wait <= 86_400 && end.hour === to && end.minute === 0
      }),
    ))
})

describe('words that leave the house', () => {
  it('carry no value of anybody in any language: the line has an address, the code its code', () => {
    for (const locale of locales) {
      const t = messageText(locale)
      expect(t('outside', { address: 'ADDRESS' })).toContain('ADDRESS')
      expect(t('channel.code', { code: '123456' })).toContain('123456')
    }
    for (const locale of locales)
      for (const key of ['outside', 'subject', 'channel.code', 'letter.text'] as const) {
        const placeholders = messageText(locale)(key, { address: '\u0001', code: '\u0001' }).match(/\{\w+\}/g)
        expect(placeholders, `${locale} ${key}`).toBeNull()
      }
  })
  it('a letter is a page in every language, the same for the same input', () => {
    for (const language of locales) {
      const given = {
        lines: ['李 LI WEI', 'Abay 1', 'Almaty 050000'],
        language,
        page: 'http://localhost/me/messages',
        day: Temporal.PlainDate.from('2026-11-24'),
        demo: true,
      }
      const [once, twice] = [writeLetter(given), writeLetter(given)]
      expect(Buffer.from(once).subarray(0, 5).toString()).toBe('%PDF-')
      expect(Buffer.from(once).equals(Buffer.from(twice))).toBe(true)
    }
  })
})
