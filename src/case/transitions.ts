export const caseStates = [
  'submitted',
  'in-review',
  'waiting-on-applicant',
  'hearing',
  'decided',
  'appealed',
  'withdrawn',
  'closed',
] as const
export type CaseState = (typeof caseStates)[number]

export const outcomes = ['granted', 'refused', 'withdrawn', 'lapsed'] as const
export type Outcome = (typeof outcomes)[number]

export interface Transition {
  from: CaseState
  to: CaseState
  /** What brings it about, as the reader of the diagram would say it. */
  by: string
}

/** Every move a case can make. What is not here cannot happen. */
export const transitions: Transition[] = [
  { from: 'submitted', to: 'in-review', by: 'an officer claims it' },
  { from: 'submitted', to: 'decided', by: 'the system grants it' },
  { from: 'submitted', to: 'withdrawn', by: 'the applicant withdraws it' },
  { from: 'submitted', to: 'closed', by: 'a term of the law ran out' },
  { from: 'in-review', to: 'waiting-on-applicant', by: 'the officer asks for information' },
  { from: 'in-review', to: 'hearing', by: 'the officer announces a refusal' },
  { from: 'in-review', to: 'decided', by: 'a decision is made' },
  { from: 'in-review', to: 'withdrawn', by: 'the applicant withdraws it' },
  { from: 'in-review', to: 'closed', by: 'a term of the law ran out' },
  {
    from: 'waiting-on-applicant',
    to: 'in-review',
    by: 'the applicant answers, or the day to answer has passed',
  },
  { from: 'waiting-on-applicant', to: 'decided', by: 'the system grants it' },
  { from: 'waiting-on-applicant', to: 'withdrawn', by: 'the applicant withdraws it' },
  { from: 'waiting-on-applicant', to: 'closed', by: 'a term of the law ran out' },
  { from: 'hearing', to: 'in-review', by: 'the officer takes the announcement back' },
  { from: 'hearing', to: 'decided', by: 'a decision is made' },
  { from: 'hearing', to: 'withdrawn', by: 'the applicant withdraws it' },
  { from: 'decided', to: 'appealed', by: 'a party appeals' },
  { from: 'decided', to: 'in-review', by: 'an obvious mistake is corrected' },
  { from: 'decided', to: 'closed', by: 'its effect has ended' },
  { from: 'appealed', to: 'decided', by: 'the appeal is judged or withdrawn' },
]

/** States in which a case waits in somebody's queue. */
export const openStates: CaseState[] = [
  'submitted',
  'in-review',
  'waiting-on-applicant',
  'hearing',
  'appealed',
]

export const mayMove = (from: CaseState, to: CaseState): boolean =>
  transitions.some((one) => one.from === from && one.to === to)

/** The diagram of the README, in Mermaid. */
export function drawTransitions(): string {
  return [
    'stateDiagram-v2',
    '  [*] --> submitted: the case is opened',
    ...transitions.map(({ from, to, by }) => `  ${from} --> ${to}: ${by}`),
    '  withdrawn --> [*]',
    '  closed --> [*]',
  ].join('\n')
}
