import { z } from 'zod'
import { holdCase } from '../case/hold-case.ts'
import { act, type Doing } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { getApplication } from './application-row.ts'
import { type CheckKind, checkKinds } from './find-checks.ts'

/**
 * An officer records what they saw: a power of attorney, a diploma, the answer of a registry they looked up by hand. It is added,
 * never changed; the last of a kind counts. `note` says where it was seen, so that the employer can contest it.
 */
export const recordCheck = act({
  name: 'record-check',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    kind: z.enum(checkKinds),
    answer: z.enum(['clear', 'against'], { error: 'required' }),
    note: z.string().trim().min(3, 'required').max(1000),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const application = await getApplication(doing.tx, row.id)
    await writeCheck(doing, row.id, { ...input, source: 'officer' })
    await doing.record({
      type: 'check-recorded',
      subjects: [application.worker_person],
      case: row.id,
      after: { kind: input.kind, answer: input.answer },
    })
    return { kind: input.kind }
  },
})

export async function writeCheck(
  doing: Doing,
  caseId: string,
  given: { kind: CheckKind; answer: 'clear' | 'against'; source: 'officer' | 'registry'; note: string },
): Promise<void> {
  const by = doing.actor.kind === 'staff' ? doing.actor.staff : 'system'
  await doing.tx.done(sql`
    insert into employer_permit.check (id, case_id, kind, answer, source, note, seen_by, seen_at)
    values (${newId()}::uuid, ${caseId}::uuid, ${given.kind}, ${given.answer}, ${given.source}, ${given.note}, ${by}, ${doing.now.toString()}::timestamptz)`)
}
