import { sql } from '../../src/platform/database.ts'
import { proposeLaw } from '../../src/policy/publish-law.ts'
import { findValueAt } from '../../src/policy/value-at.ts'
import { startDraft } from '../../src/reform/keep-draft.ts'
import { proposeReform } from '../../src/reform/propose-reform.ts'
import { askScenario, replayPiece } from '../../src/reform/run-scenario.ts'
import { draftThreeWorkers } from './draft-three-workers.ts'
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
  const version = await draftThreeWorkers(instance, analyst, {
    draft: id,
    version: 1,
    words: {
      article: 'Заң жобасы, 1-бап',
      cases: [
        'Төртінші қызметкер, бір күн бұрын',
        'Төртінші қызметкер, бірінші күн',
        'Үшінші қызметкер, бірінші күн',
      ],
    },
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
