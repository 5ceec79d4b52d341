import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { readYaml } from '../platform/read-yaml.ts'
import { LawState } from '../policy/law-state.ts'
import { policyFolder } from '../policy/load-policy.ts'
import { Says, Source } from '../policy/policy-schema.ts'

const PathFile = z.strictObject({
  path: z.string(),
  from: z.iso.date(),
  state: LawState,
  source: Source,
  steps: z.array(
    z.strictObject({
      id: z.string(),
      /** Whether the register knows the step, our status is it, or the person tells it. */
      'known-by': z.enum(['record', 'status', 'told']),
      says: Says,
      how: Says,
      article: z.string(),
      source: Source,
      state: LawState,
    }),
  ),
})
export type PathStep = z.infer<typeof PathFile>['steps'][number]

let steps: PathStep[] | undefined

/** The steps of the way to citizenship, in their order. */
export function pathSteps(): PathStep[] {
  const name = 'paths/kandas-to-citizenship.yaml'
  steps ??= readYaml(new URL(name, policyFolder), PathFile, `policy/${name}`).data.steps
  return steps
}

export interface WalkedStep {
  step: PathStep
  /** ISO day; `done` without a day where the register knows that, not when. */
  doneOn: string | undefined
  done: boolean
}

/** Where a person stands on the way: what the register knows and what they told, newest word of each step. */
export async function walkPath(query: Query, person: string): Promise<WalkedStep[]> {
  const known = await query.one<{ iin: string | null; has_iin: boolean; status: string | null }>(sql`
    select (select min(i.known_at at time zone 'Asia/Almaty')::date::text from person.iin i where i.person_id = ${person}::uuid and i.superseded_at is null) as iin,
      exists (select 1 from person.iin i where i.person_id = ${person}::uuid and i.superseded_at is null) as has_iin,
      (select min(valid_from)::text from residence.status where person_id = ${person}::uuid and kind = 'kandas-status') as status`)
  const told = await query.rows<{ step: string; done_on: string | null }>(sql`
    select distinct on (step) step, done_on::text from residence.step where person_id = ${person}::uuid order by step, said_at desc, id desc`)
  return pathSteps().map((step) => {
    if (step['known-by'] === 'record') return { step, doneOn: known.iin ?? undefined, done: known.has_iin }
    if (step['known-by'] === 'status')
      return { step, doneOn: known.status ?? undefined, done: known.status !== null }
    const day = told.find((one) => one.step === step.id)?.done_on ?? undefined
    return { step, doneOn: day, done: day !== undefined }
  })
}

/**
 * A person tells that they have done a step elsewhere, with its day, or takes that back. It is their own note: it decides nothing, and
 * pages say that it was told. @throws Fault invalid-input (step, on)
 */
export const tellStep = act({
  name: 'tell-step',
  who: account,
  input: z.object({ step: z.string(), on: z.iso.date('day').optional() }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    if (!pathSteps().some((one) => one.id === input.step && one['known-by'] === 'told'))
      throw invalid('step', 'required')
    if (input.on && input.on > doing.today.toString()) throw invalid('on', 'in-the-future')
    await tx.done(sql`
      insert into residence.step (id, person_id, step, done_on, said_by, said_at)
      values (${newId()}::uuid, ${actor.person}::uuid, ${input.step}, ${input.on ?? null}::date, 'person', ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'step-told',
      subjects: [actor.person],
      after: { step: input.step, on: input.on ?? null },
    })
    return { told: input.step }
  },
})
