import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { feedApi } from '../app/feeds.ts'
import { makeApplication } from '../app/serve.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { hashToken } from '../platform/session.ts'
import { feedKinds, feedNames, getFeedKind } from './feed-kind.ts'

let world: World
let app: ReturnType<typeof makeApplication>
const tokens = {
  border: 'border'.padEnd(43, 'x'),
  other: 'other'.padEnd(43, 'x'),
  all: 'all'.padEnd(43, 'x'),
}

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, feedApi)
  for (const [name, token] of Object.entries(tokens)) {
    await world.office({ institution: `${name}-service` })
    await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
      values (${newId()}, ${`${name}-service`}, ${name}, ${hashToken(token)}, ${name === 'all' ? [...feedNames] : ['crossings']}::text[], ${name === 'all' ? ['75'] : ['*']}::text[], now())`)
  }
})
afterAll(() => world.close())

let serial = 0
let number = ''
let person = ''
beforeEach(async () => {
  number = `DEMO3${String(++serial).padStart(4, '0')}`
  person = await traveller(number)
})

async function traveller(documentNumber: string, birthDate = '1990-03-27'): Promise<string> {
  const id = await world.person({ birthDate })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, known_at, standing, source)
    values (${newId()}, ${id}, 'passport', 'UZB', ${documentNumber}, now(), 'verified', 'officer')`)
  return id
}

const event = (reference: string, more: object = {}) => ({
  document: { issuingState: 'UZB', number },
  birthDate: '1990-03-27',
  direction: 'entry',
  at: '2026-11-20T05:00:00Z',
  point: 'zhibek-zholy',
  sourceReference: `${number}-${reference}`,
  ...more,
})
const ndjson = (...lines: unknown[]) =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
async function send(
  body: string,
  given: { kind?: string; as?: keyof typeof tokens; type?: string; query?: string; digest?: string } = {},
) {
  const { kind = 'crossings', as = 'border', type = 'application/x-ndjson', query = '', digest } = given
  const answer = await app.fetch(
    new Request(`http://localhost/api/2026-11-24/${kind}${query}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens[as]}`,
        'content-type': type,
        ...(digest ? { 'content-digest': `sha-256=:${digest}:` } : {}),
      },
      body,
    }),
  )
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}
const crossings = (of = person) =>
  world.owner.rows<{
    source_reference: string
    direction: string
    at: Date
    superseded_at: Date | null
    corrects: string | null
    feed_file: string
    source: string
  }>(
    sql`select source_reference, direction, at, superseded_at, corrects, feed_file, source from stay.crossing where person_id = ${of} order by source_reference`,
  )
const waiting = () =>
  world.owner.rows<{
    reason: string
    field: string | null
    content: string | null
    fields: Record<string, string> | null
    state: string
  }>(
    sql`select reason, field, content, fields, state from feed.quarantine where coalesce(content, fields::text) like ${`%${number}%`} order by file, line`,
  )

