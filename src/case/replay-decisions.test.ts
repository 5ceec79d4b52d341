import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inOrder } from '../../test/household-facts.ts'
import { makeWorld, type World } from '../../test/world.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { asPublished } from '../policy/check-publication.ts'
import { policyCommand } from '../policy/commands/policy.ts'
import { decide, type Facts } from '../policy/compile-route.ts'
import { formerLaws } from '../policy/follow-law.ts'
import { type Policy, policyFolder } from '../policy/load-policy.ts'
import { replayCommand } from './commands/replay.ts'
import { type PastDecision, replayer } from './replay-decisions.ts'

let world: World
let draft: string

async function decided(region: string, more: Facts = {}): Promise<string> {
  const facts = { ...inOrder, ...more }
  const decision = decide('household-permit', facts, '2026-03-02')
  const [caseId, id] = [newId(), newId()]
  const office = await world.office({ region })
  await world.owner.done(sql`insert into "case"."case" (id, number, kind, state, subjects, subject_name, name_key, region, office_id, governing_date, opened_at)
    values (${caseId}, ${`KZ-2026-${id.slice(-6)}`}, 'household-permit', 'closed', array[${newId()}::uuid], 'X', 'x', ${region}, ${office}, '2026-03-02', now())`)
  await world.owner.done(sql`insert into "case".decision (id, case_id, kind, adverse, decided_by_kind, decided_at, trace, facts, governing_date, policy_hash, law_states)
    values (${id}, ${caseId}, 'grant', false, 'system', now(), ${JSON.stringify(decision.trace)}::jsonb, ${JSON.stringify(facts)}::jsonb, '2026-03-02', ${decision.policyHash}, '{in force}')`)
  return id
}

const open = async () => ({ url: world.database.ownerUrl, stop: async () => {} })
async function replay(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    tty: false,
    stdin: async () => '',
  }
  const code = await replayCommand([...args, '--json'], open, io as never)
  return { code, told: out.length > 0 ? JSON.parse(out.join('')) : undefined, err: err.join('\n') }
}

beforeAll(async () => {
  world = await makeWorld()
  await decided('75', { 'workers-in-household': 4 })
  await decided('75', { 'workers-in-household': 2, 'worker-citizenship': 'TJK' })
  await decided('71', { 'workers-in-household': 5 })
  draft = mkdtempSync(join(tmpdir(), 'qonys-policy-'))
  cpSync(policyFolder, draft, { recursive: true })
  const file = join(draft, 'values/household-permit.yaml')
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(/(id: household-permit\.max-workers[\s\S]*?value: )5/, '$13')
  if (changed === text) throw new Error('the draft is as the law')
  writeFileSync(file, changed)
})
afterAll(async () => {
  await world.close()
  rmSync(draft, { recursive: true, force: true })
})

describe('qonys policy replay', () => {
  it('gives every past decision the same answer again under the law of its day', async () => {
    expect(await replay()).toMatchObject({ code: 0, told: { decisions: 3, flipped: 0 } })
  })

  it('names each decision that a draft would answer otherwise, why, and for whom', async () => {
    const { code, told } = await replay('--with', draft)
    expect(code).toBe(1)
    expect(told).toMatchObject({
      decisions: 3,
      flipped: 2,
      by: {
        'met → not-met': 2,
        'region 75': 1,
        'region 71': 1,
        'origin UZB': 2,
        'condition workers-in-household': 2,
      },
    })
    expect(told.flips[0]).toMatchObject({
      before: 'met',
      after: 'not-met',
      because: ['workers-in-household'],
    })
    expect((await replay('--with', draft, '--since', '2026-04-01')).told.decisions).toBe(0)
  })

  it('decides each under the law as it was known when it was decided, though officials published another since', async () => {
    const rows = await world.owner.rows<PastDecision>(sql`
      select d.id::text, c.number, c.kind, c.region, d.governing_date::text, d.facts::text, d.policy_hash,
        (select jsonb_object_agg(line ->> 'condition', line ->> 'verdict') from jsonb_array_elements(d.trace) line)::text as verdicts
      from "case".decision d join "case"."case" c on c.id = d.case_id`)
    const published = asPublished({
      act: 'correct',
      kind: 'value',
      key: 'household-permit.max-workers',
      content: { value: 3 },
      applies_from: '2014-02-01',
      applies_to: null,
      adopted: '2026-11-20',
      in_force: '2026-11-20',
      instrument: 'Order of 20 November 2026 No. 1',
      article: 'item 1',
      url: null,
      state: 'in force',
      note: null,
      withdraws: null,
    })
    const told = (laws: Parameters<typeof replayer>[0]) => {
      const replay = replayer(laws)
      replay.take(rows)
      return replay.told()
    }
    const [now, then] = formerLaws([published])
    expect(told([now, then as Policy])).toMatchObject({ decisions: 3, flipped: 0, otherTexts: 0 })
    // With the law of now alone, two of them had another answer, and the command says that it lacks their texts.
    expect(told(now)).toMatchObject({ decisions: 3, flipped: 2, otherTexts: 3 })
  })

  it('tells when a stored decision would not be answered the same again', async () => {
    await world.owner.done(sql`alter table "case".decision disable trigger user`)
    const id = await decided('75')
    await world.owner.done(
      sql`update "case".decision set facts = jsonb_set(facts, '{worker-age}', '12') where id = ${id}::uuid`,
    )
    const { code, told } = await replay()
    expect({ code, flipped: told.flipped }).toEqual({ code: 1, flipped: 1 })
    expect(told.flips[0].because).toEqual(['worker-is-an-adult'])
  })

  it('refuses a draft that does not load with its place, and a wrong call', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'qonys-policy-'))
    try {
      cpSync(policyFolder, broken, { recursive: true })
      writeFileSync(
        join(broken, 'values/household-permit.yaml'),
        readFileSync(join(draft, 'values/household-permit.yaml'), 'utf8').replace(
          'from: 2026-01-01',
          'from: 2025-06-01',
        ),
      )
      const { code, err } = await replay('--with', broken)
      expect(code).toBe(2)
      expect(err).toMatch(/household-permit\.yaml:\d+: .*overlap/)
    } finally {
      rmSync(broken, { recursive: true, force: true })
    }
    expect((await replay('--since', 'yesterday')).code).toBe(2)
  })
})

it('qonys policy diff names what a draft changes, and what changed between two days', async () => {
  const said: string[] = []
  const io = { out: (text: string) => said.push(text), err: (text: string) => said.push(text), tty: false }
  expect(await policyCommand(['diff', '--from', '2026-03-02', '--with', draft], io)).toBe(1)
  expect(said.join('\n')).toContain(
    'value household-permit.max-workers\n  - 5 people, in force [file]\n  + 3 people, in force [file]',
  )
  expect(said.join('\n')).toContain('condition household-permit/workers-in-household')
  said.length = 0
  expect(await policyCommand(['diff', '--from', '2025-12-31', '--to', '2026-01-01', '--json'], io)).toBe(1)
  const ids = JSON.parse(said.join('')).differences.map((one: { id: string }) => one.id)
  expect(ids).toContain('mci')
  expect(ids).toContain('household-permit.prepaid-tax-per-month')
  expect(await policyCommand(['diff', '--from', '2026-03-02', '--to', '2026-03-03'], io)).toBe(0)
})
