import { z } from 'zod'
import type { Evaluation } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { closeCase } from '../case/close-case.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { RefusalInput } from '../case/refusal-input.ts'
import { restrictUse } from '../person/restrict-use.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { policyHash } from '../policy/value-at.ts'
import type { WrongAbout } from './ask-correction.ts'
import { rightsText } from './text.ts'

export interface CorrectionRequest {
  person_id: string
  about: WrongAbout
  says: string
  asked_at: Date
  /** Number of the case that the system decided. */
  decided_case: string | null
}

export const getRequest = (tx: Tx, caseId: string): Promise<CorrectionRequest> =>
  tx.one<CorrectionRequest>(
    sql`select person_id, about, says, asked_at, decided_case from rights.correction_request where case_id = ${caseId}::uuid`,
  )

export const deciders = staff('registrar', 'permit-officer', 'supervisor')

/** Not about what stands on the record: nothing is mended, so the officer's own words say what was found and done. */
const answeredInWords: readonly WrongAbout[] = ['use-of-data', 'restrict-use', 'decision-by-system']

/** No rule answers whether a record is right: a person looks at the paper. So the one condition always needs an officer. */
export async function evaluateRequest(tx: Tx, row: CaseRow): Promise<Evaluation> {
  const { about } = await getRequest(tx, row.id)
  const inWords = answeredInWords.includes(about)
  const says = (key: 'condition' | 'condition.asks' | 'condition.words' | 'condition.words.asks') => ({
    kk: rightsText('kk')(key),
    ru: rightsText('ru')(key),
    en: rightsText('en')(key),
    uz: rightsText('uz')(key),
    tg: rightsText('tg')(key),
    ky: rightsText('ky')(key),
  })
  return {
    answer: 'needs-officer',
    trace: [
      {
        condition: 'record-is-wrong',
        verdict: 'needs-officer',
        decides: true,
        says: says(inWords ? 'condition.words' : 'condition'),
        fact: 'about',
        value: about,
        threshold: true,
        unit: undefined,
        article: 'Law on Personal Data No. 94-V',
        source: { instrument: 'LAW-PD', seen: 'not-seen' },
        state: 'in force',
        valueFrom: '2013-11-25',
        valueVersion: undefined,
        changeable: false,
        changedBy: 'authority',
        asks: 'worker',
        request: says(inWords ? 'condition.words.asks' : 'condition.asks'),
      },
    ],
    requests: [],
    policyHash: policyHash(row.governing_date),
    states: ['in force'],
    facts: { about },
  }
}

/**
 * The request was right. First the record is mended by its own acts; without any change by an officer since the request this
 * is refused (`nothing-corrected`), so that "corrected" is never written over nothing. An objection and a second look at a decision by
 * the system are answered in words: what was found and what is done about it, twenty letters or more. A use that is to be restricted is
 * restricted from this moment on.
 */
export const acceptCorrection = act({
  name: 'accept-correction',
  who: deciders,
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    note: z.string().trim().max(1000).optional(),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const request = await getRequest(doing.tx, row.id)
    if (answeredInWords.includes(request.about)) {
      if ((input.note ?? '').length < 20) throw invalid('note', 'reasons-too-short')
      await decideRequest(doing, row, { kind: 'correct', adverse: false, reasons: input.note })
      if (request.about === 'restrict-use')
        await restrictUse(doing, { person: request.person_id, case: row.id, because: input.note ?? '' })
      await closeCase(doing, { caseId: row.id, outcome: 'granted', ground: 'LAW-PD' })
      return { corrected: request.about }
    }
    const { done } = await doing.tx.one<{ done: boolean }>(
      sql`select rights.corrected_since(${request.person_id}::uuid, ${request.asked_at.toISOString()}::timestamptz) as done`,
    )
    if (!done) return refuse({ code: 'nothing-corrected', see: request.person_id })
    await decideRequest(doing, row, { kind: 'correct', adverse: false, reasons: input.note })
    await closeCase(doing, { caseId: row.id, outcome: 'granted', ground: 'LAW-PD' })
    return { corrected: request.about }
  },
})

/** The record is right as it stands: told after the person was heard, with reasons and a way to appeal. */
export const refuseCorrection = act({
  name: 'refuse-correction',
  who: deciders,
  input: RefusalInput,
  async do(input, doing) {
    const row = await holdCase(doing, input)
    if (row.state !== 'hearing') throw new Fault('wrong-state')
    if (input.groundIds.some((ground) => ground !== 'record-is-wrong'))
      throw invalid('groundIds', 'no-ground')
    await decideRequest(doing, row, {
      kind: 'refuse',
      adverse: true,
      reasons: input.reasons,
      hearingId: input.hearingId,
    })
    await closeCase(doing, { caseId: row.id, outcome: 'refused', ground: 'record-is-wrong' })
    return { refused: row.number }
  },
})

/** Writes the decision; an appeal that was won writes none of its own, as nothing was given but work to do. */
export async function decideRequest(
  doing: Doing,
  row: CaseRow,
  given: {
    kind: 'correct' | 'refuse'
    adverse: boolean
    reasons?: string | undefined
    hearingId?: string | undefined
  },
): Promise<void> {
  const { trace, facts, policyHash, states } = await evaluateRequest(doing.tx, row)
  await recordDecision(doing, {
    caseId: row.id,
    ...given,
    by: 'staff',
    trace,
    facts,
    governingDate: row.governing_date,
    policyHash,
    lawStates: states,
  })
}
