import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { FamilyRelation, registrars, sourceOf, standingOf } from './register-person.ts'
import { takePerson } from './take-person.ts'

/** How the relative stands to the person; seen from the relative's record it is the other way round. */
export const inverseRelation: Record<FamilyRelation, FamilyRelation> = {
  spouse: 'spouse',
  child: 'parent',
  parent: 'child',
  sibling: 'sibling',
  guardian: 'ward',
  ward: 'guardian',
  other: 'other',
}

/**
 * Says that `relative` is the person's spouse, child …; both must be registered and visible to the officer. `named`: what the
 * person said of this relative is settled by it, and they are told. @throws Fault not-found
 */
export const linkFamily = act({
  name: 'link-family',
  who: registrars,
  input: z.object({
    person: z.uuid(),
    relative: z.uuid(),
    relation: FamilyRelation,
    named: z.uuid().optional(),
  }),
  async do(input, doing) {
    const person = await takePerson(doing, input.person)
    const relative = await doing.tx.maybe<{ id: string }>(
      sql`select coalesce(same_as, id) as id from person.person where id = ${input.relative}::uuid`,
    )
    if (!relative) throw invalid('relative', 'not-found')
    if (relative.id === person.id) throw invalid('relative', 'same-person')
    const either = await doing.tx.maybe(sql`
      select 1 from person.family_link where ended_at is null
        and ((person_id = ${person.id}::uuid and relative_id = ${relative.id}::uuid) or (person_id = ${relative.id}::uuid and relative_id = ${person.id}::uuid))`)
    if (either) return refuse({ code: 'already-linked', see: relative.id })
    const id = newId()
    await doing.tx.done(sql`
      insert into person.family_link (id, person_id, relative_id, relation, standing, known_at, source)
      values (${id}::uuid, ${person.id}::uuid, ${relative.id}::uuid, ${input.relation}, ${standingOf(doing)}, ${doing.now.toString()}::timestamptz, ${sourceOf(doing)})`)
    await doing.record({
      type: 'family-linked',
      subjects: [person.id, relative.id],
      after: { relation: input.relation },
    })
    if (input.named) {
      await doing.tx.one(sql`
        update person.named_relative set settled_at = ${doing.now.toString()}::timestamptz,
          settled_by = ${doing.actor.kind === 'staff' ? doing.actor.staff : ''}, link_id = ${id}::uuid
        where id = ${input.named}::uuid and settled_at is null and taken_back_at is null
          and person_id in (select p.id from person.person p where ${person.id}::uuid in (p.id, p.same_as)) returning 1`)
      await doing.later('reaction', 'relative-answered', { person: person.id, named: input.named })
    }
    return { id }
  },
})

/** Ends a family link (divorce, a mistake); it stays in the history. */
export const endFamilyLink = act({
  name: 'end-family-link',
  who: registrars,
  input: z.object({ link: z.uuid(), reason: z.string().trim().min(1).max(500) }),
  async do(input, doing) {
    const ended = await doing.tx.maybe<{ person_id: string; relative_id: string; relation: string }>(sql`
      update person.family_link set ended_at = ${doing.now.toString()}::timestamptz
      where id = ${input.link}::uuid and ended_at is null returning person_id, relative_id, relation`)
    if (!ended) throw new Fault('not-found')
    await doing.record({
      type: 'family-link-ended',
      subjects: [ended.person_id, ended.relative_id],
      ground: input.reason,
      before: { relation: ended.relation },
    })
    return { person: ended.person_id }
  },
})
