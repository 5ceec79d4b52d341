import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { inTransaction, isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { apiBase } from '../ui/api-route.ts'
import { lawApi } from './api.ts'
import { policyCommand } from './commands/policy.ts'
import { followLaw, formerLaws } from './follow-law.ts'
import { filesLaw, policy } from './load-policy.ts'
import { proposeLawPages } from './pages/propose-law.tsx'
import { publicationPages } from './pages/publications.tsx'
import { rulesPages } from './pages/rules.tsx'
import { prepaidTax } from './prepaid-tax.ts'
import { concludeLaw, type ProposedLaw, proposeLaw, proposeWithdrawal } from './publish-law.ts'
import { findPublished } from './published-law.ts'
import { readPublished } from './read-published.ts'
import { numberAt, policyHash, valueAt } from './value-at.ts'
import { calendarState, isWorkingDay } from './working-days.ts'

let world: World
let first: Staff
let second: Staff
let outsider: Staff
let app: ReturnType<typeof makeApplication>

beforeAll(async () => {
  world = await makeWorld('2026-11-24T06:00:00Z')
  const { owner } = world
  await owner.done(sql`insert into institution.institution (code, kind, names)
    values ('ministry', 'ministry', '{"kk": "Министрлік", "ru": "Министерство", "en": "Ministry of Labour"}'),
      ('other-ministry', 'ministry', '{"kk": "Б", "ru": "Б", "en": "Other ministry"}')`)
  const office = await world.office({ institution: 'ministry', region: null })
  first = await world.officer('analyst', office, { regions: ['*'], name: 'First Official' })
  second = await world.officer('administrator', office, { regions: ['*'], name: 'Second Official' })
  outsider = await world.officer('analyst', await world.office({ institution: 'executive', region: '75' }))
  app = makeApplication(world.instance, [...rulesPages, ...proposeLawPages, ...publicationPages, ...lawApi])
})
afterAll(() => world.close())
afterEach(async () => {
  await world.owner.done(sql`delete from policy.publication where published_at is null`)
})

type Given = Partial<Parameters<typeof proposeLaw>[2]>
const text = (given: Given = {}): typeof ProposedLaw._input => ({
  kind: 'value',
  key: 'mci',
  content: { value: 4700 },
  appliesFrom: '2027-01-01',
  adopted: '2026-12-05',
  inForce: '2027-01-01',
  instrument: 'Law on the republican budget 2027-2029, 5 December 2026 No. 1',
  article: 'art. 9',
  state: 'in force',
  ...given,
})
const propose = async (given: Given = {}, by = first) => {
  const made = await proposeLaw(world.instance, by, text(given))
  if (isRefusal(made)) throw new Error(made.refused[0]?.code)
  return made.id
}
const publish = async (id: string, by = second) => {
  const done = await concludeLaw(world.instance, by, { publication: id, publish: true })
  await followLaw(world.instance)
  return isRefusal(done) ? done.refused[0] : done
}
/** Field, code and days of what stands against a text. */
const objection = async (given: Given) => {
  try {
    await proposeLaw(world.instance, first, text(given))
  } catch (fault) {
    if (fault instanceof Fault) return fault.issues[0]
    throw fault
  }
  return undefined
}

describe('a text of the law is refused with its place and reason where', () => {
  it.each([
    [
      'it overlaps',
      { appliesFrom: '2026-01-01' },
      { path: 'appliesFrom', code: 'overlap', values: { from: '2026-01-01' } },
    ],
    [
      'a later version stands',
      { appliesFrom: '2020-02-01' },
      { path: 'appliesFrom', code: 'overlap', values: { from: '2020-04-01' } },
    ],
    [
      'it leaves a gap behind it',
      { appliesFrom: '2020-02-01', appliesTo: '2020-02-28' },
      { path: 'appliesTo', code: 'gap', values: { from: '2020-02-29', to: '2020-03-31' } },
    ],
    [
      'it leaves a gap before it',
      { key: 'quota.employers-by-region', content: { value: { 'KZ-75': 1 } }, appliesFrom: '2026-06-01' },
      { path: 'appliesFrom', code: 'gap', values: { from: '2025-01-01', to: '2026-05-31' } },
    ],
    [
      'it corrects nothing',
      { corrects: true },
      { path: 'appliesFrom', code: 'nothing-to-correct', values: { from: '2027-01-01' } },
    ],
    ['it has no article', { article: ' ' }, { path: 'article', code: 'required' }],
    ['it has no act', { instrument: '' }, { path: 'instrument', code: 'required' }],
    [
      'no official sets the value',
      { key: 'household-permit.max-workers' },
      { path: 'what', code: 'not-official' },
    ],
    ['nobody knows the value', { key: 'no.such' }, { path: 'what', code: 'not-official' }],
    ['the number is none', { content: { value: 'many' } }, { path: 'value', code: 'number' }],
    ['tenge have parts', { content: { value: 4700.5 } }, { path: 'value', code: 'number' }],
    ['the day does not exist', { appliesFrom: '2027-02-29' }, { path: 'appliesFrom', code: 'day' }],
    [
      'it is in force before it was adopted',
      { inForce: '2026-12-04' },
      { path: 'inForce', code: 'before-adopted' },
    ],
    [
      'a region does not exist',
      { key: 'resettlement.quota-kandas-by-region', content: { value: { 'KZ-99': 5 } } },
      { path: 'value', code: 'nameless', values: { code: 'KZ-99' } },
    ],
    [
      'a profession has no name',
      { key: 'professions.in-demand', content: { value: ['oncologist', 'welder'] } },
      { path: 'value', code: 'nameless', values: { code: 'welder' } },
    ],
    [
      'a moved day of rest is free already',
      { kind: 'moved-day', key: '2027-01-01', content: { rest: '2027-01-01', work: '2027-01-10' } },
      { path: 'rest', code: 'rests-already' },
    ],
    [
      'a moved day has passed',
      { kind: 'moved-day', key: '2026-11-23', content: { rest: '2026-11-23', work: '2026-11-29' } },
      { path: 'rest', code: 'in-the-past' },
    ],
    [
      'a year is called whole whose Kurban Ait nobody announced',
      { kind: 'whole-year', key: '2027', content: { year: 2027 } },
      { path: 'year', code: 'no-kurban-ait', values: { year: '2027' } },
    ],
    [
      'a holiday stands',
      {
        kind: 'holiday',
        key: '05-09',
        content: { day: '05-09', moves: true, name: { kk: 'a', ru: 'b', en: 'c' } },
      },
      { path: 'day', code: 'overlap', values: { from: '2014-01-01' } },
    ],
  ] as [string, Given, object][])('%s', async (_name, given, issue) => {
    expect(await objection(given)).toEqual(issue)
  })
  it('an official of another office than a ministry proposes it, also by hand', async () => {
    await expect(proposeLaw(world.instance, outsider, text())).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(
      inTransaction(world.instance, outsider, false, (tx) =>
        tx.done(sql`insert into policy.publication (id, act, kind, key, content, applies_from, adopted, in_force, instrument, article, state, proposed_by,
          proposing_institution, proposing_kind, proposed_at) values (${newId()}::uuid, 'set', 'value', 'mci', '{"value": 1}', '2027-01-01', '2026-01-01', '2026-01-01',
          'by hand', 'art. 1', 'in force', ${outsider.staff}::uuid, 'executive', 'ministry', now())`),
      ),
    ).rejects.toThrow(/row-level security|foreign key/)
  })
})

describe('two officials', () => {
  it('set a text: not one alone, not twice, and not one of another ministry', async () => {
    const id = await propose()
    expect(await proposeLaw(world.instance, second, text())).toEqual({
      refused: [{ code: 'already-proposed' }],
    })
    expect(await publish(id, first)).toEqual({ code: 'second-person' })
    await expect(
      world.owner.done(sql`update policy.publication set serial = 99, published_by = proposed_by, publishing_institution = 'ministry', publishing_kind = 'ministry',
        published_at = now() where id = ${id}::uuid`),
    ).rejects.toThrow(/another_person/)
    const elsewhere = await world.officer(
      'analyst',
      await world.office({ institution: 'other-ministry', region: null }),
    )
    await expect(publish(id, elsewhere)).rejects.toThrow(/same_ministry/)
    expect(numberAt('mci', '2027-01-01')).toBe(4325)
    expect(
      await concludeLaw(world.instance, second, { publication: id, publish: false, reasons: 'wrong figure' }),
    ).toEqual({
      published: false,
    })
    await expect(publish(id)).rejects.toMatchObject({ code: 'wrong-state' })
  })

  it('publish the MCI of 2027, and every process decides with it from the next request on', async () => {
    const before = { day: policyHash('2026-11-24'), next: policyHash('2027-01-01') }
    const { tiyn } = prepaidTax(1, '2027-01-01')
    await publish(await propose())
    expect(numberAt('mci', '2026-12-31')).toBe(4325)
    expect(valueAt('mci', '2027-01-01')).toMatchObject({
      value: 4700,
      article: 'art. 9',
      state: 'in force',
      version: 'mci@2027-01-01',
      source: { seen: 'published' },
    })
    expect(prepaidTax(1, '2027-01-01').tiyn).toBe((tiyn / 4325n) * 4700n)
    expect(policyHash('2026-11-24')).not.toBe(before.day === '' ? '' : before.next)
    // Another process: its own copy of every module, the same database.
    vi.resetModules()
    const [other, its] = [await import('./follow-law.ts'), await import('./value-at.ts')]
    expect(its.numberAt('mci', '2027-01-01')).toBe(4325)
    await other.followLaw(world.instance)
    expect(its.numberAt('mci', '2027-01-01')).toBe(4700)
    expect(its.policyHash('2027-01-01')).toBe(policyHash('2027-01-01'))
    // The laws of before are still there, each with the hash that its decisions stored.
    const laws = formerLaws(await findPublished(world.owner))
    expect(laws.map((law) => numberAt('mci', '2027-01-01', law))).toEqual([4700, 4325])
    expect(policyHash('2027-01-01', laws[1])).toBe(before.next)
    expect(policyHash('2027-01-01', filesLaw())).toBe(before.next)
  })

  it('is told by the command, with what comes from where', async () => {
    const run = async (...args: string[]) => {
      const said = { out: '', err: '', code: 0 }
      const io = {
        out: (line: string) => (said.out += `${line}\n`),
        err: (line: string) => (said.err += line),
        tty: false,
      }
      said.code = await policyCommand(args, io, () => readPublished(world.database.ownerUrl))
      return said
    }
    const mci = await run('explain', 'mci', '--at', '2027-01-01')
    expect(mci.out).toContain('4700 KZT')
    expect(mci.out).toContain('by two officials, Ministry of Labour, serial 1')
    expect(mci.err).toMatch(/^The law of the files, and \d+ texts that officials published here\.$/)
    expect((await run('explain', 'mci', '--at', '2026-12-31')).out).toContain('policy/values/mci.yaml')
    const bare = JSON.parse((await run('explain', 'mci', '--at', '2027-01-01', '--files', '--json')).out)
    expect(bare).toMatchObject({ published: null, from: 'file', version: { value: 4325 } })
    const differs = JSON.parse(
      (await run('diff', '--from', '2026-12-31', '--to', '2027-01-01', '--json')).out,
    )
    expect(differs.differences.find(({ id }: { id: string }) => id === 'mci')).toMatchObject({
      beforeFrom: 'file',
      afterFrom: 'published',
    })
    const io = { out: () => {}, err: () => {}, tty: false }
    const unreachable = () => readPublished('postgres://nobody@127.0.0.1:1/none')
    expect(await policyCommand(['explain', 'mci'], io, unreachable)).toBe(3)
    expect(await policyCommand(['explain', 'mci', '--files'], io, unreachable)).toBe(0)
  })

  it('cannot change what is published, also by hand', async () => {
    const changed = await inTransaction(world.instance, second, false, (tx) =>
      tx.done(
        sql`update policy.publication set decline_reasons = 'never mind', declined_by = ${second.staff}::uuid, declined_at = now()`,
      ),
    )
    expect(changed).toBe(0)
    await expect(
      inTransaction(world.instance, second, false, (tx) =>
        tx.done(sql`update policy.publication set content = '{}'`),
      ),
    ).rejects.toThrow(/permission denied/)
  })

  it('correct it by a newer version of the same day; the former keeps its name and its hash', async () => {
    const before = policyHash('2027-01-01')
    expect(await objection({ content: { value: 4705 } })).toMatchObject({ code: 'overlap' })
    await publish(
      await propose({ content: { value: 4705 }, corrects: true, note: 'Misprint of four digits.' }),
    )
    expect(valueAt('mci', '2027-06-01')).toMatchObject({ value: 4705, version: 'mci@2027-01-01~2' })
    expect(policyHash('2027-01-01', formerLaws(await findPublished(world.owner))[1])).toBe(before)
  })

  it('withdraw before it applies, also together; what stood before goes on', async () => {
    const id = await propose({ key: 'minimum-wage', content: { value: 90_000 } })
    await publish(id)
    expect(numberAt('minimum-wage', '2027-01-01')).toBe(90_000)
    const asked = await proposeWithdrawal(world.instance, first, {
      publication: id,
      reasons: 'The law was not signed.',
    })
    if (isRefusal(asked)) throw new Error('refused')
    expect(await publish(asked.id, first)).toEqual({ code: 'second-person' })
    expect(numberAt('minimum-wage', '2027-01-01')).toBe(90_000)
    expect(await publish(asked.id)).toEqual({ published: true })
    expect(valueAt('minimum-wage', '2027-01-01')).toMatchObject({
      value: 85_000,
      version: 'minimum-wage@2024-01-01',
    })
    expect(
      await proposeWithdrawal(world.instance, first, { publication: id, reasons: 'again, please' }),
    ).toEqual({
      refused: [{ code: 'withdrawn-already' }],
    })
  })

  it('do not withdraw what applies already', async () => {
    const id = await propose({ key: 'quota.employers', content: { value: 0.3 }, appliesFrom: '2026-11-01' })
    await publish(id)
    expect(valueAt('quota.employers', '2026-11-24').value).toBe(0.3)
    expect(await proposeWithdrawal(world.instance, first, { publication: id, reasons: 'too late' })).toEqual({
      refused: [{ code: 'applies-already' }],
    })
  })

  it('compare once more: of two texts that were right when proposed the second to be published is refused', async () => {
    const [one, two] = [
      await propose({
        kind: 'moved-day',
        key: '2027-05-11',
        content: { rest: '2027-05-11', work: '2027-05-15' },
      }),
      await propose({
        kind: 'moved-day',
        key: '2027-05-12',
        content: { rest: '2027-05-12', work: '2027-05-15' },
      }),
    ]
    await publish(one)
    expect(await publish(two)).toMatchObject({ code: 'overlap' })
  })

  it('publish days of rest; terms follow, and the year is certain when the ministry says it is whole', async () => {
    expect(isWorkingDay('2027-05-11')).toBe(false)
    expect(isWorkingDay('2027-05-15')).toBe(true)
    expect(isWorkingDay('2027-05-14')).toBe(true)
    await publish(await propose({ kind: 'kurban-ait', key: '2027', content: { on: '2027-05-17' } }))
    expect([isWorkingDay('2027-05-17'), isWorkingDay('2027-05-18')]).toEqual([false, true])
    expect(calendarState('2027-05-10', '2027-05-18')).toBe('unverified')
    await publish(await propose({ kind: 'whole-year', key: '2027', content: { year: 2027 } }))
    expect(calendarState('2027-05-10', '2027-05-18')).toBe('in force')
    await publish(
      await propose({
        kind: 'holiday',
        key: '06-01',
        content: {
          day: '06-01',
          moves: false,
          name: { kk: 'Балалар күні', ru: 'День детей', en: 'Children’s Day' },
        },
      }),
    )
    expect([isWorkingDay('2026-06-01'), isWorkingDay('2027-06-01')]).toEqual([true, false])
    await publish(
      await propose({
        kind: 'holiday-end',
        key: '06-01',
        content: { day: '06-01' },
        appliesFrom: '2028-01-01',
      }),
    )
    expect([isWorkingDay('2027-06-01'), isWorkingDay('2028-06-01')]).toEqual([false, true])
  })

  it('race: a hundred clicks publish it once, and no serial is skipped', async () => {
    const id = await propose({ key: 'employer-permit.fee-seasonal-90', content: { value: 15 } })
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        concludeLaw(world.instance, second, { publication: id, publish: true }),
      ),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { n, most } = await world.owner.one<{ n: number; most: number }>(
      sql`select count(*)::int as n, max(serial)::int as most from policy.publication where published_at is not null`,
    )
    expect(n).toBe(most)
  })
})

