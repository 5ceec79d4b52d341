import { dayOf } from '../platform/clock.ts'
import { sql, type Tx } from '../platform/database.ts'
import type { Facts } from '../policy/compile-route.ts'
import { type ApplicationRow, kandasCard, passportEnd, termOf } from './application-row.ts'
import { type Checks, findChecks } from './find-checks.ts'
import { weighPerson } from './find-evidence.ts'

/**
 * Everything the routes of kandas status and Kandas card ask about, as plain facts: what the applicant said, what officers accepted
 * and looked up, as of now. What nobody recorded stays absent, and the rules turn it into a request, never into a refusal.
 */
export async function gatherFacts(
  tx: Tx,
  application: ApplicationRow,
  today: Temporal.PlainDate,
): Promise<Facts> {
  const person = await tx.one<{ citizenship: string }>(
    sql`select citizenship from person.person where id = ${application.person_id}::uuid`,
  )
  const checks = await findChecks(tx, application.case_id)
  const { evidence, weight } = await weighPerson(tx, application.person_id)
  const shared = {
    'applicant-citizenship': person.citizenship,
    ...ethnicityFacts(checks, weight.complete !== undefined, evidence.length > 0),
  }
  if (application.route === kandasCard) {
    const passport = await passportEnd(tx, application.person_id)
    return {
      ...shared,
      'application-kind': application.kind,
      'card-route': application.card_route,
      'profession-on-list': flag(checks, 'profession'),
      'business-active': flag(checks, 'business'),
      'card-years': application.card_years,
      'work-years': application.work_years,
      'document-valid-to': passport,
      'card-ends-on': termOf(application, today, passport).to,
    }
  }
  const filed = dayOf(application.filed_at)
  return {
    ...shared,
    'application-kind': application.kind,
    ground: application.ground,
    region: application.region,
    'quota-place': application.kind === 'extension' || application.place === 'held',
    'accepts-contract': application.accepts_contract,
    'place-in-need': flag(checks, 'place-in-need'),
    'relative-citizen': flag(checks, 'relative-citizen'),
    'own-housing': flag(checks, 'own-housing'),
    'profession-shown': flag(checks, 'profession'),
    'compatriot-shown': flag(checks, 'compatriot'),
    'in-pilot': application.in_pilot,
    'kazakh-listening': checks.listening?.figure,
    'kazakh-reading': checks.reading?.figure,
    'questionnaire-points': checks.questionnaire?.figure,
    'interagency-clear': flag(checks, 'interagency'),
    'interview-passed': flag(checks, 'interview'),
    'state-consents': flag(checks, 'state-consent'),
    'extension-number': application.kind === 'extension' ? application.extensions_before + 1 : undefined,
    'extension-months': application.extension_months,
    'days-to-expiry': application.expires_on
      ? filed.until(Temporal.PlainDate.from(application.expires_on), { largestUnit: 'days' }).days
      : undefined,
  }
}

/**
 * Whether it is shown that somebody is a Kazakh. Documents that officers accepted and that fill a set show it; else only an officer's
 * own conclusion does, either way. Without both nothing is known. The completeness of sets is our proposal and refuses nobody.
 */
export function ethnicityFacts(checks: Checks, complete: boolean, any: boolean): Facts {
  const conclusion = flag(checks, 'ethnicity')
  return {
    'ethnicity-shown': conclusion ?? (complete || undefined),
    'evidence-complete': complete || (conclusion !== undefined && any ? false : undefined),
  }
}

/** Clear is true, against is false, and not looked up is neither. */
const flag = (checks: Checks, kind: keyof Checks): boolean | undefined => {
  const last = checks[kind]
  return last === undefined ? undefined : last.answer === 'clear'
}
