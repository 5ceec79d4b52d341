import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { isId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { Visit } from '../ui/visit.ts'

export const evidenceKinds = ['fingerprints', 'medical-certificate', 'medical-insurance'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]
export interface EvidenceRow {
  kind: EvidenceKind
  valid_to: string | null
  seen_at: Date
}

/** What officers saw of a worker and was not withdrawn, the newest of each kind. */
export const findEvidence = (tx: Tx, worker: string): Promise<EvidenceRow[]> =>
  tx.rows<EvidenceRow>(sql`
    select distinct on (kind) kind, valid_to, seen_at from permit.evidence
    where worker_person = ${worker}::uuid and withdrawn_at is null order by kind, seen_at desc`)

/** The same for an officer's page, with the worker's name. @throws Fault not-found */
export function lookAtEvidence(visit: Visit): Promise<{ name: string; seen: EvidenceRow[] }> {
  const id = visit.params.id
  if (!isId(id)) throw new Fault('not-found')
  return read(
    visit.instance,
    visit.actor,
    {
      what: 'evidence',
      who: staff('registrar', 'permit-officer', 'supervisor'),
      purpose: 'case-work',
      legalBasis: 'LAW-MIG art. 43-2',
      categories: ['documents', 'health'],
    },
    async ({ tx }) => {
      const { latin_name } = await tx.one<{ latin_name: string }>(
        sql`select latin_name from person.person where id = ${id}::uuid`,
      )
      return { answer: { name: latin_name, seen: await findEvidence(tx, id) }, subjects: [id] }
    },
  )
}
