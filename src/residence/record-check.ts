import { z } from 'zod'
import { holdCase } from '../case/hold-case.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { checkKinds, figures } from './find-checks.ts'

/**
 * An officer records what they looked up about an application: a relative, housing, a profession, a result of the pilot, or their
 * conclusion about ethnicity where no set of documents is full. A conclusion against needs twenty letters of reasons; it decides
 * nothing by itself, the refusal with its hearing does.
 */
export const recordResidenceCheck = act({
  name: 'record-residence-check',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    kind: z.enum(checkKinds, { error: 'required' }),
    answer: z.enum(['clear', 'against'], { error: 'required' }),
    /** Per cent of right answers or points; for the kinds in `figures`. */
    figure: z.int('number').min(0, 'number').max(100_000, 'number').optional(),
    note: z.string().trim().min(3, 'note-too-short').max(2000),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (figures.includes(input.kind) && input.figure === undefined) throw invalid('figure', 'required')
    if (input.kind === 'ethnicity' && input.answer === 'against' && input.note.length < 20)
      throw invalid('note', 'reasons-too-short')
    const row = await holdCase(doing, input)
    await tx.done(sql`
      insert into residence.check (id, case_id, kind, answer, figure, note, seen_by, seen_at)
      values (${newId()}::uuid, ${row.id}::uuid, ${input.kind}, ${input.answer}, ${figures.includes(input.kind) ? (input.figure ?? null) : null}, ${input.note},
        ${actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'residence-checked',
      subjects: row.subjects,
      case: row.id,
      after: { kind: input.kind, answer: input.answer, figure: input.figure ?? null },
    })
    return { recorded: input.kind }
  },
})
