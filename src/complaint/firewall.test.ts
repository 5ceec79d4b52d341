import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countTraces, lookEverywhere } from '../../test/look-everywhere.ts'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { routes } from '../app/routes.ts'
import { makeApplication } from '../app/serve.ts'
import { findVisits, proposeVisit, releaseVisits } from '../inspection/plan-visits.ts'
import { inTransaction } from '../platform/act.ts'
import { type Role, roles } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { answerComplaint, askInspection, findComplaints, getComplaint } from './answer-complaint.ts'
import { addToComplaint, complain, openByCode } from './complain.ts'

/** A word that nothing else in the system says. */
const canary = 'ZQXCANARYWORD'
let world: World
let app: ReturnType<typeof makeApplication>
let officer: Staff
let inspector: Staff
const others: Staff[] = []

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  const office = await world.office({ region: '75', matters: ['record', 'household-permit'] })
  officer = await world.officer(
    'complaint-officer',
    await world.office({ institution: 'ombudsman', region: null }),
  )
  for (const role of roles.filter((one) => one !== 'complaint-officer') as Role[])
    others.push(await world.officer(role, office, { regions: ['*'] }))
  inspector = others.find((one) => one.roles.includes('inspector')) as Staff
})
afterAll(() => world.close())

const told = {
  matters: ['wage' as const],
  region: '75',
  employer: `${canary} LLP`,
  place: `${canary} street 1`,
  story: `Three months without pay, ${canary}.`,
  contact: { channel: 'email' as const, address: `${canary}@example.org`, note: `${canary} after 20:00` },
}
const file = (request = newId()) => complain(world.instance, told, 'tg', request)

describe('a complaint', () => {
  it('is taken without a name, in any language, and found again by the code that was told once', async () => {
    const request = newId()
    const { code, dueOn } = await file(request)
    expect((await file(request)).code).toBe(code)
    expect(dueOn > '2026-12-10').toBe(true)
    const mine = await openByCode(world.instance, code.toLowerCase().replaceAll('-', ' '))
    expect(mine.messages).toHaveLength(1)
    await addToComplaint(world.instance, code, 'The owner is back.')
    const [line] = await findComplaints(world.instance, officer)
    const id = line?.id ?? ''
    expect((await getComplaint(world.instance, officer, id)).story).toContain(canary)
    await answerComplaint(world.instance, officer, {
      complaint: id,
      answer: 'You may claim the wage for three months in court.',
    })
    const answered = await openByCode(world.instance, code)
    expect(answered.state).toBe('answered')
    expect(answered.messages.at(-1)).toMatchObject({ author: 'office' })
    expect((await findComplaints(world.instance, officer)).length).toBe(1)
  })
  it('is given and opened through the browser without an account; a wrong code says nothing', async () => {
    const send = (path: string, fields: Record<string, string>) =>
      app.fetch(
        new Request(`http://localhost${path}`, {
          method: 'POST',
          headers: {
            origin: 'http://localhost',
            'accept-language': 'en',
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
        }),
      )
    const empty = await send('/complaint', { story: '' })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('href="#f-matters"')
    const sent = await send('/complaint', { matters: 'hours', story: 'Sixteen hours a day.', region: '75' })
    const code = /([2-9A-Z]{4}-){3}[2-9A-Z]{4}/.exec(await sent.text())?.[0] ?? ''
    expect(sent.headers.get('set-cookie') ?? '').not.toContain(code)
    expect(await (await send('/complaint/back', { code })).text()).toContain('Sixteen hours a day.')
    expect((await send('/complaint/back', { code: 'AAAA-AAAA-AAAA-AAAA' })).status).toBe(404)
  })
})

describe('the firewall', () => {
  it('keeps every row from the role of the application, by its rights', async () => {
    await file()
    for (const table of ['complaint', 'message', 'read', 'filed', 'contact'])
      await expect(
        inTransaction(world.instance, { kind: 'system', job: 'spy' }, false, (tx) =>
          tx.rows(sql`select * from ${sql.raw(`complaint.${table}`)}`),
        ),
      ).rejects.toMatchObject({ code: '42501' })
    await expect(
      inTransaction(world.instance, { kind: 'system', job: 'spy' }, false, (tx) =>
        tx.rows(sql`select * from inspection.proposal`),
      ),
    ).rejects.toMatchObject({ code: '42501' })
  })
  it('seals what it says: a copy of the tables tells nothing', async () => {
    const rows = await world.owner.rows<{ sealed: Buffer }>(
      sql`select sealed from complaint.complaint union all select sealed from complaint.contact`,
    )
    expect(rows.length).toBeGreaterThan(1)
    for (const { sealed } of rows) expect(sealed.toString('latin1')).not.toContain(canary)
  })
  it('changes no page, count, event, read record, job or limit that anybody else can see', async () => {
    const cookies = await Promise.all(others.map((one) => world.signIn(one)))
    const everything = async () => {
      const seen = await lookEverywhere(app, cookies, canary)
      // The page may say what was asked; it must not say what the complaint does.
      for (const text of seen)
        expect(text).not.toMatch(new RegExp(`${canary} (LLP|street|after)|pay, ${canary}`))
      return seen
    }
    const counts = () => countTraces(world)
    await everything()
    const [before, counted] = [await everything(), await counts()]
    await file()
    const [line] = await findComplaints(world.instance, officer)
    await getComplaint(world.instance, officer, line?.id ?? '')
    await answerComplaint(world.instance, officer, {
      complaint: line?.id ?? '',
      answer: 'We ask for an inspection.',
    })
    expect(await counts()).toEqual(counted)
    expect(await everything()).toEqual(before)
  }, 120_000)
  it('opens to officers of complaints and nobody else', async () => {
    for (const one of others) {
      await expect((async () => findComplaints(world.instance, one))()).rejects.toMatchObject({
        code: 'not-found',
      })
      const page = await app.fetch(
        new Request('http://localhost/complaints', { headers: { cookie: await world.signIn(one) } }),
      )
      expect(page.status, one.roles.join()).toBeGreaterThanOrEqual(403)
    }
  })
})

describe('an inspection that a complaint asked for', () => {
  it('leaves next Monday among those of inspectors and of chance, and says nothing of where it came from', async () => {
    await file()
    const [line] = await findComplaints(world.instance, officer)
    const complaint = line?.id ?? ''
    await askInspection(world.instance, officer, { complaint, employer: 'Shop DEMO', place: 'Demo street 4' })
    await expect(
      askInspection(world.instance, officer, { complaint, employer: 'Shop DEMO', place: 'Demo street 4' }),
    ).rejects.toMatchObject({ code: 'wrong-state' })
    await proposeVisit(world.instance, inspector, {
      region: '75',
      employer: 'Cafe DEMO',
      place: 'Demo street 5',
    })
    expect(await findVisits(world.instance, inspector)).toEqual([])
    world.clock.set('2026-11-30T06:00:00Z')
    const job = { kind: 'system', job: 'release-visits' } as const
    await releaseVisits(world.instance, job, {})
    await releaseVisits(world.instance, job, {})
    const visits = await findVisits(world.instance, inspector)
    expect(visits.map(({ employer }) => employer).sort()).toEqual(['Cafe DEMO', 'Shop DEMO'])
    expect(Object.keys(visits[0] ?? {}).sort()).toEqual(['employer', 'id', 'place', 'region'])
    const columns = await world.owner.rows<{ name: string }>(sql`
      select column_name as name from information_schema.columns where table_schema = 'inspection' and table_name = 'visit'`)
    expect(columns.map(({ name }) => name).sort()).toEqual(['employer', 'id', 'place', 'region', 'week'])
  })
})
