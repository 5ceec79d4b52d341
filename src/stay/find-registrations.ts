import { sql, type Tx } from '../platform/database.ts'

export interface RegistrationRow {
  id: string
  person_id: string
  guest_name: string
  kind: 'arrival' | 'move'
  region: string
  address: string
  since: string
  host_name: string
  filed_on: string
  due_on: string | null
  late: boolean
  state: 'waiting' | 'confirmed' | 'denied' | 'refused' | 'withdrawn' | 'ended'
  answer_reason: string | null
  ended_on: string | null
  certificate: string | null
}

const columns = sql`r.id, r.person_id, r.guest_name, r.kind, r.region, r.address, r.since::text, r.host_name, r.filed_on::text, r.due_on::text, r.late,
  r.state, r.answer_reason, r.ended_on::text, (select d.serial from credential.document d where d.id = r.certificate_id) as certificate`

/** A person's own registrations, the latest first. */
export const findOwnRegistrations = (tx: Tx, person: string): Promise<RegistrationRow[]> =>
  tx.rows<RegistrationRow>(sql`
    select ${columns} from stay.registration r where r.person_id = ${person}::uuid and r.state <> 'withdrawn'
    order by r.filed_on desc, r.id desc limit 20`)

/** What waits for the answer of the account that asks, as host. */
export const findWaitingForHost = (tx: Tx): Promise<RegistrationRow[]> =>
  tx.rows<RegistrationRow>(sql`
    select ${columns} from stay.registration r where r.state = 'waiting' and r.host_contact = stay.my_contact()
      and r.person_id is distinct from platform.my_person() order by r.filed_on limit 100`)

/** One of them. @throws Fault not-found */
export const getWaitingForHost = (tx: Tx, id: string): Promise<RegistrationRow> =>
  tx.one<RegistrationRow>(sql`
    select ${columns} from stay.registration r where r.id = ${id}::uuid and r.state = 'waiting' and r.host_contact = stay.my_contact()
      and r.person_id is distinct from platform.my_person()`)
