import { z } from 'zod'
import { act, type Doing, refuse } from '../platform/act.ts'
import { type Actor, covers, roles, staff } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { endStaffSessions } from '../platform/session.ts'

export const administrators = staff('administrator')
/** KATO prefixes, or `*` alone for the whole country. */
export const Regions = z
  .array(z.string().regex(/^(\*|\d{2})$/))
  .min(1, 'regions-missing')
  .max(40)

/** An administrator of the whole country keeps every institution; another one their own, in their own regions. */
export function mayKeep(actor: Actor, institution: string, regions: string[]): boolean {
  if (actor.kind !== 'staff') return false
  if (actor.regions === 'all') return true
  return actor.institution === institution && regions.every((region) => covers(actor.regions, region))
}

/** Roles that watch the others or stand behind a wall are held only in institutions of these kinds, whoever posts. */
const held: Partial<Record<(typeof roles)[number], readonly string[]>> = {
  'complaint-officer': ['ombudsman'],
  auditor: ['auditor'],
  prosecutor: ['prosecutor'],
  'asylum-officer': ['local-executive-body', 'ministry'],
}

export interface ListedStaff {
  id: string
  name: string
  subject: string | null
  postings: { role: (typeof roles)[number]; office: Record<string, string>; regions: string[] }[]
}

/** Members of staff with a posting today, of every institution or of one, by name; 500 at most. */
export function findPostedStaff(query: Query, day: string, institution?: string): Promise<ListedStaff[]> {
  return query.rows<ListedStaff>(sql`
    select s.id, s.name, s.subject, jsonb_agg(jsonb_build_object('role', p.role, 'office', o.names, 'regions', p.regions) order by p.role) as postings
    from institution.staff s join institution.posting p on p.staff_id = s.id join institution.office o on o.id = p.office_id
    where s.active_from <= ${day}::date and (s.active_to is null or s.active_to >= ${day}::date)
      and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to >= ${day}::date)
      and (${institution ?? null}::text is null or o.institution = ${institution ?? null})
    group by s.id order by s.name, s.id limit 500`)
}

/**
 * Posts somebody to an office in a role. Who has no account gets one under the provider's name for them (`subject`); an ended
 * account is opened again. Refused: `not-your-institution`; `not-yourself`, for nobody gives themself a role; `not-held-here`, when the
 * role belongs to another kind of institution (`held`); `posted-elsewhere`, for whoever served two institutions would be both sides of
 * what two institutions decide; `already-posted`. @throws Fault not-found when there is no such office
 */
export const postStaff = act({
  name: 'post-staff',
  who: administrators,
  input: z.object({
    name: z.string().trim().min(1).max(200),
    subject: z.string().trim().min(1).max(300),
    role: z.enum(roles, 'required'),
    office: z.uuid('required'),
    regions: Regions,
  }),
  async do(input, doing) {
    const { tx, today, actor } = doing
    const day = today.toString()
    const office = await tx.one<{ institution: string; kind: string }>(sql`
      select o.institution, i.kind from institution.office o join institution.institution i on i.code = o.institution
      where o.id = ${input.office}::uuid and o.valid_from <= ${day}::date and (o.valid_to is null or o.valid_to >= ${day}::date)`)
    if (!mayKeep(actor, office.institution, input.regions)) return refuse({ code: 'not-your-institution' })
    if (held[input.role]?.includes(office.kind) === false) return refuse({ code: 'not-held-here' })
    const known = await tx.maybe<{ id: string; elsewhere: boolean }>(sql`
      select s.id, exists (select from institution.posting p join institution.office o on o.id = p.office_id
        where p.staff_id = s.id and (p.valid_to is null or p.valid_to >= ${day}::date) and o.institution <> ${office.institution}) as elsewhere
      from institution.staff s where s.subject = ${input.subject} for update of s`)
    if (actor.kind === 'staff' && known?.id === actor.staff) return refuse({ code: 'not-yourself' })
    if (known?.elsewhere) return refuse({ code: 'posted-elsewhere' })
    const { id } = await tx.one<{ id: string }>(sql`
      insert into institution.staff (id, subject, name, active_from) values (${newId()}::uuid, ${input.subject}, ${input.name}, ${day}::date)
      on conflict (subject) do update set active_to = null returning id`)
    const posted = await tx.maybe(sql`select 1 as one from institution.posting
      where staff_id = ${id}::uuid and office_id = ${input.office}::uuid and role = ${input.role} and (valid_to is null or valid_to >= ${day}::date)`)
    if (posted) return refuse({ code: 'already-posted' })
    await tx.done(sql`insert into institution.posting (id, staff_id, office_id, role, regions, valid_from)
      values (${newId()}::uuid, ${id}::uuid, ${input.office}::uuid, ${input.role}, ${input.regions}::text[], ${day}::date)`)
    const { role, regions } = input
    await doing.record({
      type: 'staff-posted',
      subjects: [],
      after: { staff: id, role, office: input.office, regions },
    })
    return { staff: id }
  },
})

/**
 * Ends somebody's account, postings and sessions, all at once: the next request finds them signed out. Refused: `yourself` (nobody
 * locks themselves out), `not-your-institution`. @throws Fault not-found
 */
export const endStaff = act({
  name: 'end-staff',
  who: administrators,
  input: z.object({ staff: z.uuid() }),
  async do(input, doing) {
    const { tx, actor, today } = doing
    if (actor.kind === 'staff' && actor.staff === input.staff) return refuse({ code: 'yourself' })
    const postings = await currentPostings(doing, input.staff)
    if (!postings.every((one) => mayKeep(actor, one.institution, one.regions)))
      return refuse({ code: 'not-your-institution' })
    // Days are whole, and today would still be theirs: what ended today last held yesterday. The event has the moment.
    const yesterday = today.subtract({ days: 1 }).toString()
    await tx.one(
      sql`update institution.staff set active_to = greatest(active_from, ${yesterday}::date) where id = ${input.staff}::uuid returning id`,
    )
    await tx.done(sql`update institution.posting set valid_to = ${yesterday}::date
      where staff_id = ${input.staff}::uuid and (valid_to is null or valid_to > ${yesterday}::date)`)
    const sessions = await endStaffSessions(tx, input.staff, doing.now)
    await doing.record({
      type: 'staff-ended',
      subjects: [],
      before: { staff: input.staff, postings },
      after: { sessionsEnded: sessions },
    })
    return { sessions }
  },
})

const currentPostings = (doing: Doing, id: string) =>
  doing.tx.rows<{ role: string; office: string; institution: string; regions: string[] }>(sql`
    select p.role, p.office_id as office, o.institution, p.regions from institution.posting p join institution.office o on o.id = p.office_id
    where p.staff_id = ${id}::uuid and (p.valid_to is null or p.valid_to >= ${doing.today.toString()}::date)`)
