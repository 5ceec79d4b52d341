import { z } from 'zod'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'

export const evidenceRecorders = staff('registrar', 'permit-officer', 'supervisor')

/** An officer saw fingerprints registered, a medical certificate or insurance of a worker; asked once, known for later cases. */
export const recordEvidence = act({
  name: 'record-evidence',
  who: evidenceRecorders,
  input: z.object({
    worker: z.uuid(),
    kind: z.enum(['fingerprints', 'medical-certificate', 'medical-insurance']),
    validTo: z.iso.date().optional(),
  }),
  async do(input, doing) {
    await doing.tx.one(sql`select id from person.person where id = ${input.worker}`)
    await doing.tx.done(sql`
      insert into permit.evidence (id, worker_person, kind, valid_to, seen_by, seen_at)
      values (${newId()}, ${input.worker}, ${input.kind}, ${input.validTo ?? null}::date, ${doing.actor.kind === 'staff' ? doing.actor.staff : ''}, ${doing.now.toString()})`)
    await doing.record({
      type: 'evidence-seen',
      subjects: [input.worker],
      after: { kind: input.kind, validTo: input.validTo ?? null },
    })
    return { recorded: input.kind }
  },
})
