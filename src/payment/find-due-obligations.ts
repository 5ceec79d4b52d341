import { sql, type Tx } from '../platform/database.ts'

export interface DueObligation {
  id: string
  payer_account: string
  due_on: string
  days: number
}

/** Tax that is owed and to be paid within `within` days, after the one with id `after`, a page at a time. */
export const findDueObligations = (
  tx: Tx,
  today: Temporal.PlainDate,
  within: number,
  after: string,
): Promise<DueObligation[]> =>
  tx.rows<DueObligation>(sql`
    select id, payer_account, due_on::text, due_on - ${today.toString()}::date as days from payment.obligation
    where state = 'open' and due_on between ${today.toString()}::date and ${today.toString()}::date + ${within}::int and id > ${after}::uuid
    order by id limit 500`)
