import { type Query, sql } from '../platform/database.ts'

export const registries = [
  'administrative-offences',
  'migration-police',
  'labour-inspection',
  'foreign-labour',
  'contracts',
] as const
export type Registry = (typeof registries)[number]

/** What is looked up about an application: five registries, and what only a person can see. */
export const checkKinds = [
  'representation',
  'qualification',
  'entry-ban',
  'replacement',
  ...registries,
] as const
export type CheckKind = (typeof checkKinds)[number]

export interface Check {
  kind: CheckKind
  answer: 'clear' | 'against'
  source: 'officer' | 'registry'
  note: string
  seen_at: Date
}
export type Checks = { [kind in CheckKind]?: Check }

/** The last answer of each kind; kinds that nobody looked up are absent. */
export async function findChecks(query: Query, caseId: string): Promise<Checks> {
  const rows = await query.rows<Check>(sql`
    select distinct on (kind) kind, answer, source, note, seen_at from employer_permit.check
    where case_id = ${caseId}::uuid order by kind, seen_at desc, id desc`)
  return Object.fromEntries(rows.map((row) => [row.kind, row]))
}
