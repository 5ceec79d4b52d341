import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { look } from '../platform/read.ts'

/** What is kept of a person, by name of the part; files and documents by their name, each to be opened at its own address. */
export interface OwnData {
  type: 'qonys-own-data/1'
  /** Instant of the copy, UTC. */
  at: string
  parts: Record<string, unknown[]>
}

const me = sql`(select platform.my_person())`

/**
 * A copy of everything that is kept of the asker, as they themself may see it: row-level security decides, so nothing of anybody else
 * and nothing that an order still defers is in it (Law on Personal Data No. 94-V). One's own data leave no read record.
 * @throws Fault not-found for somebody without a record
 */
export async function copyOwnData(instance: Instance, actor: Actor): Promise<OwnData> {
  if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
  const parts = await look(instance, actor, async (tx) => {
    const found: Record<string, unknown[]> = {}
    for (const [part, query] of Object.entries(queries))
      found[part] = (await tx.rows<{ row: unknown }>(query)).map(({ row }) => row)
    return found
  })
  return { type: 'qonys-own-data/1', at: instance.clock.now().toString(), parts }
}

const queries = {
  record: sql`select to_jsonb(p) as row from person.person p where p.id = ${me}`,
  names: sql`select to_jsonb(n) - 'person_id' as row from person.name n where n.person_id = ${me} order by n.known_at`,
  documents: sql`select to_jsonb(d) - 'person_id' as row from person.travel_document d where d.person_id = ${me} order by d.known_at`,
  numbers: sql`select to_jsonb(i) - 'person_id' as row from person.iin i where i.person_id = ${me} order by i.known_at`,
  facts: sql`select to_jsonb(f) - 'person_id' as row from person.fact f where f.person_id = ${me} order by f.known_at`,
  contacts: sql`select to_jsonb(c) - 'person_id' as row from person.contact c where c.person_id = ${me} order by c.known_at`,
  // Whose relative one is; who the relative is stands in the relative's own copy.
  family: sql`select jsonb_build_object('relation', l.relation, 'seenFrom', case when l.person_id = ${me} then 'me' else 'relative' end, 'standing', l.standing,
      'knownAt', l.known_at, 'endedAt', l.ended_at) as row from person.family_link l where ${me} in (l.person_id, l.relative_id) order by l.known_at`,
  namedRelatives: sql`select to_jsonb(n) - 'person_id' - 'settled_by' as row from person.named_relative n where n.person_id = ${me} order by n.named_at`,
  files: sql`select to_jsonb(f) - 'bytes' - 'thumbnail' || jsonb_build_object('at', '/files/' || f.id) as row from person.file f where f.person_id = ${me} order by f.uploaded_at`,
  arrivalNotices: sql`select to_jsonb(n) - 'host_account' as row from stay.arrival_notice n where n.person_id = ${me} order by n.arrived_on`,
  crossings: sql`select to_jsonb(c) as row from stay.crossing c where c.person_id = ${me} order by c.at`,
  reportedAddresses: sql`select to_jsonb(r) as row from stay.reported_address r where r.person_id = ${me} order by r.valid_from`,
  contracts: sql`select to_jsonb(c) as row from employment.contract c where c.person_id = ${me} order by c.valid_from`,
  income: sql`select to_jsonb(x) as row from employment.tax_event x where x.person_id = ${me} order by x.month`,
  registrations: sql`select to_jsonb(r) - 'host_contact' as row from stay.registration r where r.person_id = ${me} order by r.filed_on`,
  explanations: sql`select to_jsonb(e) as row from stay.explanation e where e.person_id = ${me} order by e.asked_at`,
  groundsOfStay: sql`select to_jsonb(g) as row from stay.ground g where g.person_id = ${me} order by g.valid_from`,
  offers: sql`select to_jsonb(o) - 'employer_account' as row from permit.offer o where o.worker_person = ${me} order by o.made_at`,
  permits: sql`select to_jsonb(p) - 'employer_account' as row from permit.permit p where p.worker_person = ${me} order by p.issued_at`,
  evidence: sql`select to_jsonb(e) as row from permit.evidence e where e.worker_person = ${me} order by e.seen_at`,
  cases: sql`select to_jsonb(c) - 'subjects' - 'applicant_account' as row from "case"."case" c where ${me} = any (c.subjects) order by c.opened_at`,
  documentsIssued: sql`select to_jsonb(d) - 'pdf' - 'shared_with' || jsonb_build_object('at', '/documents/' || d.serial) as row
    from credential.document d where d.subject = ${me} order by d.issued_at`,
  messages: sql`select to_jsonb(m) as row from message.message m where m.person_id = ${me} order by m.created_at`,
  // Of the account one asks from: where news goes and what was chosen.
  addresses: sql`select to_jsonb(a) - 'account_id' - 'code_hash' as row from message.address a where a.account_id::text = platform.actor() order by a.opened_at`,
  preferences: sql`select to_jsonb(p) - 'account_id' as row from message.preference p where p.account_id::text = platform.actor()`,
  correctionRequests: sql`select to_jsonb(r) as row from rights.correction_request r where r.person_id = ${me} order by r.asked_at`,
  looks: sql`select to_jsonb(r) - 'subjects' - 'actor' as row from platform.read_record r where r.subjects @> array[${me}] or r.what = 'whole-register' order by r.id`,
}
