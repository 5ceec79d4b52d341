import { sql, type Tx } from '../platform/database.ts'
import { kandasStatus, type Route } from './application-row.ts'

/** What an officer looks up; `ethnicity` is their conclusion where no set of documents is full. */
export const checkKinds = [
  'ethnicity',
  'place-in-need',
  'relative-citizen',
  'own-housing',
  'profession',
  'compatriot',
  'business',
  'listening',
  'reading',
  'questionnaire',
  'interagency',
  'interview',
  'state-consent',
] as const
export type CheckKind = (typeof checkKinds)[number]

/** Kinds whose answer is a figure brought from the test or the questionnaire. */
export const figures: readonly CheckKind[] = ['listening', 'reading', 'questionnaire']

const ofPilot: CheckKind[] = [
  'listening',
  'reading',
  'questionnaire',
  'interagency',
  'interview',
  'state-consent',
]

/** The kinds that an application's route and ground ask for. */
export function kindsFor(application: {
  route: Route
  ground: string | null
  card_route: string | null
  in_pilot: boolean
}): CheckKind[] {
  if (application.route !== kandasStatus)
    return ['ethnicity', application.card_route === 'business' ? 'business' : 'profession']
  const own: Record<string, CheckKind[]> = {
    'demographic-need': ['place-in-need'],
    family: ['relative-citizen', 'own-housing'],
    'education-profession': ['profession'],
    'former-compatriot': ['compatriot'],
  }
  return ['ethnicity', ...(own[application.ground ?? ''] ?? []), ...(application.in_pilot ? ofPilot : [])]
}

export interface CheckRow {
  kind: CheckKind
  answer: 'clear' | 'against'
  figure: number | null
  note: string
  seen_at: Date
}
export type Checks = Partial<Record<CheckKind, CheckRow>>

/** The last answer of each kind. */
export async function findChecks(tx: Tx, caseId: string): Promise<Checks> {
  const rows = await tx.rows<CheckRow>(sql`
    select distinct on (kind) kind, answer, figure, note, seen_at from residence.check
    where case_id = ${caseId}::uuid order by kind, seen_at desc, id desc`)
  return Object.fromEntries(rows.map((row) => [row.kind, row]))
}
