import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { inOrder } from '../../test/household-facts.ts'
import { householdWork } from '../classifier/occupations.ts'
import { locales } from '../platform/language.ts'
import { checkPolicy, routeCases } from './check-policy.ts'
import { policyCommand } from './commands/policy.ts'
import { answerOf, compileRoute, decide } from './compile-route.ts'
import { householdPermitFacts } from './household-permit-facts.ts'
import { loadPolicy, policy, policyFolder } from './load-policy.ts'
import { monthsCovered, prepaidTax } from './prepaid-tax.ts'
import { comparedIn } from './question.ts'
import { policyText, withUnit } from './text.ts'
import { changesOfLaw, findValueAt, numberAt, policyHash, valueAt } from './value-at.ts'
import { addWorkingDays } from './working-days.ts'

const copies: string[] = []
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true })
})

/** A copy of the policy with one text replaced in one file. */
function changed(file: string, from: string | RegExp, to: string): URL {
  const copy = mkdtempSync(join(tmpdir(), 'policy-'))
  copies.push(copy)
  cpSync(policyFolder, copy, { recursive: true })
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  expect(typeof from === 'string' ? text.includes(from) : from.test(text), `${file} holds ${from}`).toBe(true)
  writeFileSync(path, text.replace(from, to))
  return pathToFileURL(`${copy}/`)
}

const route = 'household-permit'
const today = '2026-11-24'

describe('the policy and its cases', () => {
  test('agree, with a case on both sides of everything', () => {
    expect(checkPolicy()).toEqual([])
  })
  test('a wrong figure is found by its case', () => {
    const problems = checkPolicy(
      changed('values/household-permit.yaml', /value: 5,(\s*)from/, 'value: 6,$1from'),
    )
    expect(problems.map((problem) => problem.what).join()).toMatch(
      /The sixth worker.*expected not-met, got met/,
    )
  })
  test('a condition whose failing case was removed is found', () => {
    const problems = checkPolicy(
      changed(
        'cases/household-permit.yaml',
        'with: { fingerprints-registered: false }',
        'with: { fingerprints-registered: true }',
      ),
    )
    expect(problems.map((problem) => problem.what)).toContain(
      'fingerprints@2014-02-01 has no case where it is not met',
    )
  })
  test('a change of law without a case on the day before is found', () => {
    const problems = checkPolicy(
      changed('cases/values.yaml', '  - { value: mci, at: 2020-03-31, is: 2651 }\n', ''),
    )
    expect(problems.map((problem) => problem.what)).toContain('mci@2020-01-01 has no case on 2020-03-31')
  })
})

describe('loading refuses, with file and line', () => {
  const refusal = (folder: URL) => {
    try {
      loadPolicy(folder)
    } catch (mistake) {
      return (mistake as Error).message
    }
    return 'nothing'
  }
  test('an overlap', () => {
    expect(refusal(changed('values/mci.yaml', 'to: 2011-12-31', 'to: 2012-01-01'))).toBe(
      'policy/values/mci.yaml:18: mci: overlap: begins 2012-01-01 while the version from 2011-01-01 still holds',
    )
  })
  test('a gap', () => {
    expect(refusal(changed('values/mci.yaml', 'to: 2011-12-31', 'to: 2011-12-30'))).toBe(
      'policy/values/mci.yaml:18: mci: gap: nothing holds from 2011-12-31 to 2011-12-31',
    )
  })
  test('a gap between two versions of a condition', () => {
    expect(refusal(changed('routes/household-permit.yaml', 'to: 2024-01-31', 'to: 2024-01-30'))).toMatch(
      /routes\/household-permit\.yaml:\d+: iin-is-known: gap: nothing holds from 2024-01-31 to 2024-01-31/,
    )
  })
  test('a day that does not exist, an unknown fact, an unknown value, a missing article, an unknown key', () => {
    expect(refusal(changed('values/mci.yaml', 'to: 2011-12-31', 'to: 2011-12-32'))).toMatch(
      /mci\.yaml:17:.*no day/,
    )
    expect(
      refusal(changed('routes/household-permit.yaml', 'fact: worker-age', 'fact: worker-height')),
    ).toMatch(/unknown fact worker-height/)
    expect(
      refusal(changed('routes/household-permit.yaml', 'dated: household-permit.min-age', 'dated: no.such')),
    ).toMatch(/unknown value no\.such/)
    expect(refusal(changed('values/mci.yaml', '    article: law on the republican budget\n', ''))).toMatch(
      /has no article/,
    )
    expect(
      refusal(changed('values/mci.yaml', '    unit: KZT\n', '    unit: KZT\n    colour: red\n')),
    ).toMatch(/mci\.yaml:\d+:.*colour/)
  })
  test('a table with a row that nobody can name, and a condition over a table', () => {
    expect(refusal(changed('values/resettlement.yaml', /"?KZ-55"?: 1056/, 'KZ-99: 1056'))).toMatch(
      /resettlement\.yaml:\d+: .*the row KZ-99 is no region and has no words/,
    )
    expect(
      refusal(
        changed(
          'routes/employer-permit.yaml',
          /dated: employer-permit\.max-months-ordinary/,
          'dated: quota.employers-by-category',
        ),
      ),
    ).toMatch(/is a table, and no condition compares with one/)
  })
})

