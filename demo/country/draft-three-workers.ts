import type { Actor } from '../../src/platform/actor.ts'
import type { Instance } from '../../src/platform/instance.ts'
import { routeCases } from '../../src/policy/check-policy.ts'
import { acceptTurns, addCase, addChange } from '../../src/reform/keep-draft.ts'

export interface Words {
  article: string
  /** Names of its three cases: a fourth worker the day before and on the first day, a third worker on the first day. */
  cases: [string, string, string]
}

/**
 * Writes into a draft, from `version` on, that a household may have three workers at most from 2026, with a case on each side of the limit
 * and of the day, and the turn of the case of today's law that it turns. @returns the version of the draft then
 */
export async function draftThreeWorkers(
  instance: Instance,
  analyst: Actor,
  { draft, version: from, words }: { draft: string; version: number; words: Words },
): Promise<number> {
  let version = from
  const at = () => ({ draft, version: version++ })
  const { article } = words
  await addChange(instance, analyst, {
    ...at(),
    change: {
      kind: 'value',
      id: 'household-permit.max-workers',
      value: '3',
      from: '2026-01-01',
      article,
      state: 'in force',
    },
  })
  const answers = [
    ['2025-12-31', 4, 'met'],
    ['2026-01-01', 4, 'not-met'],
    ['2026-01-01', 3, 'met'],
  ] as const
  for (const [i, [day, workers, answer]] of answers.entries())
    await addCase(instance, analyst, {
      ...at(),
      case: {
        route: 'household-permit',
        case: words.cases[i] as string,
        at: day,
        with: { 'workers-in-household': workers },
        without: [],
        answer,
        ...(answer === 'met' ? {} : { ground: 'workers-in-household' }),
      },
    })
  const fifth = routeCases('household-permit').cases.find(
    (row) => row.case === 'The fifth worker of the household',
  )
  if (!fifth) throw new Error('the case of the fifth worker is gone')
  await acceptTurns(instance, analyst, {
    ...at(),
    turns: [
      { route: 'household-permit', case: fifth.case, answer: 'not-met', ground: 'workers-in-household' },
    ],
  })
  return version
}
