import { getOffice } from '../institution/find-office.ts'
import { textKeys } from '../person/person-name.ts'
import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'
import { newId } from '../platform/new-id.ts'
import { writeCaseNumber } from './case-number.ts'
import { tellCaseChanged } from './tell-case-changed.ts'

export interface NewCase {
  /** Registered by `registerCaseKind`. */
  kind: string
  applicantAccount?: string | undefined
  applicantPerson?: string | undefined
  /** Persons it is about; they see it and each read of it names them. */
  subjects: string[]
  /** How the list names it. */
  subjectName: string
  /** KATO prefix of the region whose office decides. */
  region: string
  /** Matter of `institution.jurisdiction`. */
  matter: string
  /** Last day of the statutory term. */
  dueOn?: Day | undefined
  /** The day whose law decides. */
  governingDate: Day
  tags?: string[] | undefined
}

/**
 * Opens a case in the office that has jurisdiction today and gives it its number. Records `case-opened`.
 * @throws Fault not-found when no office has jurisdiction
 */
export async function openCase(
  doing: Doing,
  given: NewCase,
): Promise<{ id: string; number: string; officeId: string }> {
  const { tx } = doing
  const office = await getOffice(tx, given.matter, given.region, doing.today)
  const { serial } = await tx.one<{ serial: bigint }>(sql`select nextval('"case".number_of_year') as serial`)
  const id = newId()
  const number = writeCaseNumber(doing.today.year, Number(serial))
  const words = textKeys(given.subjectName)
  const nameKey = words.join(' ')
  await tx.done(sql`
    insert into "case"."case" (id, number, kind, state, applicant_account, applicant_person, subjects, subject_name, name_key, region,
      office_id, due_on, governing_date, opened_at, tags)
    values (${id}::uuid, ${number}, ${given.kind}, 'submitted', ${given.applicantAccount ?? null}::uuid,
      ${given.applicantPerson ?? null}::uuid, ${given.subjects}::uuid[], ${given.subjectName}, ${nameKey}, ${given.region},
      ${office.id}::uuid, ${given.dueOn === undefined ? null : isoDay(given.dueOn)}::date, ${isoDay(given.governingDate)}::date,
      ${doing.now.toString()}::timestamptz, ${given.tags ?? []}::text[])`)
  if (words.length > 0)
    await tx.done(sql`insert into "case".name_word (word, region, case_id, name_key)
      select word, ${given.region}, ${id}::uuid, ${nameKey} from unnest(${words}::text[]) word`)
  await doing.record({
    type: 'case-opened',
    subjects: given.subjects,
    case: id,
    after: { state: 'submitted', number, kind: given.kind, office: office.id, version: 1 },
  })
  await tellCaseChanged(doing, id, 'case-opened', 1)
  return { id, number, officeId: office.id }
}
