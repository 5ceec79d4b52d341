import { z } from 'zod'
import { holdCase } from '../case/hold-case.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { getApplication } from './application-row.ts'
import { evidenceModel } from './evidence-model.ts'

/**
 * An officer says of one document whether it shows what it should, with reasons that the applicant reads. Kept with the hash of the
 * evidence model of the day; the last answer counts in every case of the person, so that nobody proves the same thing twice.
 * @throws Fault not-found when the document is not the applicant's of this case
 */
export const assessEvidence = act({
  name: 'assess-evidence',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    evidence: z.uuid(),
    answer: z.enum(['accepted', 'doubt', 'rejected'], { error: 'required' }),
    reasons: z.string().trim().min(10, 'reasons-too-short').max(2000),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const row = await holdCase(doing, input)
    const { person_id } = await getApplication(tx, row.id)
    const evidence = await tx.one<{ kind: string }>(
      sql`select kind from residence.evidence where id = ${input.evidence}::uuid and person_id = ${person_id}::uuid and withdrawn_at is null`,
    )
    await tx.done(sql`
      insert into residence.assessment (id, evidence_id, case_id, answer, reasons, model, assessed_by, assessed_at)
      values (${newId()}::uuid, ${input.evidence}::uuid, ${row.id}::uuid, ${input.answer}, ${input.reasons}, ${evidenceModel().hash}, ${actor.staff}::uuid,
        ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'evidence-assessed',
      subjects: [person_id],
      case: row.id,
      after: { evidence: input.evidence, kind: evidence.kind, answer: input.answer },
    })
    return { assessed: input.answer }
  },
})
