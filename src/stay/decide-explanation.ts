import { z } from 'zod'
import type { Evaluation } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { closeCase } from '../case/close-case.ts'
import type { HearingGround } from '../case/find-hearing.ts'
import { holdCase } from '../case/hold-case.ts'
import { recordDecision } from '../case/record-decision.ts'
import { RefusalInput } from '../case/refusal-input.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { policyHash } from '../policy/value-at.ts'
import { settleRegistration } from './register-address.ts'
import { stayText } from './text.ts'

export const explanationDeciders = staff('registrar', 'permit-officer', 'supervisor')

export interface Explanation {
  person_id: string
  about: 'address' | 'overstay'
  registration_id: string | null
  says: string
  address: string | null
  since: string | null
  host_name: string | null
  answer_reason: string | null
  state: string | null
}

export const getExplanation = (tx: Tx, caseId: string): Promise<Explanation> =>
  tx.one<Explanation>(sql`
    select e.person_id, e.about, e.registration_id, e.says, r.address, r.since::text, r.host_name, r.answer_reason, r.state
    from stay.explanation e left join stay.registration r on r.id = e.registration_id where e.case_id = ${caseId}::uuid`)

/** The grounds on which the law lets an officer refuse an address (Order No. 923): false data, a breach of the period of stay, the host's no. */
export const addressGrounds = ['false-data', 'stay-breach', 'host-said-no'] as const

const inSix = (key: Parameters<ReturnType<typeof stayText>>[0]) => ({
  kk: stayText('kk')(key),
  ru: stayText('ru')(key),
  en: stayText('en')(key),
  uz: stayText('uz')(key),
  tg: stayText('tg')(key),
  ky: stayText('ky')(key),
})

/** The two grounds that no condition of the trace stands for. */
export const otherGrounds = (): HearingGround[] =>
  (['false-data', 'stay-breach'] as const).map((ground) => ({
    condition: ground,
    says: inSix(`refusal.${ground}`),
    value: undefined,
    threshold: true,
    unit: undefined,
    article: 'rules of registration of immigrants',
    state: 'in force',
  }))

/** No rule answers what an officer has to see for themselves: the one condition always needs one. */
export async function evaluateExplanation(tx: Tx, row: CaseRow): Promise<Evaluation> {
  const { about } = await getExplanation(tx, row.id)
  const address = about === 'address'
  return {
    answer: 'needs-officer',
    trace: [
      {
        condition: address ? 'host-said-no' : 'days-are-explained',
        verdict: 'needs-officer',
        decides: true,
        says: inSix(`condition.${about}`),
        fact: 'about',
        value: about,
        threshold: true,
        unit: undefined,
        article: address ? 'rules of registration of immigrants' : 'rules of entry and stay of immigrants',
        source: { instrument: address ? 'MIA-923' : 'GOV-148', seen: 'not-seen' },
        state: 'in force',
        valueFrom: address ? '2026-07-01' : '2012-01-21',
        valueVersion: undefined,
        changeable: false,
        changedBy: 'authority',
        asks: 'worker',
        request: inSix(`condition.${about}.asks`),
      },
    ],
    requests: [],
    policyHash: policyHash(row.governing_date),
    states: ['in force'],
    facts: { about },
  }
}

/**
 * The officer accepts: the address counts and is certified, or the days are explained. An explanation that was accepted opens no ground by itself:
 * what lets the person stay on is recorded by its own act. Refused: `not-waiting` when the address was answered meanwhile.
 */
export const acceptExplanation = act({
  name: 'accept-explanation',
  who: explanationDeciders,
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.int(),
    note: z.string().trim().max(1000).optional(),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const explained = await getExplanation(doing.tx, row.id)
    if (explained.registration_id) {
      if (!['waiting', 'denied'].includes(explained.state ?? '')) return refuse({ code: 'not-waiting' })
      await letAddressCount(doing, row, explained)
    }
    await decide(doing, row, { kind: 'grant', adverse: false, reasons: input.note })
    await closeCase(doing, {
      caseId: row.id,
      outcome: 'granted',
      ground: explained.registration_id ? 'MIA-923' : 'GOV-148',
    })
    return { accepted: explained.about }
  },
})

/** The officer does not accept, after the person was heard, on a ground of the law, with reasons and a way to appeal. It is no sanction and leads to none. */
export const refuseExplanation = act({
  name: 'refuse-explanation',
  who: explanationDeciders,
  input: RefusalInput,
  async do(input, doing) {
    const row = await holdCase(doing, input)
    if (row.state !== 'hearing') throw new Fault('wrong-state')
    const explained = await getExplanation(doing.tx, row.id)
    const grounds: string[] = explained.registration_id ? [...addressGrounds] : ['days-are-explained']
    if (input.groundIds.some((ground) => !grounds.includes(ground))) throw invalid('groundIds', 'no-ground')
    if (explained.registration_id)
      await doing.tx.done(sql`
        update stay.registration set state = 'refused', answered_at = ${doing.now.toString()}::timestamptz, answered_by = 'officer'
        where id = ${explained.registration_id}::uuid and state in ('waiting', 'denied')`)
    await decide(doing, row, {
      kind: 'refuse',
      adverse: true,
      reasons: input.reasons,
      hearingId: input.hearingId,
    })
    await closeCase(doing, { caseId: row.id, outcome: 'refused', ground: input.groundIds[0] ?? '' })
    return { refused: row.number }
  },
})

/** The address of a case counts from now on; also when an appeal was won. */
export async function letAddressCount(doing: Doing, row: CaseRow, explained: Explanation): Promise<void> {
  if (!explained.registration_id) return
  await settleRegistration(
    doing,
    { id: explained.registration_id, person_id: explained.person_id },
    { by: 'officer', ground: 'MIA-923', case: row.id },
  )
}

export async function decide(
  doing: Doing,
  row: CaseRow,
  given: {
    kind: 'grant' | 'refuse'
    adverse: boolean
    reasons?: string | undefined
    hearingId?: string | undefined
  },
): Promise<void> {
  const { trace, facts, policyHash, states } = await evaluateExplanation(doing.tx, row)
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
