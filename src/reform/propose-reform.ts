import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { drafters } from './keep-draft.ts'

/** One article: what it says today, what the proposal would have it say. */
export const Gap = z.object({
  article: z.string().trim().min(3, 'required').max(300),
  today: z.string().trim().min(3, 'required').max(2000),
  proposed: z.string().trim().min(3, 'required').max(2000),
})

/**
 * Puts a replayed draft forward for the public register, with the gap article by article. Nothing is public until another person
 * publishes it. @throws Fault not-found, wrong-state when the scenario has not run to its end
 */
export const proposeReform = act({
  name: 'propose-reform',
  who: drafters,
  input: z.object({ scenario: z.string(), gaps: z.array(Gap).min(1, 'required').max(60) }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const scenario = await tx.one<{
      state: string
      title: string
      recommendation: string
      institution: string
    }>(sql`
      select s.state, d.title, d.recommendation, s.institution from reform.scenario s join reform.draft d on d.id = s.draft_id where s.id = ${input.scenario}`)
    if (scenario.state !== 'done') throw new Fault('wrong-state')
    const waiting = await tx.maybe(sql`
      select 1 from reform.proposal where scenario = ${input.scenario} and rejected_at is null`)
    if (waiting) return refuse({ code: 'already-proposed' })
    const id = newId()
    await tx.done(sql`
      insert into reform.proposal (id, institution, scenario, title, recommendation, gaps, proposed_by, proposed_at)
      values (${id}::uuid, ${scenario.institution}, ${input.scenario}, ${scenario.title}, ${scenario.recommendation}, ${JSON.stringify(input.gaps)}::jsonb,
        ${actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'reform-proposed',
      subjects: [],
      after: { proposal: id, scenario: input.scenario },
    })
    return { id }
  },
})

/**
 * A second person publishes a proposal, with the counts of its scenario, or sends it back with reasons. Whoever proposed it cannot
 * publish it (the database refuses it too). Publishing changes no law. @throws Fault wrong-state, invalid-input
 */
export const concludeProposal = act({
  name: 'conclude-proposal',
  who: drafters,
  input: z.object({
    proposal: z.uuid(),
    publish: z.boolean(),
    because: z.string().trim().max(2000).optional(),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const at = doing.now.toString()
    const row = await tx.one<{ scenario: string; proposed_by: string; open: boolean }>(sql`
      select scenario, proposed_by, published_at is null and rejected_at is null as open from reform.proposal where id = ${input.proposal}::uuid for update`)
    if (!row.open) throw new Fault('wrong-state')
    if (input.publish) {
      if (row.proposed_by === actor.staff) return refuse({ code: 'second-person' })
      await tx.done(
        sql`update reform.proposal set published_by = ${actor.staff}::uuid, published_at = ${at}::timestamptz where id = ${input.proposal}::uuid`,
      )
      await tx.done(sql`update reform.scenario set shared_at = ${at}::timestamptz where id = ${row.scenario}`)
    } else {
      if ((input.because ?? '').length < 10) throw invalid('because', 'too-short')
      await tx.done(sql`
        update reform.proposal set rejected_by = ${actor.staff}::uuid, rejected_at = ${at}::timestamptz, rejected_because = ${input.because} where id = ${input.proposal}::uuid`)
    }
    await doing.record({
      type: input.publish ? 'reform-published' : 'reform-sent-back',
      subjects: [],
      after: { proposal: input.proposal },
    })
    return { published: input.publish }
  },
})

/** Notes that an act was adopted for a published proposal: number and day. The law of the system changes by its own act, not by this. */
export const recordAdoption = act({
  name: 'record-adoption',
  who: drafters,
  input: z.object({
    proposal: z.uuid(),
    adoptedAct: z.string().trim().min(5, 'required').max(300),
    adoptedOn: z.iso.date('day'),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (input.adoptedOn > doing.today.toString()) throw invalid('adoptedOn', 'in-the-future')
    const row = await tx.one<{ published: boolean; adopted: boolean }>(sql`
      select published_at is not null as published, adopted_act is not null as adopted from reform.proposal where id = ${input.proposal}::uuid for update`)
    if (!row.published || row.adopted) throw new Fault('wrong-state')
    await tx.done(sql`
      update reform.proposal set adopted_act = ${input.adoptedAct}, adopted_on = ${input.adoptedOn}::date, adopted_by = ${actor.staff}::uuid where id = ${input.proposal}::uuid`)
    await doing.record({
      type: 'reform-adopted',
      subjects: [],
      ground: input.adoptedAct,
      after: { proposal: input.proposal },
    })
    return { id: input.proposal }
  },
})