describe('a file of events', () => {
  it('is taken once: its rows carry its id, the same file gets the same answer, the same events in another add nothing', async () => {
    const file = ndjson(event('A'), event('B', { direction: 'exit', at: '2026-11-22T05:00:00Z' }))
    const first = await send(file)
    expect(first).toMatchObject({
      status: 200,
      body: { lines: 2, accepted: 2, repeated: 0, quarantined: 0, wrong: [] },
    })
    const rows = await crossings()
    expect(rows.map((row) => row.feed_file)).toEqual([first.body.file, first.body.file])
    expect(rows[0]?.source).toBe('border-service/crossings')
    expect((await send(file)).body).toEqual(first.body)
    const again = await send(
      ndjson(event('B', { direction: 'exit', at: '2026-11-22T05:00:00Z' }), event('A')),
    )
    expect(again.body).toMatchObject({ accepted: 0, repeated: 2 })
    expect(await crossings()).toEqual(rows)
    const events = await world.owner.rows<{ type: string; subjects: string[] }>(
      sql`select type, subjects from platform.event where act = 'take-feed' and after ->> 'file' = ${String(first.body.file)} order by id`,
    )
    expect(events).toEqual([
      { type: 'feed-taken', subjects: [person] },
      { type: 'feed-repeated', subjects: [] },
    ])
  })

  it('may be one event as JSON, or CSV with the same names', async () => {
    expect(
      (await send(JSON.stringify(event('A'), null, 2), { type: 'application/json; charset=utf-8' })).body,
    ).toMatchObject({ accepted: 1 })
    const csv = (delimiter: string, reference: string) =>
      [
        [
          'sourceReference',
          'document.issuingState',
          'document.number',
          'birthDate',
          'direction',
          'at',
          'point',
        ],
        [`${number}-${reference}`, 'UZB', number, '1990-03-27', 'exit', '2026-11-21T05:00:00Z', 'korday'],
      ]
        .map((cells) => `${cells.join(delimiter)}\r\n`)
        .join('')
    expect((await send(csv(',', 'B'), { type: 'text/csv' })).body).toMatchObject({ lines: 1, accepted: 1 })
    expect((await send(`\uFEFF${csv(';', 'C')}`, { type: 'text/csv; charset=utf-8' })).body).toMatchObject({
      accepted: 1,
    })
    expect(await crossings()).toHaveLength(3)
    expect((await send('a,b\r\n1,2\r\n', { type: 'text/csv' })).body).toMatchObject({
      issues: [{ code: 'unknown-header' }],
    })
    expect((await send(csv(',', 'D').trimEnd(), { type: 'text/csv' })).body).toMatchObject({
      issues: [{ code: 'breaks-off' }],
    })
    expect((await send(`${csv(',', 'D')}"open,`, { type: 'text/csv' })).body).toMatchObject({
      issues: [{ code: 'breaks-off' }],
    })
    expect(await crossings()).toHaveLength(3)
    expect((await send('x', { type: 'text/plain' })).status).toBe(415)
  })

  it('that breaks off, or is not what was declared, is rejected whole', async () => {
    const whole = ndjson(event('A'), event('B'))
    const digest = createHash('sha256').update(whole).digest('base64')
    const rejected: [string, Parameters<typeof send>[1], string][] = [
      [whole.slice(0, -1), {}, 'breaks-off'],
      [whole.slice(0, -30), {}, 'breaks-off'],
      [`${whole.slice(0, -30)}\n`, {}, 'breaks-off'],
      [ndjson(event('A')), { query: '?lines=2' }, 'lines-differ'],
      [ndjson(event('A'), '{"trailer":{"lines":2}}'), {}, 'lines-differ'],
      [ndjson(event('A')), { digest }, 'digest-differs'],
      [whole, { digest: 'x' }, 'not-a-digest'],
      [ndjson(...Array.from({ length: 1001 }, (_, i) => event(`L${i}`))), {}, 'count-not-declared'],
    ]
    for (const [body, how, code] of rejected)
      expect(await send(body, how), code).toMatchObject({ status: 422, body: { issues: [{ code }] } })
    expect(await crossings()).toEqual([])
    expect(await waiting()).toEqual([])
    expect((await send(whole, { digest, query: '?lines=2' })).body).toMatchObject({ accepted: 2 })
    expect((await send(ndjson(event('C'), '{"trailer":{"lines":1}}'))).body).toMatchObject({
      lines: 1,
      accepted: 1,
    })
  })

  it('keeps its place in the feed whatever comes first: corrections set aside, never overwrite', async () => {
    const wrong = event('A', { at: '2026-11-10T05:00:00Z' })
    const right = event('B', { corrects: `${number}-A` })
    await send(ndjson(wrong))
    expect((await send(ndjson(right))).body).toMatchObject({ accepted: 1 })
    const rows = await crossings()
    expect(
      rows.map((row) => [row.source_reference.slice(-1), row.superseded_at !== null, row.at.toISOString()]),
    ).toEqual([
      ['A', true, '2026-11-10T05:00:00.000Z'],
      ['B', false, '2026-11-20T05:00:00.000Z'],
    ])
    // The correction of a correction, before what it corrects; then a second correction of the same line.
    await send(ndjson(event('D', { corrects: `${number}-C`, direction: 'exit' })))
    await send(ndjson(event('C', { corrects: `${number}-B` })))
    expect(
      (await crossings()).filter((row) => !row.superseded_at).map((row) => row.source_reference.slice(-1)),
    ).toEqual(['D'])
    expect((await send(ndjson(event('E', { corrects: `${number}-C` })))).body).toMatchObject({
      accepted: 0,
      quarantined: 1,
      wrong: [{ line: 1, code: 'corrected-already' }],
    })
    // Never happened at all.
    await send(ndjson(event('F', { corrects: `${number}-D`, withdrawn: true })))
    expect((await crossings()).filter((row) => !row.superseded_at)).toEqual([])
    expect(await crossings()).toHaveLength(5)
  })

  it('says the same in any order and any cut: a random history, shuffled and sent in pieces, leaves the same facts', async () => {
    const history = Array.from({ length: 40 }, (_, i) =>
      event(`H${String(i).padStart(2, '0')}`, {
        at: `2026-${String(1 + (i % 9)).padStart(2, '0')}-1${i % 10}T05:00:00Z`,
        direction: i % 2 ? 'exit' : 'entry',
        ...(i % 5 === 4 ? { corrects: `${number}-H${String(i - 1).padStart(2, '0')}` } : {}),
      }),
    )
    await send(ndjson(...history))
    const facts = (rows: Awaited<ReturnType<typeof crossings>>) =>
      rows.map((row) => [
        row.source_reference.slice(-3),
        row.at.toISOString(),
        row.direction,
        row.superseded_at !== null,
      ])
    const expected = facts(await crossings())
    expect(expected.filter(([, , , aside]) => aside)).toHaveLength(8)
    for (const seed of [3, 11, 27]) {
      number = `DEMO4${String(++serial).padStart(4, '0')}`
      person = await traveller(number)
      const own = history.map(
        (line) => JSON.parse(JSON.stringify(line).replaceAll(/DEMO\d+/g, number)) as object,
      )
      const shuffled = own
        .map((line, i) => ({ line, key: (i * seed * 7919) % 41 }))
        .sort((a, b) => a.key - b.key)
      const lines = [...shuffled, ...shuffled.slice(0, 15)].map(({ line }) => line)
      for (let at = 0; at < lines.length; at += seed) await send(ndjson(...lines.slice(at, at + seed)))
      expect(facts(await crossings()), `seed ${seed}`).toEqual(expected)
    }
  })

  it('is as good in portions: what a long file corrects, repeats and gets wrong is the same wherever it stands', async () => {
    const last = 8000
    const at = (i: number) => new Date(Date.UTC(2025, 0, 1) + i * 60_000).toISOString()
    const lines = Array.from({ length: last }, (_, i) => event(`P${i}`, { at: at(i) }) as object)
    // Far apart, so that they are in different portions: a correction after and one before what it corrects, a repeat and a reuse of a number.
    lines[last - 1] = event('late', { corrects: `${number}-P1`, at: at(1), direction: 'exit' })
    lines[2] = event('early', { corrects: `${number}-P${last - 2}`, at: at(2), direction: 'exit' })
    lines[last - 3] = event('P3', { at: at(3) })
    lines[last - 4] = event('P4', { at: at(5) })
    lines[last - 5] = event('up', { direction: 'up' })
    const sent = await send(ndjson(...lines), { query: `?lines=${last}` })
    expect(sent.body).toMatchObject({
      lines: last,
      accepted: last - 3,
      repeated: 1,
      quarantined: 2,
      wrong: [
        { line: last - 3, code: 'id-reused' },
        { line: last - 4, code: 'invalid-field', field: 'direction' },
      ],
    })
    const rows = await crossings()
    expect(rows).toHaveLength(last - 3)
    expect(rows.filter((row) => row.superseded_at).map((row) => row.source_reference)).toEqual([
      `${number}-P1`,
      `${number}-P${last - 2}`,
    ])
    expect(
      await world.owner.rows(
        sql`select subjects from platform.event where after ->> 'file' = ${String(sent.body.file)}`,
      ),
    ).toEqual([{ subjects: [] }])
    // A file that is not whole is rejected whole, also when most of it was in the database already.
    const more = lines.map((_, i) => event(`Q${i}`, { at: at(i) }))
    expect((await send(ndjson(...more), { query: `?lines=${last + 1}` })).body).toMatchObject({
      issues: [{ code: 'lines-differ' }],
    })
    expect(await crossings()).toHaveLength(last - 3)
    const again = await send(ndjson(...lines, lines[0]), { query: `?lines=${last + 1}` })
    expect(again.body).toMatchObject({ accepted: 0, repeated: last - 1, quarantined: 2 })
    expect(await crossings()).toEqual(rows)
  })

  it('has an id for one event: with other content it is no repeat, and changes nothing', async () => {
    await send(ndjson(event('A')))
    const reused = await send(ndjson(event('A', { direction: 'exit' })))
    expect(reused.body).toMatchObject({
      accepted: 0,
      quarantined: 1,
      wrong: [{ line: 1, code: 'id-reused' }],
    })
    expect((await crossings()).map((row) => row.direction)).toEqual(['entry'])
    // In one file.
    const twice = await send(ndjson(event('B'), event('B', { point: 'korday' }), event('B')))
    expect(twice.body).toMatchObject({ accepted: 1, repeated: 1, quarantined: 1 })
  })

  it('of one institution never touches what another has told, whatever it says', async () => {
    await send(ndjson(event('A')))
    const theirs = await send(
      ndjson(event('X', { corrects: `${number}-A` }), event('A', { direction: 'exit' })),
      { as: 'other' },
    )
    expect(theirs.body).toMatchObject({ accepted: 2 })
    const mine = (await crossings()).filter((row) => row.source.startsWith('border-service/'))
    expect(mine).toMatchObject([{ direction: 'entry', superseded_at: null }])
    expect((await send(ndjson(event('Z')), { kind: 'contracts' })).status).toBe(404)
    expect((await send(ndjson(event('Z')), { kind: 'hotel-notices', as: 'other' })).status).toBe(404)
  })

  it('has its garbage kept apart with the reason, and the rest is taken', async () => {
    const answer = await send(
      ndjson(
        event('A'),
        event('B', { direction: 'up' }),
        event('C', { document: { issuingState: 'QQQ', number } }),
        event('D', { at: '2027-01-01T00:00:00Z' }),
        event('E', { at: '1985-01-01T00:00:00Z' }),
        `{"broken ${number}`,
        event('F', { sourceReference: undefined }),
        event('G', { at: `2026-02-30T00:00:00Z` }),
        event('H', { withdrawn: true }),
        event('I', { point: 'with\u0000nul' }),
        `"${number} \u0000"`,
        event('J'),
      ),
    )
    expect(answer.body).toMatchObject({ lines: 12, accepted: 2, quarantined: 10 })
    expect(answer.body.wrong).toEqual([
      { line: 2, code: 'invalid-field', field: 'direction' },
      { line: 3, code: 'unknown-country', field: 'document.issuingState' },
      { line: 4, code: 'in-the-future', field: 'at' },
      { line: 5, code: 'too-long-ago', field: 'at' },
      { line: 6, code: 'not-json' },
      { line: 7, code: 'missing-field', field: 'sourceReference' },
      { line: 8, code: 'invalid-field', field: 'at' },
      { line: 9, code: 'missing-field', field: 'corrects' },
      { line: 10, code: 'invalid-field', field: 'point' },
      { line: 11, code: 'not-json' },
    ])
    expect(await crossings()).toHaveLength(2)
    const kept = await waiting()
    expect(kept).toHaveLength(10)
    // Sent again in another file, it is kept once.
    await send(ndjson(event('J'), event('B', { direction: 'up' })))
    expect(await waiting()).toHaveLength(10)
  })

  it('does not tell whether somebody is registered: an unknown traveller is kept and answered like any other', async () => {
    const known = await send(ndjson(event('A')))
    number = 'NOBODY001'
    const unknown = await send(ndjson(event('A')))
    number = (
      await world.owner.one<{ number: string }>(
        sql`select number from person.travel_document where person_id = ${person}`,
      )
    ).number
    const otherBirth = await send(ndjson(event('B', { birthDate: '1990-03-28' })))
    const bare = ({ file, ...rest }: Record<string, unknown>) => rest
    expect(bare(unknown.body)).toEqual(bare(known.body))
    expect(bare(otherBirth.body)).toEqual(bare(known.body))
    expect((await waiting()).map((row) => [row.reason, row.fields?.direction])).toEqual([
      ['person-not-known', 'entry'],
    ])
  })
})

