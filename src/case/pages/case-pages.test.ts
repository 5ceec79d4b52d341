import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPlainCase } from '../../../test/plain-case-kind.ts'
import { makeWorld, type Person, type Staff, type World } from '../../../test/world.ts'
import { type Application, makeApplication } from '../../app/serve.ts'
import { tellPerson } from '../../message/tell-person.ts'
import { inTransaction } from '../../platform/act.ts'
import { sql } from '../../platform/database.ts'
import { newId } from '../../platform/new-id.ts'
import { claimCase } from '../claim-case.ts'
import { casePages } from './case-pages.ts'

let world: World
let app: Application
let office: string
let officer: Staff
let colleague: Staff
let judge: Staff
let worker: Person
let host: Person
const cookies = new Map<Staff | Person, string>()

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, casePages)
  office = await world.office({ matters: ['plain'], name: 'Almaty permits' })
  const ministry = await world.office({
    institution: 'ministry',
    region: null,
    matters: ['appeal'],
    name: 'Appeal board',
  })
  officer = await world.officer('permit-officer', office, { name: 'Aigul' })
  colleague = await world.officer('permit-officer', office, { name: 'Daniyar' })
  judge = await world.officer('appeal-officer', ministry, { regions: ['*'] })
  worker = await world.account(await world.person())
  host = await world.account(await world.person())
  for (const who of [officer, colleague, judge, worker, host]) cookies.set(who, await world.signIn(who))
})
afterAll(() => world.close())

const cookieOf = async (who: Staff | Person): Promise<string> => {
  const known = cookies.get(who) ?? (await world.signIn(who))
  cookies.set(who, known)
  return known
}
const go = async (who: Staff | Person, path: string, language = 'en') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { cookie: `${await cookieOf(who)}; qonys_language=${language}`, 'accept-language': language },
    }),
  )
