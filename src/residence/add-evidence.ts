import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { evidenceKind } from './evidence-model.ts'

/**
 * A person adds a document by which they show that they are an ethnic Kazakh: its kind, whom it is about and, where they have it, a
 * picture. One at a time, over weeks, before or after applying: what is added is kept for every later case.
 * @throws Fault invalid-input, not-found for a file of somebody else
 */
export const addEvidence = act({
  name: 'add-evidence',
  who: account,
  input: z.object({
    kind: z.string(),
    about: z.string().trim().min(2, 'required').max(200),
    file: z.uuid().optional(),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    if (!evidenceKind(input.kind)) throw invalid('kind', 'required')
    if (input.file)
      await tx.one(
        sql`select id from person.file where id = ${input.file}::uuid and person_id = ${actor.person}::uuid`,
      )
    const { n } = await tx.one<{ n: number }>(
      sql`select count(*)::int as n from residence.evidence where person_id = ${actor.person}::uuid and withdrawn_at is null`,
    )
    if (n >= 40) throw invalid('kind', 'too-many')
    const id = newId()
    await tx.done(sql`
      insert into residence.evidence (id, person_id, kind, about, file_id, added_at, added_by)
      values (${id}::uuid, ${actor.person}::uuid, ${input.kind}, ${input.about}, ${input.file ?? null}::uuid, ${doing.now.toString()}::timestamptz, ${actor.account})`)
    await doing.record({
      type: 'evidence-added',
      subjects: [actor.person],
      after: { evidence: id, kind: input.kind },
    })
    return { id }
  },
})

/** Takes a document back. It no longer counts; what officers wrote about it stays in the record. */
export const withdrawEvidence = act({
  name: 'withdraw-evidence',
  who: account,
  input: z.object({ evidence: z.uuid() }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    const row = await tx.one<{ kind: string }>(sql`
      update residence.evidence set withdrawn_at = ${doing.now.toString()}::timestamptz
      where id = ${input.evidence}::uuid and person_id = ${actor.person}::uuid and withdrawn_at is null returning kind`)
    await doing.record({
      type: 'evidence-withdrawn',
      subjects: [actor.person],
      before: { evidence: input.evidence, kind: row.kind },
    })
    return { withdrawn: true }
  },
})
