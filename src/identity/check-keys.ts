import { sql, type Tx } from '../platform/database.ts'
import { fetchCandidates } from './find-candidates.ts'
import { nameForm } from './match-keys.ts'

/** Whether keys still find people: a sample of records is looked for by each of their spellings, without their documents. */
export interface KeysCheck {
  /** Spellings that were looked for. */
  asked: number
  /** Those whose own record was among the candidates. */
  found: number
  /** Those for whom there was nobody at all: keys that are missing or are made otherwise than they are asked. */
  nobody: number
  /** Records without any key. */
  withoutKeys: number
  records: number
  /** Keys that more people have than is looked at, and how many people have them. */
  crowded: number
  inCrowds: number
}

const sample = 100
/** As `find-candidates.ts` leaves them out. */
const crowd = 1000

export async function checkKeys(tx: Pick<Tx, 'rows' | 'one'>): Promise<KeysCheck> {
  const spellings = await tx.rows<{
    id: string
    birth_date: string
    family: string | null
    given: string | null
    patronymic: string | null
  }>(sql`
    select p.id, p.birth_date, n.family, n.given, n.patronymic from (select id, birth_date from person.person where same_as is null order by id desc limit ${sample}) p
      join person.name n on n.person_id = p.id and n.superseded_at is null`)
  const counted = { asked: 0, found: 0, nobody: 0 }
  for (const { id, birth_date, ...name } of spellings) {
    const wanted = { forms: [nameForm(name)], birthDate: birth_date, sex: 'unspecified', documents: [] }
    const { people } = await fetchCandidates(tx, wanted, 'all')
    counted.asked++
    if (people.some(([found]) => found === id)) counted.found++
    if (people.length === 0) counted.nobody++
  }
  const counts = await tx.one<{ records: number; without_keys: number }>(sql`
    select count(*)::int as records, count(*) filter (where not exists (select 1 from identity.match_key k where k.person_id = p.id))::int as without_keys
    from (select id from person.person where same_as is null order by id desc limit ${sample}) p`)
  const crowds = await tx.one<{ crowded: number; people: number }>(sql`
    select count(*)::int as crowded, coalesce(sum(n), 0)::int as people from (
      select count(*) as n from identity.match_key group by key having count(*) > ${crowd}) large`)
  return {
    ...counted,
    records: counts.records,
    withoutKeys: counts.without_keys,
    crowded: crowds.crowded,
    inCrowds: crowds.people,
  }
}
