import type { Actor } from '../platform/actor.ts'
import { client } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'

/** A permit as an institution that relies on it sees it. Days are ISO text; both ends of the term are included. */
export interface PermitRow {
  id: string
  number: string
  worker_person: string
  employer_name: string
  kind_of_work: string
  region: string
  valid_from: string
  valid_to: string
  months: number
  state: 'active' | 'ended' | 'revoked' | 'expired'
  ended_on: string | null
  ended_because: string | null
  issued_at: Date
  version: number
}

const columns = sql`p.id, p.number, p.worker_person, o.employer_name, o.kind_of_work, p.region, p.valid_from, p.valid_to, p.months,
  p.state, p.ended_on, p.ended_because, p.issued_at, p.version`
const spec = {
  who: client('permits'),
  purpose: 'check-permit',
  legalBasis: 'LAW-MIG art. 43-2',
}

/** Permits of the client's regions, the newest first, `most` a page. One read record names every worker on the page. */
export function findPermits(
  instance: Instance,
  actor: Actor,
  query: {
    state?: PermitRow['state'] | undefined
    region?: string | undefined
    worker?: string | undefined
    after?: string | undefined
    most: number
  },
): Promise<{ permits: PermitRow[]; next: string | undefined }> {
  const { most } = query
  return read(
    instance,
    actor,
    { ...spec, what: 'permit-list', categories: ['employment'] },
    async ({ tx }) => {
      // Ids are UUIDv7: their order is the order of issue.
      const rows = await tx.rows<PermitRow>(sql`
        select ${columns} from permit.permit p join permit.offer o on o.id = p.offer_id
        where true ${query.state ? sql`and p.state = ${query.state}` : sql``}
          ${query.region ? sql`and p.region = ${query.region}` : sql``}
          ${query.worker ? sql`and p.worker_person = ${query.worker}::uuid` : sql``}
          ${query.after ? sql`and p.id < ${query.after}::uuid` : sql``}
        order by p.id desc limit ${most + 1}`)
      const permits = rows.slice(0, most)
      return {
        answer: { permits, next: rows.length > most ? permits.at(-1)?.id : undefined },
        subjects: permits.map((one) => one.worker_person),
      }
    },
  )
}

/** One permit by its id or number. Absent and of another region give the same answer. @throws Fault not-found */
export function getPermit(instance: Instance, actor: Actor, permit: string): Promise<PermitRow> {
  return read(instance, actor, { ...spec, what: 'permit', categories: ['employment'] }, async ({ tx }) => {
    const answer = await tx.one<PermitRow>(
      sql`select ${columns} from permit.permit p join permit.offer o on o.id = p.offer_id where ${permit} in (p.id::text, p.number)`,
    )
    return { answer, subjects: [answer.worker_person] }
  })
}

export interface RunningPermit {
  number: string
  region: string
  kind_of_work: string
  valid_from: string
  valid_to: string
}

/**
 * The permit that runs on a day for the holder of a travel document, wherever in the country it was issued. The asker holds the
 * document: number and birth date are the key. Wrong key, unknown person and no permit are one answer, undefined; it says nothing
 * about other grounds to work (citizens of the Union, residents, other permits).
 */
export function findRunningPermit(
  instance: Instance,
  actor: Actor,
  document: { issuingState: string; documentNumber: string; birthDate: string; on?: string | undefined },
): Promise<RunningPermit | undefined> {
  return read(
    instance,
    actor,
    { ...spec, what: 'permit-check', categories: ['employment'] },
    async ({ tx, today }) => {
      const holder = await tx.one<{ id: string | null }>(
        sql`select stay.guest_by_document(${document.issuingState}, ${document.documentNumber}, ${document.birthDate}) as id`,
      )
      if (!holder.id) return { answer: undefined, subjects: [] }
      const running = await tx.maybe<RunningPermit>(
        sql`select number, region, kind_of_work, valid_from, valid_to from permit.running(${holder.id}::uuid, ${document.on ?? today.toString()}::date)`,
      )
      return { answer: running, subjects: [holder.id] }
    },
  )
}
