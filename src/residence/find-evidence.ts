import { type Query, sql } from '../platform/database.ts'
import { type Weight, weighEvidence } from './weigh-evidence.ts'

export interface EvidenceRow {
  id: string
  kind: string
  about: string
  file_id: string | null
  media_type: string | null
  added_at: Date
  /** The last assessment; null while nobody has looked. */
  answer: 'accepted' | 'doubt' | 'rejected' | null
  reasons: string | null
  assessed_at: Date | null
}

/** Documents of a person that were not taken back, with the last officer's answer. */
export const findEvidence = (query: Query, person: string): Promise<EvidenceRow[]> =>
  query.rows<EvidenceRow>(sql`
    select e.id, e.kind, e.about, e.file_id, f.media_type, e.added_at, a.answer, a.reasons, a.assessed_at
    from residence.evidence e
      left join person.file f on f.id = e.file_id
      left join lateral (select x.answer, x.reasons, x.assessed_at from residence.assessment x where x.evidence_id = e.id order by x.assessed_at desc, x.id desc limit 1) a on true
    where e.person_id = ${person}::uuid and e.withdrawn_at is null order by e.added_at, e.id`)

/** The same weighed against the sets of the evidence model. */
export async function weighPerson(
  query: Query,
  person: string,
): Promise<{ evidence: EvidenceRow[]; weight: Weight }> {
  const evidence = await findEvidence(query, person)
  const weight = weighEvidence(evidence.map(({ kind, answer }) => ({ kind, answer: answer ?? undefined })))
  return { evidence, weight }
}
