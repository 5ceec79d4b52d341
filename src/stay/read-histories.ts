import { sql, type Tx } from '../platform/database.ts'
import type { History } from './count-days.ts'

interface Row {
  person: string
  entered: number[]
  left: (number | null)[]
  kinds: string[]
  ground_from: number[]
  ground_to: number[]
  early: boolean[]
}

/**
 * What the clock needs of many people in one round trip: days of entry and exit, and grounds, of the records of each person and of those joined to
 * it. Days are whole numbers since 1970-01-01 in Asia/Almaty. It is for counting: a page shows the clock's answer, never this.
 */
export async function readHistories(tx: Tx, people: string[]): Promise<Map<string, History>> {
  const rows = await tx.rows<Row>(
    sql`select person, entered, "left", kinds, ground_from, ground_to, early from stay.histories(${people}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.person, historyIn(row)]))
}

const historyIn = ({ entered, left, kinds, ground_from, ground_to, early }: Row): History => ({
  entered,
  left,
  grounds: kinds.map((kind, at) => ({
    kind,
    from: ground_from[at] as number,
    to: ground_to[at] as number,
    early: early[at] as boolean,
  })),
})
