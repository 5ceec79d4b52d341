import { z } from 'zod'
import { countGuess, refuseGuessing } from '../person/limit-guessing.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { type Relation, relations } from './application-row.ts'

export interface FamilyRow {
  id: string
  person_id: string
  person_name: string
  member: string
  member_name: string
  relation: Relation
  minor: boolean
  state: 'asked' | 'joined' | 'declined' | 'removed'
}

/** Family that a person named and that was not taken out, joined or not. */
export const findFamily = (tx: Tx, person: string): Promise<FamilyRow[]> =>
  tx.rows<FamilyRow>(sql`
    select id, person_id, person_name, member, member_name, relation, minor, state from residence.family_member
    where person_id = ${person}::uuid and state <> 'removed' order by asked_at, id`)

/** Those who ask this person to go into their application and wait for an answer. */
export const findAsking = (tx: Tx, person: string): Promise<FamilyRow[]> =>
  tx.rows<FamilyRow>(sql`
    select id, person_id, person_name, member, member_name, relation, minor, state from residence.family_member
    where member = ${person}::uuid and state = 'asked' order by asked_at, id`)

/**
 * Names a family member for one application together, by document and date of birth; a wrong pair and an unknown person get the same
 * answer. A child under 18 joins at once; an adult is asked and joins by their own answer only.
 */
export const nameFamilyMember = act({
  name: 'name-family-member',
  who: account,
  input: z.object({
    relation: z.enum(relations, { error: 'required' }),
    issuingState: z.string().trim().toUpperCase().min(1, 'required').max(3),
    documentNumber: z.string().trim().toUpperCase().min(3, 'required').max(20),
    birthDate: z.iso.date('day'),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    await refuseGuessing(doing)
    const found = await tx.one<{ id: string | null; name: string | null }>(sql`
      select g.id, n.name from stay.guest_by_document(${input.issuingState}, ${input.documentNumber}, ${input.birthDate}) as g(id)
        left join lateral residence.name_of_member(g.id) n on true`)
    if (!found.id || found.id === actor.person) {
      await countGuess(doing)
      return refuse({ code: 'member-not-found' })
    }
    const there = await tx.maybe(
      sql`select 1 from residence.family_member where person_id = ${actor.person}::uuid and member = ${found.id}::uuid and state in ('asked', 'joined')`,
    )
    if (there) return refuse({ code: 'member-named' })
    const minor = input.birthDate > doing.today.subtract({ years: 18 }).toString()
    const id = newId()
    await tx.done(sql`
      insert into residence.family_member (id, person_id, person_name, member, member_name, relation, minor, state, asked_at)
      values (${id}::uuid, ${actor.person}::uuid, ${actor.name}, ${found.id}::uuid, ${found.name ?? ''}, ${input.relation}, ${minor}, ${minor ? 'joined' : 'asked'},
        ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: minor ? 'family-member-joined' : 'family-member-asked',
      subjects: [actor.person, found.id],
      after: { id, relation: input.relation },
    })
    if (!minor) await doing.later('reaction', 'family-member-asked', { member: found.id, id })
    return { id, state: minor ? 'joined' : 'asked' }
  },
})

/** An adult says whether they go into the application of the person who named them. Only they can. */
export const answerFamily = act({
  name: 'answer-family',
  who: account,
  input: z.object({ id: z.uuid(), join: z.boolean() }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    const row = await tx.one<{ person_id: string }>(sql`
      update residence.family_member set state = ${input.join ? 'joined' : 'declined'}, answered_at = ${doing.now.toString()}::timestamptz
      where id = ${input.id}::uuid and member = ${actor.person}::uuid and state = 'asked' returning person_id`)
    await doing.record({
      type: input.join ? 'family-member-joined' : 'family-member-declined',
      subjects: [row.person_id, actor.person],
      after: { id: input.id },
    })
    return { joined: input.join }
  },
})

/** Takes a member out again, by whoever named them or by the member. What was filed already is not changed by it. */
export const removeFamilyMember = act({
  name: 'remove-family-member',
  who: account,
  input: z.object({ id: z.uuid() }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    const row = await tx.one<{ person_id: string; member: string }>(sql`
      update residence.family_member set state = 'removed', answered_at = ${doing.now.toString()}::timestamptz
      where id = ${input.id}::uuid and state <> 'removed' returning person_id, member`)
    await doing.record({
      type: 'family-member-removed',
      subjects: [row.person_id, row.member],
      after: { id: input.id },
    })
    return { removed: true }
  },
})