const send = async (who: Staff | Person, path: string, fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries({ _request: newId(), ...fields }))
    for (const each of [value].flat()) body.append(name, each)
  return app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      body,
      headers: {
        cookie: await cookieOf(who),
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'http://localhost',
        'accept-language': 'en',
      },
    }),
  )
}
const textOf = async (response: Response) =>
  (await response.text())
    .replace(/<script[\s\S]*?<\/script>|<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')

async function open(
  name = 'RAHIMOVA GULNORA',
  dueOn: string | undefined = '2026-12-08',
): Promise<{ id: string; number: string }> {
  const answer = await openPlainCase(world.instance, host, {
    kind: 'plain',
    applicantAccount: host.account,
    subjects: [worker.person as string],
    subjectName: name,
    region: '75',
    matter: 'plain',
    dueOn,
    governingDate: '2026-11-24',
  })
  if ('refused' in answer) throw new Error('refused')
  return answer
}
const version = async (id: string) =>
  String(
    (
      await world.owner.one<{ version: number }>(
        sql`select version from "case"."case" where id = ${id}::uuid`,
      )
    ).version,
  )
const reasons = 'The wage offered is below the minimum wage of the year.'

describe('the queue', () => {
  test('groups by working day, mine first, and one read record names everybody listed', async () => {
    const me = await world.officer('permit-officer', office)
    const days = {
      late: '2026-11-23',
      now: '2026-11-24',
      next: '2026-11-25',
      week: '2026-11-27',
      later: '2026-12-15',
    }
    for (const [name, due] of Object.entries(days)) {
      const { id } = await open(`MINE ${name}`, due)
      await claimCase(world.instance, me, { caseId: id })
    }
    await open('FREE ONE', '2026-11-20')
    const html = await (await go(me, '/queue')).text()
    const order = ['MINE late', 'MINE now', 'MINE next', 'MINE week', 'MINE later', 'FREE ONE'].map((name) =>
      html.indexOf(name),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(Math.min(...order)).toBeGreaterThan(0)
    for (const bucket of ['overdue', 'today', 'tomorrow', 'week', 'later'])
      expect(html).toContain(`id="queue-${bucket}"`)
    expect(html).toContain('id="unassigned-overdue"')
    const records = await world.owner.rows<{ subjects: string[] }>(
      sql`select subjects from platform.read_record where actor = ${me.staff} and what = 'queue'`,
    )
    expect(records).toEqual([{ subjects: [worker.person] }])
  })

  test('a filter is a link, and can be kept under a name', async () => {
    const me = await world.officer('permit-officer', office)
    const { id } = await open('FILTERED CASE')
    await claimCase(world.instance, me, { caseId: id })
    const found = await textOf(await go(me, '/queue?who=me&state=in-review'))
    expect(found).toContain('FILTERED CASE')
    expect(await textOf(await go(me, '/queue?who=me&state=hearing'))).not.toContain('FILTERED CASE')
    const saved = await send(me, '/queue/filters', { name: 'My review', query: 'who=me&state=in-review&x=1' })
    expect(saved.status).toBe(303)
    expect(saved.headers.get('location')).toBe('/queue?who=me&state=in-review')
    expect(await (await go(me, '/queue')).text()).toContain('href="/queue?who=me&amp;state=in-review"')
    expect(await (await go(colleague, '/queue')).text()).not.toContain('My review')
  })

  test('a name is found by any beginning, in any script, and a number by its own', async () => {
    const { number } = await open('ДЖУМАБАЕВ Хасан')
    for (const q of ['jumab', 'Khas', 'хасан джум', number, number.toLowerCase().replaceAll('-', ' ')])
      expect(await textOf(await go(officer, `/queue?q=${encodeURIComponent(q)}`)), q).toContain(
        'ДЖУМАБАЕВ Хасан',
      )
    expect(await textOf(await go(officer, '/queue?q=basan'))).toContain('No case you may see fits this')
    const far = await world.officer('permit-officer', office, { regions: ['71'] })
    expect(await textOf(await go(far, '/queue?q=jumab'))).toContain('No case you may see fits this')
  })

  test('pages on by the last row, each case once', async () => {
    const busy = await world.office({ matters: ['other'], name: 'Busy' })
    const me = await world.officer('permit-officer', busy)
    for (let i = 0; i < 60; i++) {
      const { id } = await open(`LONG ${String(i).padStart(2, '0')}`, i % 3 ? '2026-12-08' : undefined)
      await world.owner.done(sql`update "case"."case" set office_id = ${busy}::uuid where id = ${id}::uuid`)
    }
    const first = await (await go(me, '/queue?who=none')).text()
    const next = /href="([^"]*after=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = await (await go(me, next)).text()
    const names = [...`${first}${second}`.matchAll(/translate="no">(LONG \d\d)/g)].map((match) => match[1])
    expect(names).toHaveLength(60)
    expect(new Set(names).size).toBe(60)
    expect(second).not.toContain('rel="next"')
  })

  test('several are claimed at once, each with its own outcome', async () => {
    const [one, two] = [await open('CLAIM ONE'), await open('CLAIM TWO')]
    await claimCase(world.instance, colleague, { caseId: two.id })
    const answer = await send(officer, '/queue/claim', { case: [one.id, two.id], back: 'who=me' })
    expect(answer.headers.get('location')).toBe('/queue?who=me')
    expect(decodeURIComponent(answer.headers.get('set-cookie') ?? '')).toContain('1 case claimed; 1 held')
  })

  test('is no page for a person, nor for staff with other work', async () => {
    const analyst = await world.officer('analyst', office)
    for (const who of [worker, analyst]) expect((await go(who, '/queue')).status).toBe(404)
  })
})

describe('the case of an officer', () => {
  test('shows facts, rule with value, threshold and article, who has it, and leaves a read record', async () => {
    const { id, number } = await open()
    await claimCase(world.instance, colleague, { caseId: id })
    const text = await textOf(await go(officer, `/cases/${number}`))
    for (const part of [
      'RAHIMOVA GULNORA',
      'The wage is high enough',
      '50,000 KZT',
      '85,000 KZT',
      'Labour Code art. 104',
      'Daniyar has this case until',
      'Handed in',
      'Taken into work',
    ])
      expect(text).toContain(part)
    const [record] = await world.owner.rows(
      sql`select subjects, case_id from platform.read_record where what = 'case' and actor = ${officer.staff} order by id desc limit 1`,
    )
    expect(record).toEqual({ subjects: [worker.person], case_id: id })
  })

  test('a stale form comes back with what was typed, what changed, and then goes through', async () => {
    const { id, number } = await open()
    await claimCase(world.instance, officer, { caseId: id })
    const old = await version(id)
    await send(officer, `/cases/${number}/ask`, {
      version: old,
      asks: 'Send the contract.',
      workingDays: '3',
    })
    await send(host, `/cases/${number}/answer`, { answer: 'Here it is.' })
    const answer = await send(officer, `/cases/${number}/ask`, {
      version: old,
      asks: 'And the address, please.',
      workingDays: '3',
    })
    expect(answer.status).toBe(409)
    const html = await answer.text()
    expect(html).toContain('The case changed while you were at it')
    expect(html).toContain('Information given')
    expect(html).toContain('And the address, please.')
    const fresh = /name="version" value="(\d+)"/.exec(html)?.[1] ?? ''
    const again = await send(officer, `/cases/${number}/ask`, {
      version: fresh,
      asks: 'And the address, please.',
      workingDays: '3',
    })
    expect(again.status).toBe(303)
  })

  test('wrong answers come back with what is wrong and what was typed', async () => {
    const { id, number } = await open()
    await claimCase(world.instance, officer, { caseId: id })
    const answer = await send(officer, `/cases/${number}/announce`, {
      version: await version(id),
      reasons: 'Too short',
      'heldOn-day': '25',
      'heldOn-month': '11',
      'heldOn-year': '2026',
    })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Write a little more')
    expect(html).toContain('Too short')
  })

  test('refuses only after announcing and hearing; another office judges', async () => {
    const { id, number } = await open()
    await send(officer, `/cases/${number}/claim`, {})
    const announced = await send(officer, `/cases/${number}/announce`, {
      version: await version(id),
      reasons,
      groundIds: 'wage',
      'heldOn-day': '27',
      'heldOn-month': '11',
      'heldOn-year': '2026',
    })
    expect(announced.status).toBe(303)
    expect(await textOf(await go(worker, `/cases/${number}`))).toContain(
      'answer our reasons until the hearing',
    )
    const early = await send(officer, `/cases/${number}/refuse`, {
      version: await version(id),
      reasons,
      groundIds: 'wage',
    })
    expect(early.status).toBe(409)
    expect(await early.text()).toContain(reasons)
    await send(worker, `/cases/${number}/statement`, { statement: 'The wage will be raised soon.' })
    expect(await textOf(await go(officer, `/cases/${number}/refuse`))).toContain(
      'The wage will be raised soon.',
    )
    const refused = await send(officer, `/cases/${number}/refuse`, {
      version: await version(id),
      reasons,
      groundIds: 'wage',
    })
    expect(refused.status).toBe(303)

    const page = await textOf(await go(worker, `/cases/${number}`))
    for (const part of [
      reasons,
      'The wage is high enough',
      '85,000 KZT',
      'Labour Code art. 104',
      'Can be changed by: employer',
      'until 24 February 2027 to Appeal board',
    ])
      expect(page).toContain(part)
    expect(page).not.toContain('Aigul')

    const appealed = await send(worker, `/cases/${number}/appeal`, { text: 'The wage was raised.' })
    expect(appealed.status).toBe(303)
    expect((await go(officer, `/cases/${number}/judge`)).status).toBe(404)
    const judged = await send(judge, `/cases/${number}/judge`, {
      version: await version(id),
      outcome: 'overturned',
      reasons: 'The wage was raised before the refusal.',
    })
    expect(judged.status).toBe(303)
    expect(await textOf(await go(worker, `/cases/${number}`))).toContain('Granted')
  })

  test('the same form twice does the thing once', async () => {
    const { id, number } = await open()
    await claimCase(world.instance, officer, { caseId: id })
    const fields = {
      _request: newId(),
      version: await version(id),
      asks: 'Send the contract.',
      workingDays: '3',
    }
    for (const _ of [1, 2]) expect((await send(officer, `/cases/${number}/ask`, fields)).status).toBe(303)
    const [asked] = await world.owner.rows(
      sql`select count(*)::int as n from "case".information_request where case_id = ${id}::uuid`,
    )
    expect(asked).toEqual({ n: 1 })
  })
})

describe('the case of a person', () => {
  test('absent and forbidden are the same answer', async () => {
    const { number } = await open()
    const stranger = await world.account(await world.person())
    const far = await world.officer('permit-officer', office, { regions: ['71'] })
    const answers = [
      await go(stranger, `/cases/${number}`),
      await go(stranger, '/cases/KZ-2026-999999-2'),
      await go(far, `/cases/${number}`),
      await go(stranger, '/cases/nonsense'),
    ]
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404])
    const [own, absent] = await Promise.all(answers.slice(0, 2).map(textOf))
    expect(own?.replaceAll(number, 'N')).toBe(absent?.replaceAll('KZ-2026-999999-2', 'N'))
  })

  test('has no officer doors, and says where it stands in each of the eight languages', async () => {
    const { number } = await open()
    for (const action of ['ask', 'refuse', 'grant', 'judge', 'reassign'])
      expect((await go(host, `/cases/${number}/${action}`)).status, action).toBe(404)
    const titles = new Set<string>()
    for (const language of ['kk', 'ru', 'uz', 'tg', 'ky', 'zh', 'tr', 'en']) {
      const account = await world.account(worker.person, { language })
      const html = await (await go(account, `/cases/${number}`, language)).text()
      titles.add(/<h1>([^<]*)/.exec(html)?.[1] ?? '')
    }
    expect(titles.size).toBe(8)
  })

  test('a mistyped number leads to none, a loosely typed one to the case', async () => {
    const { number } = await open()
    const loose = number.toLowerCase().replaceAll('-', '')
    expect((await go(host, `/cases/${loose}`)).headers.get('location')).toBe(`/cases/${number}`)
  })

  test('only the applicant can take it back', async () => {
    const { id, number } = await open()
    expect(await (await go(worker, `/cases/${number}`)).text()).not.toContain(`/cases/${number}/withdraw`)
    expect((await send(worker, `/cases/${number}/withdraw`, {})).status).toBe(404)
    expect((await send(host, `/cases/${number}/withdraw`, {})).status).toBe(303)
    const row = await world.owner.one(sql`select state from "case"."case" where id = ${id}::uuid`)
    expect(row).toEqual({ state: 'withdrawn' })
  })
})