describe('values at a date', () => {
  test('the MCI changed on 1 April 2020 and 2022', () => {
    expect([numberAt('mci', '2020-03-31'), numberAt('mci', '2020-04-01')]).toEqual([2651, 2778])
    expect([numberAt('mci', '2022-03-31'), numberAt('mci', '2022-04-01')]).toEqual([3063, 3180])
  })
  test('a quota has as many versions in a year as the ministry gave it, each on its own days', () => {
    const places = (day: string) => valueAt('quota.employers-places', day).value
    expect([places('2025-02-28'), places('2025-03-01'), places('2025-08-01')]).toEqual([14800, 16500, 19400])
    expect(places('2026-01-01')).toBe(19400)
    expect(valueAt('quota.employers', '2026-01-02').source.instrument).toBe('MLSP-397')
  })
  test('what officials set is marked so, and what is background or conflicting is unverified', () => {
    const values = [...policy().values.values()]
    expect(policy().values.get('mci')).toMatchObject({ official: true })
    expect(policy().values.get('household-permit.prepaid-tax-per-month')).toMatchObject({ official: false })
    const guessed = values
      .flatMap(({ versions }) => versions)
      .filter(({ note }) => /uncertain|conflict|Weak source/.test(note ?? ''))
    expect(guessed.length).toBeGreaterThan(10)
    expect(guessed.filter(({ state }) => state !== 'unverified')).toEqual([])
  })
  test('29 February is a day of the law, and no other year has it', () => {
    expect(numberAt('mci', '2024-02-29')).toBe(3692)
    expect(addWorkingDays('2024-02-28', 1).toString()).toBe('2024-02-29')
    expect(addWorkingDays('2024-02-29', 1).toString()).toBe('2024-03-01')
    expect(() => numberAt('mci', '2023-02-29')).toThrow()
  })
  test('a value carries its ground', () => {
    expect(valueAt('stay.host-notice', '2020-01-11')).toMatchObject({
      value: 3,
      unit: 'working days',
      state: 'in force',
      from: '2020-01-11',
      version: 'stay.host-notice@2020-01-11',
      source: { instrument: 'GOV-148' },
    })
  })
  test('before the first version there is none, and asking for it throws', () => {
    expect(findValueAt('stay.self-registration', '2026-06-30')).toBeUndefined()
    expect(() => valueAt('stay.self-registration', '2026-06-30')).toThrow('has no value on 2026-06-30')
    expect(() => valueAt('no.such', today)).toThrow('no dated value')
  })
  test('the hash changes exactly on the days the law changes', () => {
    for (const change of changesOfLaw().slice(1)) {
      const before = Temporal.PlainDate.from(change).subtract({ days: 1 })
      expect(policyHash(before), change).not.toBe(policyHash(change))
    }
    expect(policyHash('2026-07-01')).toBe(policyHash('2026-11-24'))
    expect(policyHash(today)).toMatch(/^[0-9a-f]{64}$/)
  })
  test('the hash is that of the texts, not of the order of lines', () => {
    const same = loadPolicy(
      changed(
        'values/mci.yaml',
        '    unit: KZT\n    article: law on the republican budget',
        '    article: law on the republican budget\n    unit: KZT',
      ),
    )
    expect(policyHash(today, same)).toBe(policyHash(today))
    const other = loadPolicy(changed('values/mci.yaml', 'value: 4325', 'value: 4326'))
    expect(policyHash(today, other)).not.toBe(policyHash(today))
    expect(policyHash('2025-12-31', other)).toBe(policyHash('2025-12-31'))
  })
})

