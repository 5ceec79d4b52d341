import { sql, type Tx } from '../platform/database.ts'

export interface EndingPermit {
  id: string
  worker_person: string
  employer_account: string
  valid_to: string
  /** Days after today until the last day; 0 on the last. */
  days: number
}

/** Running permits that end within `within` days, after the one with id `after`, a page at a time. */
export const findEndingPermits = (
  tx: Tx,
  today: Temporal.PlainDate,
  within: number,
  after: string,
): Promise<EndingPermit[]> =>
  tx.rows<EndingPermit>(sql`
    select id, worker_person, employer_account, valid_to::text, valid_to - ${today.toString()}::date as days
    from permit.permit where state = 'active' and valid_to >= ${today.toString()}::date
      and valid_to <= ${today.toString()}::date + ${within}::int and id > ${after}::uuid
    order by id limit 500`)
