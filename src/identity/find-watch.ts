import { sql, type Tx } from '../platform/database.ts'
import { type CoverageDay, findCoverage, type WatchReport } from './watch-identity.ts'

export interface Watch {
  report: WatchReport | undefined
  at: Date | undefined
  days: CoverageDay[]
  /** Where anybody was registered in these weeks. */
  regions: string[]
}

/** The newest report and the days behind it, of a region or the country. Counts, nothing of a person. */
export async function findWatch(
  tx: Pick<Tx, 'rows' | 'maybe'>,
  today: Temporal.PlainDate,
  region?: string,
): Promise<Watch> {
  const newest = await tx.maybe<{ report: WatchReport; at: Date }>(
    sql`select report, at from identity.watch order by day desc limit 1`,
  )
  const days = await findCoverage(tx, today, region)
  const regions = await tx.rows<{ region: string }>(
    sql`select distinct region from identity.coverage where region ~ '^[0-9]{2}$' order by region`,
  )
  return { report: newest?.report, at: newest?.at, days, regions: regions.map((one) => one.region) }
}