describe('deciding a household permit', () => {
  test('the declared facts are those of the type', () => {
    expect(Object.keys(policy().routes.get(route)!.facts).sort()).toEqual([...householdPermitFacts].sort())
  })
  test('the kinds of work of the conditions are those of the classifier', () => {
    const listed = (id: string) =>
      policy()
        .routes.get(route)!
        .conditions.find((row) => row.id === id)?.value
    const kinds = (allowed: boolean) =>
      householdWork()
        .filter((kind) => kind.allowed === allowed)
        .map((kind) => kind.code)
    expect(listed('household-work')).toEqual(kinds(true))
    expect(listed('not-excluded-work')).toEqual(kinds(false))
  })
  test('an answer carries a full trace with value, threshold, article and source', () => {
    const decision = decide(route, { ...inOrder, 'workers-in-household': 6 }, today)
    expect(decision.answer).toBe('not-met')
    expect(decision.policyHash).toBe(policyHash(today))
    expect(decision.states).toEqual(['in force', 'unverified'])
    expect(decision.trace.filter((told) => told.verdict !== 'met')).toMatchObject([
      {
        condition: 'workers-in-household',
        value: 6,
        threshold: 5,
        unit: 'people',
        valueVersion: 'household-permit.max-workers@2014-02-01',
        valueFrom: '2014-02-01',
        changedBy: 'employer',
        source: { instrument: 'LAW-153-V' },
      },
    ])
  })
  test('no facts at all lead to requests, not to a refusal', () => {
    const decision = decide(route, {}, today)
    expect(decision.answer).toBe('needs-officer')
    expect(decision.requests.length).toBe(decision.trace.length)
  })
  test('leaving out facts never turns a yes into a refusal', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(inOrder)), (missing) => {
        const facts = { ...inOrder }
        for (const fact of missing) delete facts[fact]
        const { answer, requests } = decide(route, facts, today)
        if (missing.length === 0) expect(answer).toBe('met')
        else expect(['needs-officer', 'met']).toContain(answer)
        for (const request of requests) expect(request.verdict).toBe('missing')
      }),
    )
  })
  test('what is unverified never refuses, whatever the facts', () => {
    const facts = fc.record(
      {
        'worker-citizenship': fc.constantFrom('UZB', 'VNM', 'KGZ', 'XXA'),
        'worker-age': fc.integer({ min: 10, max: 80 }),
        'workers-in-household': fc.integer({ min: 1, max: 8 }),
        'months-requested': fc.integer({ min: 0, max: 14 }),
        'kind-of-work': fc.constantFrom('cleaning', 'other', 'construction'),
        'medical-insurance': fc.boolean(),
        'entry-banned': fc.boolean(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(facts, fc.constantFrom('2014-02-01', '2023-06-30', '2024-02-01', today), (some, date) => {
        const decision = decide(route, { ...inOrder, ...some }, date)
        const against = decision.trace.filter((told) => told.verdict === 'not-met' && told.decides)
        expect(against.every((told) => told.state === 'in force' || told.state === 'pilot')).toBe(true)
        expect(decision.answer === 'not-met').toBe(against.length > 0)
        if (decision.answer === 'met')
          expect(decision.trace.every((told) => told.verdict === 'met' || !told.decides)).toBe(true)
      }),
    )
  })
  test('a proposed condition is shown and decides nothing', () => {
    const proposed = loadPolicy(
      changed(
        'routes/household-permit.yaml',
        '    state: in force\n    from: 2014-02-01\n    from-seen: month\n    fact: workers-in-household',
        '    state: proposed\n    from: 2014-02-01\n    from-seen: month\n    fact: workers-in-household',
      ),
    )
    const decision = decide(route, { ...inOrder, 'workers-in-household': 6 }, today, proposed)
    expect(decision.answer).toBe('met')
    expect(decision.trace.find((told) => told.condition === 'workers-in-household')).toMatchObject({
      verdict: 'not-met',
      decides: false,
      state: 'proposed',
    })
  })
  test('an unverified figure under a condition in force makes it unverified', () => {
    const told = decide(route, { ...inOrder, 'months-requested': 4, 'tax-months-paid': 4 }, today)
    expect(told.answer).toBe('needs-officer')
    expect(told.trace.find((line) => line.condition === 'first-term')?.state).toBe('unverified')
  })
  test('a fact of the wrong type is a fault of ours, not an answer', () => {
    expect(() => decide(route, { ...inOrder, 'workers-in-household': '6' }, today)).toThrow(TypeError)
    expect(() => decide(route, { ...inOrder, 'months-requested': Number.NaN }, today)).toThrow(TypeError)
  })
  test('the same facts and day give the same answer, and the facts stay as they were', () => {
    const facts = Object.freeze({ ...inOrder })
    expect(decide(route, facts, today)).toEqual(decide(route, facts, today))
  })
})

