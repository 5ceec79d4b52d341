import { checkBin } from '../person/check-bin.ts'
import { dayOf } from '../platform/clock.ts'
import { sql, type Tx } from '../platform/database.ts'
import type { Facts } from '../policy/compile-route.ts'
import { findValueAt } from '../policy/value-at.ts'
import { type ApplicationRow, type Staffing, termOf } from './application-row.ts'
import { type Checks, findChecks } from './find-checks.ts'

/**
 * Everything the route of employers' permits asks about, as plain facts. The day of filing counts the vacancy's days and the days to
 * the end of a permit; the registries' answers and what officers saw count as of now. What nobody recorded stays absent, and the
 * rules turn it into a request, never into a refusal.
 */
export async function gatherFacts(
  tx: Tx,
  application: ApplicationRow,
  today: Temporal.PlainDate,
): Promise<Facts> {
  const filed = dayOf(application.filed_at)
  const worker = await tx.one<{ citizenship: string; birth_date: string; document_to: string | null }>(sql`
    select p.citizenship, p.birth_date, (select max(d.expires_on)::text from person.travel_document d where d.person_id = p.id and d.superseded_at is null) as document_to
    from person.person p where p.id = ${application.worker_person}::uuid`)
  const employer = await tx.one<{ bin: string; barred: boolean }>(sql`
    select e.bin, employer_permit.barred(e.id, ${today.toString()}::date) as barred from organisation.employer e where e.id = ${application.employer_id}::uuid`)
  const checks = await findChecks(tx, application.case_id)
  return {
    'worker-citizenship': worker.citizenship,
    'worker-age': ageOn(worker.birth_date, today),
    'exempt-reason': 'none',
    category: application.category,
    'application-kind': application.kind,
    'term-months': application.months,
    'extension-number': application.kind === 'extension' ? application.extensions_before + 1 : undefined,
    'days-to-expiry': application.expires_on ? daysFrom(filed, application.expires_on) : undefined,
    'vacancy-code-known': application.vacancy_code ? true : undefined,
    'vacancy-days': application.vacancy_published_on
      ? -daysFrom(filed, application.vacancy_published_on)
      : undefined,
    ...staffFacts(application, employer.bin, filed),
    'sender-in-wto': application.transfer?.senderInWto,
    'prior-work-months': application.transfer?.priorMonths,
    'special-condition-chosen': application.transfer?.specialCondition ? true : undefined,
    ...checkFacts(checks),
    'employer-barred': employer.barred,
    'replacement-kept': flag(checks, 'replacement') ?? (application.undertakes_replacement || undefined),
    'quota-place': application.place === 'held' || application.place === 'not-needed',
    'document-valid-to': worker.document_to ?? undefined,
    'permit-ends-on': termOf(application).to,
  }
}

/** Shares in per cent with the worker of the application counted; whole numbers and two decimals, never rounded up to a threshold. */
export function staffFacts(
  { category, kind, staffing }: Pick<ApplicationRow, 'category' | 'kind' | 'staffing'>,
  bin: string,
  on: Temporal.PlainDate,
): Facts {
  const one = kind === 'first' ? 1 : 0
  const heads = category === 'first' || category === 'second' ? one : 0
  const workers = category === 'third' || category === 'fourth' ? one : 0
  const all = sumOf(staffing.allHeads, staffing.allWorkers)
  const citizens = sumOf(staffing.citizenHeads, staffing.citizenWorkers)
  return {
    'ratio-exempt': smallBranch(staffing, bin, on),
    'citizens-share-heads': share(staffing.citizenHeads, staffing.allHeads, heads),
    'citizens-share-workers': share(staffing.citizenWorkers, staffing.allWorkers, workers),
    'foreign-share-in-category':
      all !== undefined && citizens !== undefined && citizens > 0
        ? Math.ceil(((all - citizens + one) / citizens) * 10_000) / 100
        : undefined,
  }
}

const share = (part: number | undefined, whole: number | undefined, added: number): number | undefined =>
  part === undefined || whole === undefined || whole + added === 0
    ? undefined
    : Math.floor((part / (whole + added)) * 10_000) / 100

const sumOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b

/** A branch or representative office with few staff needs no ratio (MLSP-279); the BIN's sixth digit says what the entity is. */
function smallBranch({ branchStaff }: Staffing, bin: string, on: Temporal.PlainDate): boolean | undefined {
  const { division } = checkBin(bin)
  if (division !== 'branch' && division !== 'representative-office') return false
  if (branchStaff === undefined) return undefined
  const most = findValueAt('employer-permit.ratio-exempt-branch-staff', on)?.value
  return typeof most === 'number' ? branchStaff <= most : false
}

function checkFacts(checks: Checks): Facts {
  const ban = flag(checks, 'entry-ban')
  return {
    'representation-shown': flag(checks, 'representation'),
    'qualification-fits': flag(checks, 'qualification'),
    'entry-banned': ban === undefined ? undefined : !ban,
    'administrative-offences-clear': flag(checks, 'administrative-offences'),
    'migration-police-clear': flag(checks, 'migration-police'),
    'labour-inspection-clear': flag(checks, 'labour-inspection'),
    'foreign-labour-clear': flag(checks, 'foreign-labour'),
    'contracts-registered': flag(checks, 'contracts'),
  }
}

/** Clear is true, against is false, and not answered is neither. */
const flag = (checks: Checks, kind: keyof Checks): boolean | undefined => {
  const last = checks[kind]
  return last === undefined ? undefined : last.answer === 'clear'
}

/** Days from one day to another: 0 on the same day, negative when it is past. */
const daysFrom = (from: Temporal.PlainDate, to: string): number =>
  from.until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days

function ageOn(birth: string, today: Temporal.PlainDate): number | undefined {
  if (birth.length !== 10) return undefined
  return Temporal.PlainDate.from(birth).until(today, { largestUnit: 'years' }).years
}
