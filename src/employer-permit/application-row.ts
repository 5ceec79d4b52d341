import { sql, type Tx } from '../platform/database.ts'

/** The case kind, the matter of jurisdiction and the route of the rules. */
export const employerPermit = 'employer-permit'

export const categories = ['first', 'second', 'third', 'fourth', 'seasonal', 'intra-corporate'] as const
export type Category = (typeof categories)[number]

/** People in the employer's books on the day of filing, as the employer states them; what was not stated is absent. */
export interface Staffing {
  /** Heads, deputies and heads of units (categories I and II): citizens, and all. */
  citizenHeads?: number | undefined
  allHeads?: number | undefined
  /** Specialists and skilled workers (categories III and IV). */
  citizenWorkers?: number | undefined
  allWorkers?: number | undefined
  /** All staff of a branch or representative office. */
  branchStaff?: number | undefined
}

/** Of a transfer within a group of companies. */
export interface Transfer {
  sender: string
  /** ISO 3166-1 alpha-3. */
  senderCountry: string
  senderInWto?: boolean | undefined
  priorMonths?: number | undefined
  specialCondition?: string | undefined
}

export interface ApplicationRow {
  case_id: string
  kind: 'first' | 'extension'
  category: Category
  employer_id: string
  employer_account: string
  employer_name: string
  worker_person: string
  worker_name: string
  occupation: string
  position: string
  regions: string[]
  address: string
  wage_tiyn: bigint
  months: number
  starts_on: string
  vacancy_code: string | null
  vacancy_published_on: string | null
  staffing: Staffing
  transfer: Transfer | null
  undertakes_replacement: boolean
  extends_permit: string | null
  extensions_before: number
  expires_on: string | null
  place: 'held' | 'none' | 'not-needed' | 'released'
  place_reason: string | null
  fee_mci: number | null
  fee_source: string | null
  obligation_id: string | null
  filed_at: Date
  version: number
}

export const applicationColumns = sql`case_id, kind, category, employer_id, employer_account, employer_name, worker_person, worker_name, occupation, position, regions,
  address, wage_tiyn, months, starts_on, vacancy_code, vacancy_published_on, staffing, transfer, undertakes_replacement, extends_permit, extensions_before,
  expires_on, place, place_reason, fee_mci, fee_source, obligation_id, filed_at, version`

/** @throws Fault not-found, the same for absent and somebody else's */
export const getApplication = (tx: Tx, caseId: string): Promise<ApplicationRow> =>
  tx.one<ApplicationRow>(
    sql`select ${applicationColumns} from employer_permit.application where case_id = ${caseId}::uuid`,
  )

/** First and last day of the permit an application asks for. */
export function termOf(application: Pick<ApplicationRow, 'starts_on' | 'months'>): {
  from: string
  to: string
} {
  const from = Temporal.PlainDate.from(application.starts_on)
  const to = from.add({ months: application.months }).subtract({ days: 1 })
  return { from: from.toString(), to: to.toString() }
}