describe('the pages', () => {
  const open = async (path: string, as?: Staff) =>
    app.fetch(
      new Request(`http://localhost${path}`, {
        headers: { 'accept-language': 'en', ...(as ? { cookie: await fresh(as) } : {}) },
      }),
    )
  const fresh = async (as: Staff) => {
    const cookie = await world.signIn(as)
    await world.owner.done(
      sql`update platform.session set methods = '{passkey}' where staff_id = ${as.staff}::uuid`,
    )
    return cookie
  }
  const send = async (path: string, as: Staff, fields: Record<string, string>, cookie?: string) =>
    app.fetch(
      new Request(`http://localhost${path}`, {
        method: 'POST',
        headers: {
          origin: 'http://localhost',
          'accept-language': 'en',
          'content-type': 'application/x-www-form-urlencoded',
          cookie: cookie ?? (await fresh(as)),
        },
        body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
      }),
    )
  const days = (name: string, day: string) => {
    const [year = '', month = '', date = ''] = day.split('-')
    return { [`${name}-day`]: date, [`${name}-month`]: month, [`${name}-year`]: year }
  }
  const form = {
    what: 'quota.households',
    value: '2,8',
    ...days('appliesFrom', '2027-01-03'),
    ...days('adopted', '2026-12-10'),
    ...days('inForce', '2027-01-02'),
    instrument: 'Order of 10 December 2026 No. 400',
    article: 'item 2',
    state: 'in force',
  }

  it('lead two officials from the act to the law of everybody', async () => {
    expect(await (await open('/rules/publications/new', first)).text()).toContain('value="quota.households"')
    expect(await (await open('/rules/publications/new?what=quota.households', first)).text()).toContain(
      'Last: 2.9% from 2 January 2026',
    )
    const sent = await send('/rules/publications/new', first, form)
    expect(sent.status).toBe(303)
    const path = sent.headers.get('location') ?? ''
    // Nobody else sees what only waits.
    expect((await open(path)).status).toBe(404)
    expect((await open(path, outsider)).status).toBe(404)
    const own = await (await open(path, first)).text()
    expect(own).toContain('You proposed it')
    expect(own).not.toContain('value="publish"')
    const waiting = await (await open(path, second)).text()
    expect(waiting).toMatch(/<del>2\.9%<\/del>.*<ins>2\.8%<\/ins>/s)
    expect((await send(path, second, { answer: 'publish' })).status).toBe(303)
    const told = await (await open(path)).text()
    expect(told).toContain('Second Official')
    expect(told).toContain('First Official, Ministry of Labour')
    const value = await (await open('/rules/values/quota.households')).text()
    expect(value).toContain('id="2027-01-03"')
    expect(value).toContain('Order of 10 December 2026 No. 400')
    expect(value).toMatch(/published here by two officials.*First Official, Second Official/s)
    expect(await (await open('/rules/publications')).text()).toContain('Published, will apply')
    // And withdraws it again, with two.
    expect((await send(`${path}/withdrawal`, first, { reasons: '' })).status).toBe(200)
    const back = await send(`${path}/withdrawal`, first, { reasons: 'Not signed.' })
    expect((await send(back.headers.get('location') ?? '', second, { answer: 'publish' })).status).toBe(303)
    expect(await (await open('/rules/values/quota.households')).text()).not.toContain('id="2027-01-03"')
  })

  it('keep what was typed and name the field that is wrong', async () => {
    const wrong = await send('/rules/publications/new', first, {
      ...form,
      ...days('appliesFrom', '2026-01-02'),
      article: '',
    })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('href="#f-article"')
    const overlap = await send('/rules/publications/new', first, {
      ...form,
      ...days('appliesFrom', '2026-01-02'),
    })
    expect(overlap.status).toBe(422)
    const page = await overlap.text()
    expect(page).toContain('Overlap: the text from 2 January 2026 stands')
    expect(page).toContain('value="2,8"')
  })

  it('ask for a fresh proof before anything grave, and let nobody in who is no official of a ministry', async () => {
    const weak = await world.signIn(first)
    const proposals = () => world.owner.one(sql`select count(*)::int as n from policy.publication`)
    const before = await proposals()
    const answer = await send('/rules/publications/new', first, form, weak)
    expect(answer.status).toBe(403)
    const asked = await answer.text()
    expect(asked).toContain('/staff/confirm?to=/signed-in')
    expect(asked).toContain('value="2,8"')
    expect(await proposals()).toEqual(before)
    expect((await send('/rules/publications/new', outsider, form)).status).toBe(403)
    expect((await open('/rules/publications/new')).status).not.toBe(200)
  })

  it('weigh little, also with a list and a table to write over', async () => {
    for (const what of [
      'professions.in-demand',
      'resettlement.quota-kandas-by-region',
      'moved-day',
      'holiday',
      'whole-year',
    ]) {
      const page = await (await open(`/rules/publications/new?what=${what}`, first)).text()
      expect(Buffer.byteLength(page)).toBeLessThan(60_000)
      expect(page).not.toMatch(/undefined|\[object/)
    }
    const sent = await send('/rules/publications/new', first, {
      ...form,
      what: 'professions.in-demand',
      value: 'oncologist\nwelder: дәнекерлеуші; сварщик; welder',
    })
    const path = sent.headers.get('location') ?? ''
    await send(path, second, { answer: 'publish' })
    expect(await (await open('/rules/values/professions.in-demand', undefined)).text()).toContain(
      'oncologist, welder',
    )
  })

  it('are read by machines too: values and publications', async () => {
    const answer = await open(`${apiBase}/law/publications`)
    const { publications } = (await answer.json()) as { publications: { key: string; serial: number }[] }
    expect(publications.length).toBeGreaterThan(5)
    expect(publications.map(({ serial }) => serial)).toEqual(
      publications.map((_, at) => publications.length - at),
    )
    expect(JSON.stringify(publications)).not.toContain(first.staff)
    expect(await (await open(`${apiBase}/law/values/mci?at=2027-01-01`)).json()).toMatchObject({
      value: 4705,
    })
  })
  it('leave the law of the files as it was', () => {
    expect(numberAt('mci', '2027-01-01', filesLaw())).toBe(4325)
    expect(policy()).not.toBe(filesLaw())
  })
})
