import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { inTransaction } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { askExport, decideExport, writeExport } from './export-list.ts'
import { sequenceLog } from './sequence-log.ts'
import { writeCsv } from './write-csv.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let asker: Staff
let approver: Staff
let listed: Person

const wanted = {
  kind: 'people',
  from: '2026-11-01',
  to: '2026-11-30',
  purpose: 'The yearly report to the ministry, table 4.',
  recipient: 'Ministry of labour, A. B.',
} as const

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const office = await world.office()
  asker = await world.officer('supervisor', office)
  approver = await world.officer('supervisor', office)
  listed = await world.account(
    await world.person({ latinName: '=HYPERLINK("http://evil")', nativeName: '@SUM(1)' }),
  )
  await world.person({ latinName: 'ELSEWHERE', regions: ['71'] })
})
afterAll(() => world.close())

async function asked(by = asker, given: Partial<typeof wanted> = {}): Promise<string> {
  const made = await askExport(world.instance, by, { ...wanted, ...given })
  if ('refused' in made) throw new Error('not asked')
  return made.id
}
const decide = (id: string, by = approver, approve = true) =>
  decideExport(world.instance, by, { export: id, approve, reasons: 'Needed as said.' })
async function ask(who: Staff | Person, path: string, given: { body?: string; fresh?: boolean } = {}) {
  const cookie = await world.signIn(who)
  if (given.fresh && who.kind === 'staff')
    await world.owner.done(sql`update platform.session set methods = '{passkey}', authenticated_at = ${world.clock.now().toString()}
      where staff_id = ${who.staff}::uuid`)
  return app.fetch(
    new Request(`http://localhost${path}`, {
      method: given.body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        cookie,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(given.body === undefined ? {} : { body: given.body }),
    }),
  )
}

describe('a list that leaves', () => {
  it('needs a second person, holds only what the asker may see, and everybody on it sees that it left', async () => {
    const id = await asked()
    await expect(writeExport(world.instance, asker, id)).rejects.toMatchObject({ code: 'wrong-state' })
    await expect(decide(id, asker)).rejects.toMatchObject({ code: 'not-allowed' })
    await decide(id)
    await expect(writeExport(world.instance, approver, id)).rejects.toMatchObject({ code: 'not-found' })
    const { csv } = await writeExport(world.instance, asker, id)
    const { watermark } = await world.owner.one<{ watermark: string }>(
      sql`select watermark from oversight.export where id = ${id}::uuid`,
    )
    const lines = csv.trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(watermark)
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil"")","'@SUM(1)"`)
    expect(csv).not.toContain('ELSEWHERE')
    expect(await (await ask(listed, '/me/looks')).text()).toContain('A list that left the system')
  })
  it('is over after a day, and a refused one never was', async () => {
    const id = await asked()
    await decide(id)
    world.clock.add({ hours: 24 })
    await expect(writeExport(world.instance, asker, id)).rejects.toMatchObject({ code: 'wrong-state' })
    const no = await asked()
    await decide(no, approver, false)
    await expect(writeExport(world.instance, asker, no)).rejects.toMatchObject({ code: 'wrong-state' })
    await expect(decide(no)).rejects.toMatchObject({ code: 'wrong-state' })
  })
  it('cannot be approved by its asker in the database either, nor fetched unapproved', async () => {
    const id = await asked()
    const forge = (set: ReturnType<typeof sql>) =>
      inTransaction(world.instance, asker, false, (tx) =>
        tx.done(sql`update oversight.export set ${set} where id = ${id}::uuid`),
      )
    const approved = sql`decided_at = now(), approved = true, reasons = 'because I say', expires_at = now() + interval '1 hour', watermark = 'X'`
    await expect(forge(sql`decided_by = ${asker.staff}::uuid, ${approved}`)).rejects.toMatchObject({
      constraint: 'another_person',
    })
    await expect(forge(sql`downloads = 1`)).rejects.toMatchObject({ constraint: 'downloaded_is_approved' })
    await expect(forge(sql`decided_by = ${approver.staff}::uuid, ${approved}`)).rejects.toMatchObject({
      constraint: 'decides_as_themself',
    })
  })
  it('asks both who they are again, and lets nobody else near it', async () => {
    const form = `_request=${newId()}&kind=people&from-day=1&from-month=11&from-year=2026&to-day=30&to-month=11&to-year=2026&purpose=${encodeURIComponent(wanted.purpose)}&recipient=ministry`
    const owed = async (answer: Response) => {
      expect(answer.status).toBe(403)
      expect(await answer.text()).toContain('/staff/confirm?to=')
    }
    await owed(await ask(asker, '/exports/new', { body: form }))
    const made = await ask(asker, '/exports/new', { body: form, fresh: true })
    const path = made.headers.get('location') ?? ''
    expect(path).toMatch(/^\/exports\/[0-9a-f-]{36}$/)
    world.clock.add({ minutes: 16 })
    const yes = () => `_request=${newId()}&approve=yes&reasons=${encodeURIComponent('Needed as said.')}`
    await owed(await ask(approver, path, { body: yes() }))
    expect((await ask(approver, path, { body: `_request=${newId()}&reasons=x`, fresh: true })).status).toBe(
      422,
    )
    expect((await ask(approver, path, { body: yes(), fresh: true })).status).toBe(303)
    world.clock.add({ minutes: 16 })
    await sequenceLog(world.instance)
    expect((await ask(asker, `${path}/file`)).headers.get('location')).toMatch(/^\/staff\/confirm/)
    const file = await ask(asker, `${path}/file`, { fresh: true })
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/)
    const elsewhere = await world.officer('supervisor', await world.office({ institution: 'executive-71' }))
    for (const one of [path, `${path}/file`])
      expect((await ask(elsewhere, one, { fresh: true })).status).toBe(404)
  })
  it('is refused in words when the days or the region are wrong', async () => {
    for (const wrong of [{ to: '2026-10-01' }, { to: '2028-01-01' }, { purpose: 'short' }])
      await expect(asked(asker, wrong as Partial<typeof wanted>)).rejects.toMatchObject({
        code: 'invalid-input',
      })
    await expect(askExport(world.instance, asker, { ...wanted, region: '71' })).rejects.toMatchObject({
      code: 'invalid-input',
    })
  })
})

describe('a cell of the file', () => {
  it.each(['=1+1', '+1', '-1', '@A1', '\t=1', ' =1', '\n=1', '＝1', '|cmd', '%x'])(
    'never begins a formula: %j',
    (text) => {
      expect(writeCsv([[text]])).toBe(`\ufeff"'${text}"\r\n`)
    },
  )
  it('keeps quotes, commas and lines inside itself', () => {
    expect(writeCsv([['a"b', 'c,d', 'e\nf']])).toBe('\ufeff"a""b","c,d","e\nf"\r\n')
  })
})
