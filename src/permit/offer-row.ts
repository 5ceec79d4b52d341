import { sql } from '../platform/database.ts'

export interface OfferRow {
  id: string
  employer_id: string
  employer_account: string
  employer_name: string
  worker_person: string
  worker_name: string
  kind_of_work: string
  duties: string
  wage_tiyn: bigint
  region: string
  address: string
  months: number
  starts_on: string
  state: 'sent' | 'confirmed' | 'declined' | 'withdrawn' | 'expired' | 'used'
  made_at: Date
  answer_by: string
  version: number
}

export const offerColumns = sql`id, employer_id, employer_account, employer_name, worker_person, worker_name, kind_of_work, duties, wage_tiyn, region, address,
  months, starts_on, state, made_at, answer_by, version`
