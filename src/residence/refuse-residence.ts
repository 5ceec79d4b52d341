import { closeCase } from '../case/close-case.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { RefusalInput } from '../case/refusal-input.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { evaluateApplication } from './grant-residence.ts'
import { letPlacesGo } from './hold-places.ts'

/**
 * Refuses after a preliminary refusal and a hearing. Only an officer can, with reasons and grounds that law in force or the pilot
 * shows as not met now. What is missing, unverified or proposed is no ground here, not even by the officer's judgement: incomplete
 * evidence leads to a question.
 */
export const refuseResidence = act({
  name: 'refuse-residence',
  who: staff('permit-officer', 'supervisor'),
  input: RefusalInput,
  async do(input, doing) {
    const row = await holdCase(doing, input)
    if (row.state !== 'hearing') throw new Fault('wrong-state')
    const { facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    for (const ground of input.groundIds) {
      const line = decision.trace.find((one) => one.condition === ground)
      if (line?.verdict !== 'not-met' || !line.decides) throw invalid('groundIds', 'no-ground')
    }
    const { id } = await recordDecision(doing, {
      caseId: row.id,
      kind: 'refuse',
      adverse: true,
      by: 'staff',
      reasons: input.reasons,
      trace: decision.trace,
      facts,
      governingDate: row.governing_date,
      policyHash: decision.policyHash,
      lawStates: decision.states,
      hearingId: input.hearingId,
    })
    await letPlacesGo(doing, row.id, 'refused')
    await closeCase(doing, { caseId: row.id, outcome: 'refused', ground: input.groundIds.join(', ') })
    return { decision: id }
  },
})