describe('prepaid tax', () => {
  test('three months cost 23,592 KZT on the last day of 2025 and 51,900 the day after', () => {
    expect(prepaidTax(3, '2025-12-31').tiyn).toBe(2_359_200n)
    expect(prepaidTax(3, '2026-01-01')).toMatchObject({ tiyn: 5_190_000n, mciPerMonth: 4, mci: 4325 })
    expect(prepaidTax(3, '2026-01-01').trace.map((version) => version.version)).toEqual([
      'household-permit.prepaid-tax-per-month@2026-01-01',
      'mci@2026-01-01',
    ])
  })
  test('none, a part of a month or more than a year is no request', () => {
    for (const months of [0, 13, 1.5, -1, Number.NaN])
      expect(() => prepaidTax(months, today)).toThrow('invalid-input')
  })
  test('a sum covers the months it was quoted for and one tiyn less does not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('2020-03-31', '2020-04-01', today),
        (months, on) => {
          const { tiyn } = prepaidTax(months, on)
          expect(monthsCovered(tiyn, on)).toBe(months)
          expect(monthsCovered(tiyn - 1n, on)).toBe(months - 1)
        },
      ),
    )
    expect(monthsCovered(-1n, today)).toBe(0)
  })
})

test('an answer without its lines is the answer with them, in every case of every route', () => {
  for (const id of policy().routes.keys()) {
    const { given, cases } = routeCases(id)
    for (const row of cases.filter(({ answer }) => answer !== 'before-the-rule')) {
      const facts: Record<string, string | number | boolean> = { ...given, ...row.with }
      for (const fact of row.without ?? []) delete facts[fact]
      expect(answerOf(compileRoute(id), facts, row.at), `${id}: ${row.case}`).toBe(
        decide(id, facts, row.at).answer,
      )
    }
  }
})

describe('words', () => {
  test('every language has every word, and numbers take their unit', () => {
    for (const locale of locales)
      for (const key of policyText.keys)
        expect(policyText.files[locale]?.[key], `${locale} ${key}`).toBeTruthy()
    expect(withUnit('ru', 3, 'working days')).toBe('3 рабочих дня')
    expect(withUnit('kk', 5, 'people')).toBe('5 адам')
    expect(withUnit('tg', false, undefined)).toBe('Не')
    const line = (condition: string) => ({ condition, unit: undefined })
    expect(comparedIn(line('employer-is-a-natural-person'), 'natural-person', 'ru')).toBe('Частное лицо')
    expect(comparedIn(line('any'), '2032-08-27', 'en')).toBe('27 August 2032')
  })
})

describe('qonys policy', () => {
  const run = async (...args: string[]) => {
    const said = { out: '', err: '', code: 0 }
    const io = { out: (t: string) => (said.out += `${t}\n`), err: (t: string) => (said.err += t), tty: false }
    said.code = await policyCommand(args, io)
    return said
  }
  test('check says that all is well', async () => {
    expect(await run('check')).toMatchObject({ code: 0, out: 'The policy and its cases agree.\n' })
    expect(JSON.parse((await run('check', '--json')).out)).toEqual({ problems: [] })
  })
  test('explain prints a value with its ground on a day', async () => {
    const said = await run('explain', 'mci', '--at', '2020-03-31')
    expect(said.out).toContain('2651 KZT')
    expect(said.out).toContain('to 2020-03-31')
    expect(JSON.parse((await run('explain', 'mci', '--at', '2020-04-01', '--json')).out).version.value).toBe(
      2778,
    )
  })
  test('explain says where less than the first day was read', async () => {
    expect((await run('explain', 'quota.employers-places', '--at', '2025-08-15')).out).toContain(
      'only the month was read, the day was chosen',
    )
    expect((await run('explain', 'household-permit', '--at', '2026-03-02')).out).toContain(
      'only the year was read, the day was chosen',
    )
    expect((await run('explain', 'mci', '--at', '2026-03-02')).out).not.toContain('chosen')
  })
  test('explain prints what a route asks', async () => {
    const said = await run('explain', 'household-permit', '--at', '2026-03-02')
    expect(said.out).toContain('workers-in-household at-most 5')
    expect(JSON.parse((await run('explain', 'household-permit', '--json')).out).conditions).toHaveLength(21)
    expect((await run('explain', 'household-permit', '--at', '2014-01-31')).code).toBe(1)
  })
  test('a wrong call says how', async () => {
    for (const args of [
      [],
      ['check', 'x'],
      ['explain'],
      ['explain', 'nothing'],
      ['explain', 'mci', '--at', 'soon'],
      ['explain', 'mci', '--from', '2026-01-01'],
      ['check', '--files'],
      ['diff', 'mci'],
    ])
      expect((await run(...args)).code, args.join(' ')).toBe(2)
  })
})
