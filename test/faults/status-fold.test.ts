import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import '../../src/app/feeds.ts'
import { announceRefusal, firstHearingDay, takeBackRefusal } from '../../src/case/announce-refusal.ts'
import { answerInformation } from '../../src/case/answer-information.ts'
import { askForInformation } from '../../src/case/ask-for-information.ts'
import { type CaseRow, caseColumns } from '../../src/case/case-row.ts'
import { claimCase } from '../../src/case/claim-case.ts'
import { giveStatement } from '../../src/case/give-statement.ts'
import { judgeAppeal } from '../../src/case/judge-appeal.ts'
import { lodgeAppeal } from '../../src/case/lodge-appeal.ts'
import { withdrawCase } from '../../src/case/withdraw-case.ts'
import { takeFeed } from '../../src/feed/take-feed.ts'
import { inTransaction } from '../../src/platform/act.ts'
import { sql } from '../../src/platform/database.ts'
import { Fault } from '../../src/platform/fault.ts'
import { newId } from '../../src/platform/new-id.ts'
import { lastLawfulDay } from '../../src/stay/count-days.ts'
import { readHistories } from '../../src/stay/read-histories.ts'
import { openPlainCase, plainKind } from '../plain-case-kind.ts'
import { makeWorld, type Person, type Staff, type World } from '../world.ts'

/** Random stories of each kind; more by QONYS_STORIES=500. */
const stories = Number(process.env.QONYS_STORIES ?? 25)
const job = { kind: 'system', job: 'test' } as const
const reasons = 'The wage offered is below the minimum wage of the year.'

let world: World
let officer: Staff
let judge: Staff
let worker: Person
let host: Person
beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({ matters: ['plain'] })
  const ministry = await world.office({ institution: 'ministry', region: null, matters: ['appeal'] })
  officer = await world.officer('permit-officer', office)
  judge = await world.officer('appeal-officer', ministry, { regions: ['*'] })
  worker = await world.account(await world.person())
  host = await world.account(await world.person())
})
afterAll(() => world.close())

const steps = {
  claim: (id) => claimCase(world.instance, officer, { caseId: id }),
  ask: (id, expectedVersion) =>
    askForInformation(world.instance, officer, {
      caseId: id,
      expectedVersion,
      asks: 'Please send the contract.',
      workingDays: 3,
    }),
  answer: (id) => answerInformation(world.instance, host, { caseId: id, answer: 'Here it is.' }),
  announce: (id, expectedVersion) =>
    announceRefusal(world.instance, officer, {
      caseId: id,
      expectedVersion,
      reasons,
      groundIds: ['wage'],
      heldOn: firstHearingDay(world.clock.today()).toString(),
    }),
  takeBack: (id, expectedVersion) =>
    takeBackRefusal(world.instance, officer, { caseId: id, expectedVersion }),
  speak: (id) => giveStatement(world.instance, worker, { caseId: id, statement: 'My wage will be raised.' }),
  async refuse(id, expectedVersion) {
    const hearing = await world.owner.maybe<{ id: string }>(
      sql`select id from "case".hearing where case_id = ${id}::uuid order by announced_at desc, id desc limit 1`,
    )
    const given = {
      caseId: id,
      expectedVersion,
      hearingId: hearing?.id ?? newId(),
      reasons,
      groundIds: ['wage'],
    }
    return plainKind.refuse(world.instance, officer, given, newId())
  },
  grant: (id, expectedVersion) =>
    plainKind.grant(world.instance, officer, { caseId: id, expectedVersion }, newId()),
  appeal: (id) => lodgeAppeal(world.instance, worker, { caseId: id, text: 'The wage was raised.' }),
  async judge(id, expectedVersion) {
    await claimCase(world.instance, judge, { caseId: id })
    const outcome = expectedVersion % 2 ? 'upheld' : 'overturned'
    return judgeAppeal(world.instance, judge, { caseId: id, expectedVersion, outcome, reasons })
  },
  withdraw: (id) => withdrawCase(world.instance, host, { caseId: id }),
} satisfies Record<string, (id: string, version: number) => Promise<unknown>>
type Step = keyof typeof steps

