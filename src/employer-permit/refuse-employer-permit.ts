import { closeCase } from '../case/close-case.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { RefusalInput } from '../case/refusal-input.ts'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { evaluateApplication } from './grant-employer-permit.ts'
import { letPlaceGo } from './hold-place.ts'

/**
 * Refuses after a hearing. Only an officer can, with reasons in their own words and grounds that the rules of the governing day
 * show as not met now. What is missing or only proposed is no ground; on unverified law it is the officer's own judgement, and the
 * decision says that it rests on unverified law. The place of the quota goes back.
 */
export const refuseEmployerPermit = act({
  name: 'refuse-employer-permit',
  who: staff('permit-officer', 'supervisor'),
  input: RefusalInput,
  async do(input, doing) {
    const row = await holdCase(doing, input)
    if (row.state !== 'hearing') throw new Fault('wrong-state')
    const { application, facts, decision } = await evaluateApplication(doing.tx, row, doing.today)
    for (const ground of input.groundIds) {
      const line = decision.trace.find((one) => one.condition === ground)
      if (!line || line.verdict === 'met' || line.verdict === 'missing' || !line.decides)
        throw invalid('groundIds', 'no-ground')
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
    await letPlaceGo(doing, application, 'refused')
    await closeCase(doing, { caseId: row.id, outcome: 'refused', ground: input.groundIds.join(', ') })
    return { decision: id }
  },
})
