import { type Query, sql } from '../platform/database.ts'

export interface Contract {
  number: string
  event: 'concluded' | 'changed' | 'ended'
  employer_name: string
  occupation: string
  region: string
  wage_tiyn: bigint
  valid_from: string
  valid_to: string | null
  ended_on: string | null
  source: string
  known_at: Date
}

/** The contracts of a person as they stand: of each the newest event that was not set aside; running ones first. Row-level security decides what is seen. */
export const findContracts = (query: Query, person: string): Promise<Contract[]> =>
  query.rows<Contract>(sql`
    select * from (
      select distinct on (source_of, number) number, event, employer_name, occupation, region, wage_tiyn, valid_from::text, valid_to::text, ended_on::text, source, known_at
      from (select c.*, split_part(c.source, '/', 1) as source_of from employment.contract c where c.person_id = ${person}::uuid and c.superseded_at is null) c
      order by source_of, number, (event = 'ended') desc, valid_from desc, known_at desc) newest
    order by ended_on is not null, valid_from desc limit 50`)

export interface Income {
  month: string
  income_tiyn: bigint
  tax_tiyn: bigint
}

/** Income and tax of the last twelve months on record, for the person alone. */
export const findIncome = (query: Query, person: string): Promise<Income[]> =>
  query.rows<Income>(sql`
    select month::text, sum(income_tiyn)::int8 as income_tiyn, sum(tax_tiyn)::int8 as tax_tiyn from employment.tax_event
    where person_id = ${person}::uuid and superseded_at is null group by month order by month desc limit 12`)
