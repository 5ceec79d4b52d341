import { sql } from '../platform/database.ts'
import type { Looking } from '../platform/read.ts'

export interface PersonSummary {
  id: string
  latin_name: string
  native_name: string | null
  birth_date: string
  sex: 'female' | 'male' | 'unspecified'
  citizenship: string
  language: string
  standing: 'declared' | 'verified'
  photo: string | null
  regions: string[]
  document: {
    kind: string
    issuing_state: string
    number: string
    expires_on: string | null
    standing: 'declared' | 'verified'
  } | null
  iin: string | null
  facts: { kind: string; code: string; detail: string | null; standing: 'declared' | 'recognised' }[]
}

/**
 * What other modules show of a person, following `same_as` to the surviving record. The caller is inside `read(…)` and names the
 * person as a subject; nobody visible to the asker is `undefined`.
 */
export const personSummary = ({ tx }: Pick<Looking, 'tx'>, id: string): Promise<PersonSummary | undefined> =>
  tx.maybe<PersonSummary>(sql`
    select p.id, p.latin_name, p.native_name, p.birth_date, p.sex, p.citizenship, p.language, p.standing, p.photo, p.regions,
      (select jsonb_build_object('kind', d.kind, 'issuing_state', d.issuing_state, 'number', d.number, 'expires_on', d.expires_on, 'standing', d.standing)
        from person.travel_document d where d.person_id = p.id and d.superseded_at is null order by d.expires_on desc nulls last limit 1) as document,
      (select i.iin from person.iin i where i.person_id = p.id and i.superseded_at is null) as iin,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', f.kind, 'code', f.code, 'detail', f.detail, 'standing', f.standing) order by f.kind, f.standing), '[]')
        from person.fact f where f.person_id = p.id and f.superseded_at is null) as facts
    from person.person p where p.id = (select coalesce(x.same_as, x.id) from person.person x where x.id = ${id}::uuid)`)