describe('every kind of events', () => {
  it('has its example taken, known again and corrected, as a fact of its own table', async () => {
    const examples = feedKinds()
    expect(examples.map((kind) => kind.name)).toEqual([...feedNames])
    const holder = await traveller('DEMO00001')
    for (const kind of examples) {
      const first = await send(ndjson(kind.example), { kind: kind.name, as: 'all' })
      expect(first, kind.name).toMatchObject({ status: 200, body: { accepted: 1, quarantined: 0 } })
      const again = await send(ndjson(kind.example, kind.example), { kind: kind.name, as: 'all' })
      expect(again.body, kind.name).toMatchObject({ accepted: 0, repeated: 2 })
      const corrected = {
        ...kind.example,
        sourceReference: `${kind.example.sourceReference}-2`,
        corrects: kind.example.sourceReference,
      }
      expect((await send(ndjson(corrected), { kind: kind.name, as: 'all' })).body, kind.name).toMatchObject({
        accepted: 1,
      })
      const { target } = await world.owner.one<{ target: string }>(
        sql`select target from feed.kind where name = ${kind.name}`,
      )
      const rows = await world.owner.rows<{ aside: boolean; known: boolean }>(sql`
        select superseded_at is not null as aside, known_at is not null as known from ${sql.raw(target)}
        where person_id = ${holder} and source like ${`all-service/${kind.example.source}`} and source_reference like ${`${kind.example.sourceReference}%`} order by source_reference`)
      expect(rows, kind.name).toEqual([
        { aside: true, known: true },
        { aside: false, known: true },
      ])
    }
  })

  it('about a place is taken of the sender’s own regions only', async () => {
    const kind = getFeedKind('hotel-notices')
    const elsewhere = { ...kind.example, region: '71', sourceReference: 'H-elsewhere' }
    expect((await send(ndjson(elsewhere), { kind: 'hotel-notices', as: 'all' })).body).toMatchObject({
      wrong: [{ code: 'region-not-yours', field: 'region' }],
    })
  })

  it('about work finds a person by IIN', async () => {
    const kind = getFeedKind('tax-events')
    await world.owner.done(
      sql`insert into person.iin (person_id, iin, standing, known_at, source) values (${person}, '900327450128', 'verified', now(), 'officer')`,
    )
    const { document: _document, birthDate: _birthDate, ...line } = kind.example
    const answer = await send(ndjson({ ...line, iin: '900327450128', sourceReference: 'T-iin' }), {
      kind: 'tax-events',
      as: 'all',
    })
    expect(answer.body.wrong).toEqual([])
    const rows = await world.owner.rows(
      sql`select month::text, income_tiyn from employment.tax_event where person_id = ${person}`,
    )
    expect(rows).toEqual([{ month: '2026-10-01', income_tiyn: 32_000_000n }])
  })
})