// Most steps are impossible most of the time; these make long stories likely.
const story = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<Step[]>(
        ['claim', 'ask', 'answer'],
        ['claim', 'announce', 'speak', 'refuse'],
        ['claim', 'announce', 'speak', 'refuse', 'appeal'],
        ['appeal', 'judge'],
        ['claim', 'announce', 'takeBack'],
        ['claim', 'grant'],
      ),
    },
    { weight: 2, arbitrary: fc.constantFrom(...(Object.keys(steps) as Step[])).map((one) => [one]) },
  ),
  { minLength: 1, maxLength: 6 },
)

interface Told {
  type: string
  before: { state: string } | null
  after: { state: string; version: number }
}
interface Decided {
  id: string
  kind: string
  supersedes: string | null
}

/** The status that follows from what is on record of a case, in whatever order it is read: written apart from the program. */
function fold(
  events: Told[],
  decisions: Decided[],
): { state: string; version: number; outcome: string | null } {
  // Taking a case that one has already is told under the version that there was.
  const steps = [...events].sort(
    (a, b) => a.after.version - b.after.version || Number(b.before !== null) - Number(a.before !== null),
  )
  let [state, version] = ['', 0]
  for (const { type, before, after } of steps) {
    if (after.version > version) expect(after.version, `${type} leaves no gap`).toBe(version + 1)
    // Who has the case may change by itself; its state never does without saying from where.
    if (before) expect(before.state, `${type} begins where the last one ended`).toBe(state)
    else if (version > 0) expect(after.state, `${type} moves nothing`).toBe(state)
    ;({ state, version } = after)
  }
  const replaced = new Set(decisions.map((one) => one.supersedes))
  const standing = decisions.filter((one) => !replaced.has(one.id))
  expect(standing.length, 'one decision stands').toBeLessThanOrEqual(1)
  const means: Record<string, string> = {
    grant: 'granted',
    refuse: 'refused',
    uphold: 'refused',
    overturn: 'granted',
  }
  const outcome = state === 'withdrawn' ? 'withdrawn' : (means[standing[0]?.kind ?? ''] ?? null)
  return { state, version, outcome }
}

const shuffled = <T>(list: T[]): T[] =>
  fc.sample(fc.shuffledSubarray(list, { minLength: list.length }), 1)[0] ?? []

