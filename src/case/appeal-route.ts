import { findOffice, type Office } from '../institution/find-office.ts'
import type { Query } from '../platform/database.ts'
import { type Day, isoDay } from '../platform/day.ts'
import { Fault } from '../platform/fault.ts'
import type { DatedVersion } from '../policy/load-policy.ts'
import { valueAt } from '../policy/value-at.ts'

/**
 * Where and until when a decision of a day can be appealed: the office with jurisdiction over the matter `appeal`, and the term of
 * `case.complaint-term` (months) counted from the decision. Administrative Procedural Code art. 92; the figure is unverified.
 * @throws Fault not-found when nobody would hear the appeal: then nothing adverse may be decided
 */
export async function appealRoute(
  query: Query,
  given: { region: string; decidedOn: Day },
): Promise<{ office: Office; until: string; term: DatedVersion }> {
  const office = await findOffice(query, 'appeal', given.region, given.decidedOn)
  if (!office) throw new Fault('not-found', { details: { noOfficeFor: 'appeal', region: given.region } })
  const term = valueAt('case.complaint-term', given.decidedOn)
  const until = Temporal.PlainDate.from(isoDay(given.decidedOn)).add({ months: Number(term.value) })
  return { office, until: until.toString(), term }
}
