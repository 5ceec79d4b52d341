import { z } from 'zod'
import { type CaseKind, registerCaseKind } from '../src/case/case-kind.ts'
import type { CaseRow } from '../src/case/case-row.ts'
import { closeCase } from '../src/case/close-case.ts'
import { holdCase } from '../src/case/hold-case.ts'
import { type NewCase, openCase } from '../src/case/open-case.ts'
import { recordDecision } from '../src/case/record-decision.ts'
import { act } from '../src/platform/act.ts'
import { account, anyOf, staff, system } from '../src/platform/actor.ts'
import type { TraceLine } from '../src/policy/compile-route.ts'

const line = (over: Partial<TraceLine>): TraceLine => ({
  condition: 'wage',
  verdict: 'not-met',
  decides: true,
  says: { kk: 'Жалақы', ru: 'Зарплата', en: 'The wage is high enough' } as TraceLine['says'],
  fact: 'wage',
  value: 50_000,
  threshold: 85_000,
  unit: 'KZT',
  article: 'Labour Code art. 104',
  source: { instrument: 'CODE-LAB', seen: 'background' } as TraceLine['source'],
  state: 'in force',
  valueFrom: '2026-01-01',
  valueVersion: 'minimum-wage@2026-01-01',
  changeable: true,
  changedBy: 'employer' as TraceLine['changedBy'],
  asks: 'employer' as TraceLine['asks'],
  request: { kk: '?', ru: '?', en: 'What is the wage?' } as TraceLine['request'],
  ...over,
})

export const openPlainCase = act({
  name: 'open-plain-case',
  who: anyOf(account, system, staff('permit-officer', 'registrar')),
  input: z.custom<NewCase>(),
  do: (input, doing) => openCase(doing, input),
})

const decided = (row: CaseRow) => ({
  trace: [line({}), line({ condition: 'months', verdict: 'met', value: 3, threshold: 12, unit: 'months' })],
  facts: { wage: 50_000, months: 3 },
  governingDate: row.governing_date,
  policyHash: 'a'.repeat(64),
  lawStates: ['in force' as const],
})

const grantPlain = act({
  name: 'grant-plain',
  who: anyOf(staff('permit-officer', 'supervisor'), system),
  input: z.object({ caseId: z.uuid(), expectedVersion: z.number(), note: z.string().optional() }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const { id } = await recordDecision(doing, {
      caseId: row.id,
      kind: 'grant',
      adverse: false,
      by: 'staff',
      ...decided(row),
    })
    await closeCase(doing, { caseId: row.id, outcome: 'granted' })
    return { decision: id }
  },
})

const refusePlain = act({
  name: 'refuse-plain',
  who: staff('permit-officer', 'supervisor'),
  input: z.object({
    caseId: z.uuid(),
    expectedVersion: z.number(),
    hearingId: z.uuid(),
    reasons: z.string().trim().min(20, 'too-short'),
    groundIds: z.array(z.string()).min(1, 'required'),
  }),
  async do(input, doing) {
    const row = await holdCase(doing, input)
    const { id } = await recordDecision(doing, {
      caseId: row.id,
      kind: 'refuse',
      adverse: true,
      by: 'staff',
      reasons: input.reasons,
      hearingId: input.hearingId,
      ...decided(row),
    })
    await closeCase(doing, { caseId: row.id, outcome: 'refused' })
    return { decision: id }
  },
})

/** What the kind was told, for tests to look at. */
export const overturned: string[] = []

/** The smallest true kind of case: one condition is not met, so an officer decides. */
export const plainKind: CaseKind = {
  kind: 'plain',
  name: (locale) => (locale === 'ru' ? 'Простое дело' : 'Plain case'),
  deciders: ['permit-officer', 'supervisor'],
  async evaluate(_reading, row) {
    const { trace, facts, policyHash, lawStates } = decided(row)
    return { answer: 'not-met', trace, requests: [], policyHash, states: lawStates, facts }
  },
  summary: async (_reading, row) => [{ label: 'Asked for', value: row.subject_name }],
  grant: (instance, actor, given, request) => grantPlain(instance, actor, given, request),
  refuse: (instance, actor, given, request) => refusePlain(instance, actor, given, request),
  async onAppealOverturned(_doing, row) {
    overturned.push(row.id)
  },
}
registerCaseKind(plainKind)
