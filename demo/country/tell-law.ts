import { sql } from '../../src/platform/database.ts'
import { proposeLaw } from '../../src/policy/publish-law.ts'
import { findValueAt } from '../../src/policy/value-at.ts'
import { acceptTurns, addCase, addChange, startDraft } from '../../src/reform/keep-draft.ts'
import { proposeReform } from '../../src/reform/propose-reform.ts'
import { askScenario, replayPiece } from '../../src/reform/run-scenario.ts'
import { done, type Life, staffOf } from './live.ts'

const job = { kind: 'system', job: 'story' } as const

/** What waits for a second official: a draft of the law that was replayed over past decisions, and the index of the next year. */
export async function tellLaw(life: Life): Promise<void> {
  await draftLaw(life)
  await proposeIndex(life)
}

async function draftLaw(life: Life): Promise<void> {
  const { instance } = life.time
  const analyst = staffOf(life, 'analyst')
  const { id } = done(
    await startDraft(instance, analyst, {
      title: 'Үй шаруашылығында үш қызметкер',
      recommendation: 'Қызметкері көп үй шаруашылығы көбіне бүркемеленген бизнес болады: шек үшеу болсын.',
    }),
    'start-draft',
  )
  let version = 1
  const at = () => ({ draft: id, version: version++ })
  await addChange(instance, analyst, {
    ...at(),
    change: {
      kind: 'value',
      id: 'household-permit.max-workers',
      value: '3',
      from: '2026-01-01',
      article: 'Заң жобасы, 1-бап',
      state: 'in force',
    },
  })
  for (const [name, day, workers, answer] of [
    ['Төртінші қызметкер, бір күн бұрын', '2025-12-31', 4, 'met'],
    ['Төртінші қызметкер, бірінші күн', '2026-01-01', 4, 'not-met'],
    ['Үшінші қызметкер, бірінші күн', '2026-01-01', 3, 'met'],
  ] as const)
    await addCase(instance, analyst, {
      ...at(),
      case: {
        route: 'household-permit',
        case: name,
        at: day,
        with: { 'workers-in-household': workers },
        without: [],
        answer,
        ...(answer === 'met' ? {} : { ground: 'workers-in-household' }),
      },
    })
  await acceptTurns(instance, analyst, {
    ...at(),
    turns: [
      {
        route: 'household-permit',
        case: 'The fifth worker of the household',
        answer: 'not-met',
        ground: 'workers-in-household',
      },
    ],
  })
  const { id: scenario } = done(await askScenario(instance, analyst, { draft: id, version }), 'ask-scenario')
  for (let after: string | null = null; ; ) {
    const piece = done(await replayPiece(instance, job, { scenario, after }), 'replay-piece')
    if (piece.over) break
    after = (
      await life.owner.one<{ after_id: string }>(
        sql`select after_id from reform.scenario where id = ${scenario}`,
      )
    ).after_id
  }
  done(
    await proposeReform(instance, analyst, {
      scenario,
      gaps: [
        {
          article: '«Халықтың көші-қоны туралы» Заң 43-2-бап',
          today: 'Бір үй шаруашылығында бес қызметкерден көп емес',
          proposed: 'Бір үй шаруашылығында үш қызметкерден көп емес',
        },
      ],
    }),
    'propose-reform',
  )
}

/** Next year's index as an official proposes it; the figure is as made up as the act, and nothing applies before a second person. */
async function proposeIndex(life: Life): Promise<void> {
  const { instance } = life.time
  const day = `${instance.clock.today().year + 1}-01-01`
  const now = findValueAt('mci', day)
  if (typeof now?.value !== 'number' || now.from >= day) return
  done(
    await proposeLaw(instance, staffOf(life, 'analyst'), {
      kind: 'value',
      key: 'mci',
      content: { value: Math.round(now.value * 1.08) },
      appliesFrom: day,
      adopted: instance.clock.today().toString(),
      inForce: day,
      instrument: 'ДЕМО: ойдан шығарылған республикалық бюджет туралы заң, № 0',
      article: '9-бап',
      state: 'in force',
      note: 'Демо: ойдан шығарылған сан мен акт.',
    }),
    'propose-law',
  )
}