describe('a file', () => {
  const put = async (person: string) => {
    const id = newId()
    await world.owner.done(sql`insert into person.file (id, person_id, kind, media_type, name, sha256, bytes, uploaded_at, uploaded_by)
      values (${id}::uuid, ${person}::uuid, 'evidence', 'application/pdf', 'Шарт "1".pdf', '\\x00', '\\x255044462d', now(), 'world')`)
    return id
  }

  test('comes as an attachment in a sandbox, with a read record, to those who see its person', async () => {
    const id = await put(worker.person as string)
    const answer = await go(officer, `/files/${id}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(await answer.text()).toBe('%PDF-')
    const [record] = await world.owner.rows(
      sql`select subjects from platform.read_record where what = 'file' and actor = ${officer.staff}`,
    )
    expect(record).toEqual({ subjects: [worker.person] })
    const far = await world.officer('permit-officer', office, { regions: ['71'] })
    for (const who of [host, far]) expect((await go(who, `/files/${id}`)).status).toBe(404)
    expect((await go(officer, '/files/nonsense')).status).toBe(404)
  })
})

test('an officer of the case reads whether its parties were reached; the parties and other officers do not', async () => {
  const { id, number } = await open('TOLD PERSON')
  const tell = (cause: string) =>
    tellPerson(
      world.instance,
      { kind: 'system', job: 'test' },
      {
        accounts: [host.account],
        template: 'case-received',
        values: { number },
        link: `/cases/${number}`,
        cause,
      },
    )
  await tell(`case:${id}:case-opened:1`)
  await tell('something-else')
  await claimCase(world.instance, officer, { caseId: id })
  const file = await textOf(await go(officer, `/cases/${number}`))
  expect(file.match(/was received/g)).toHaveLength(1)
  expect(file).toContain('SMS: being sent; not read yet')
  expect(await textOf(await go(host, `/cases/${number}`))).not.toContain('What the parties were told')
  const { messages } = await inTransaction(world.instance, officer, false, (tx) =>
    tx.one<{ messages: number }>(
      sql`select count(*)::int as messages from message.message where account_id = ${host.account}::uuid and cause = 'something-else'`,
    ),
  )
  expect(messages).toBe(0)
})