describe('R8: a status is the fold of its decisions and events', () => {
  it(
    'of any story, read in any order; a step that is refused leaves no trace',
    async () => {
      const seen = new Set<string>()
      await fc.assert(
        fc.asyncProperty(story, async (told) => {
          const opened = await openPlainCase(world.instance, host, {
            kind: 'plain',
            applicantAccount: host.account,
            subjects: [worker.person as string],
            subjectName: 'RAHIMOVA GULNORA',
            region: '75',
            matter: 'plain',
            dueOn: '2026-12-08',
            governingDate: '2026-11-24',
          })
          if ('refused' in opened) throw new Error('refused')
          const { id } = opened
          const row = () =>
            world.owner.one<CaseRow>(sql`select ${caseColumns} from "case"."case" where id = ${id}::uuid`)
          const record = async () => ({
            events: await world.owner.rows<Told>(
              sql`select type, before, after from platform.event where case_id = ${id}::uuid and after ? 'version'`,
            ),
            decisions: await world.owner.rows<Decided>(
              sql`select id, kind, supersedes from "case".decision where case_id = ${id}::uuid`,
            ),
          })
          for (const step of told.flat()) {
            const before = await row()
            const already = await record()
            try {
              await steps[step](id, before.version)
            } catch (error) {
              if (!(error instanceof Fault)) throw error
              // A judge takes the case first, which is an act of its own.
              if (step !== 'judge') expect(await record(), `${step} was refused`).toEqual(already)
            }
            const now = await row()
            const { events, decisions } = await record()
            const folded = fold(shuffled(events), shuffled(decisions))
            expect(folded, step).toEqual({ state: now.state, version: now.version, outcome: now.outcome })
            seen.add(`${folded.state} ${folded.outcome}`)
          }
        }),
        // Each end is told for certain, what chance tells comes on top.
        {
          numRuns: stories,
          examples: [
            [[['claim', 'grant']]],
            [[['claim', 'announce', 'speak', 'refuse', 'appeal'], ['judge']]],
            [[['claim', 'announce'], ['takeBack'], ['withdraw']]],
          ] as [Step[][]][],
        },
      )
      // Stories that never come to a decision would prove little.
      for (const one of [
        'decided granted',
        'decided refused',
        'withdrawn withdrawn',
        'appealed refused',
        'hearing null',
      ])
        expect([...seen]).toContain(one)
    },
    120_000 + stories * 2_000,
  )

  it(
    'of a stay: the same events in any order, cut and repeated anyhow, give the same last lawful day',
    async () => {
      let serial = 0
      const event = fc.record({
        day: fc.integer({ min: 1, max: 300 }),
        direction: fc.constantFrom('entry', 'exit'),
        mends: fc.constantFrom('nothing', 'nothing', 'nothing', 'moved', 'withdrawn'),
      })
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(event, { minLength: 2, maxLength: 10, selector: (one) => one.day }),
          fc.infiniteStream(fc.nat({ max: 999_999 })),
          fc.integer({ min: 1, max: 5 }),
          async (history, numbers, cut) => {
            const send = async (number: string, lines: string[]) => {
              const text = Buffer.from(lines.map((line) => line.replaceAll('#', number)).join(''))
              const answer = await takeFeed(world.instance, job, {
                kind: 'crossings',
                institution: 'ministry',
                format: 'ndjson',
                bytes: text.length,
                sha256: newId().replaceAll('-', '').padEnd(64, '0'),
                declared: { lines: lines.length },
                async *open() {
                  yield text
                },
              })
              if ('refused' in answer) throw new Error('refused')
              expect(answer.quarantined).toBe(0)
            }
            const lines = history.flatMap(({ day, direction, mends }, i) => {
              const line = (of: number, reference: string, more: object = {}) =>
                `${JSON.stringify({ document: { issuingState: 'UZB', number: '#' }, birthDate: '1990-03-27', direction, at: `${Temporal.PlainDate.from('2026-01-01').add({ days: of })}T05:00:00Z`, point: 'korday', sourceReference: `#-${reference}`, ...more })}\n`
              const first = line(day, `${i}`)
              if (mends === 'nothing') return [first]
              const more = { corrects: `#-${i}`, ...(mends === 'withdrawn' ? { withdrawn: true } : {}) }
              return [first, line(day + 1, `${i}b`, more)]
            })
            const statuses: unknown[] = []
            for (const order of ['as it was', 'any']) {
              const number = `FOLD${String(++serial).padStart(5, '0')}`
              const id = await world.person({ birthDate: '1990-03-27', citizenship: 'UZB' })
              await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, known_at, standing, source)
              values (${newId()}, ${id}, 'passport', 'UZB', ${number}, now(), 'verified', 'officer')`)
              if (order === 'as it was') await send(number, lines)
              else {
                const mixed = [...lines, ...lines.slice(0, cut)]
                  .map((line) => ({ line, key: numbers.next().value }))
                  .sort((a, b) => a.key - b.key)
                  .map(({ line }) => line)
                for (let at = 0; at < mixed.length; at += cut) await send(number, mixed.slice(at, at + cut))
              }
              const histories = await inTransaction(world.instance, job, false, (tx) =>
                readHistories(tx, [id]),
              )
              const own = histories.get(id)
              if (!own) throw new Error('no history')
              const days = [100, 200, 330].map((day) =>
                lastLawfulDay(own, 'UZB', Date.UTC(2026, 0, 1 + day) / 86_400_000),
              )
              statuses.push({ own, days })
            }
            expect(statuses[1]).toEqual(statuses[0])
          },
        ),
        {
          numRuns: stories,
          // An entry that was corrected to the very moment of an exit, and came after it.
          examples: [
            [
              [
                { day: 293, direction: 'entry', mends: 'moved' },
                { day: 1, direction: 'entry', mends: 'nothing' },
                { day: 294, direction: 'exit', mends: 'nothing' },
              ],
              fc.stream([858_956, 999_993, 608_534, 999_980, 3].values()),
              1,
            ],
          ],
        },
      )
    },
    120_000 + stories * 2_000,
  )
})
