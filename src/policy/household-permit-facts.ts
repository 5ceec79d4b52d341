/**
 * The facts a household permit is decided over. Undefined means not known, which leads to a request, never to a refusal; only
 * say `false` where somebody looked. A test keeps the names equal to `policy/routes/household-permit.yaml`.
 */
export type HouseholdPermitFacts = {
  /** ISO 3166-1 alpha-3; XXA for a stateless person. */
  'worker-citizenship'?: string | undefined
  /** Whole years on the governing day. */
  'worker-age'?: number | undefined
  'employer-kind'?: 'natural-person' | 'individual-entrepreneur' | 'legal-entity' | undefined
  /** ISO day of the last crossing on record. */
  'last-entry-on'?: string | undefined
  /** Lawful days after the governing day; 0 on the last day, negative after it. */
  'stay-days-left'?: number | undefined
  'entry-banned'?: boolean | undefined
  'arrival-notice-received'?: boolean | undefined
  /** Labour immigrants on permits of the household that overlap, this one included. */
  'workers-in-household'?: number | undefined
  'application-kind'?: 'first' | 'extension' | undefined
  'months-requested'?: number | undefined
  /** Unbroken months on permits, this request included. */
  'months-total'?: number | undefined
  /** Whether twelve months were used up before. */
  'full-term-used'?: boolean | undefined
  /** Days since those twelve months ended. */
  'days-since-full-term'?: number | undefined
  /** Code of the classifier's household work. */
  'kind-of-work'?: string | undefined
  /** Wage, work and place confirmed by the worker in a language the worker reads. */
  'worker-confirmed-offer'?: boolean | undefined
  /** Whole months the payments cover (`monthsCovered`), each at the MCI of its day. */
  'tax-months-paid'?: number | undefined
  'document-valid-to'?: string | undefined
  'permit-ends-on'?: string | undefined
  'worker-iin-known'?: boolean | undefined
  'fingerprints-registered'?: boolean | undefined
  'medical-certificate'?: boolean | undefined
  'medical-insurance'?: boolean | undefined
}

/** The names of those facts, for forms, storage and tests. */
export const householdPermitFacts = [
  'worker-citizenship',
  'worker-age',
  'employer-kind',
  'last-entry-on',
  'stay-days-left',
  'entry-banned',
  'arrival-notice-received',
  'workers-in-household',
  'application-kind',
  'months-requested',
  'months-total',
  'days-since-full-term',
  'full-term-used',
  'kind-of-work',
  'worker-confirmed-offer',
  'tax-months-paid',
  'document-valid-to',
  'permit-ends-on',
  'worker-iin-known',
  'fingerprints-registered',
  'medical-certificate',
  'medical-insurance',
] as const satisfies (keyof HouseholdPermitFacts)[]
