import { Fault, type Issue, invalid } from '../platform/fault.ts'
import { checkIin } from './check-iin.ts'
import { compareWithMrz } from './compare-with-mrz.ts'
import type { RegisterPerson, TravelDocument } from './register-person.ts'

export interface CheckedRegistration {
  /** Each stops the registration. */
  issues: Issue[]
  /** Codes to show beside the record; they stop nothing. */
  warnings: string[]
  /** The IIN without spaces. */
  iin?: string | undefined
}

export const sexLetter = { female: 'F', male: 'M', unspecified: 'X' } as const

/**
 * What is wrong and what is odd in a registration, without looking at the register: days that cannot be, the zone's check
 * digits and its differences from what was typed, the IIN's check digit (hard) and its birth date and sex (a warning;
 * Gov. Resolution of 26.08.2013 No. 853).
 */
export function checkRegistration(input: RegisterPerson, today: Temporal.PlainDate): CheckedRegistration {
  const issues: Issue[] = []
  const warnings: string[] = []
  const collect = (check: () => string[] | undefined) => {
    try {
      warnings.push(...(check() ?? []))
    } catch (error) {
      if (!(error instanceof Fault) || error.issues.length === 0) throw error
      issues.push(...error.issues)
    }
  }
  if (input.birthDate > today.toString()) issues.push({ path: 'birthDate', code: 'in-the-future' })
  if (input.birthDate < '1880') issues.push({ path: 'birthDate', code: 'too-long-ago' })
  collect(() => checkDocumentDates(input.document, today, 'document'))
  const { mrz } = input
  if (mrz) collect(() => compareWithMrz(mrz, input, today))
  const { expiresOn } = input.document
  if (expiresOn && expiresOn < today.toString()) warnings.push('document-expired')
  const iin = input.iin
    ? checkIin(input.iin, { birthDate: input.birthDate, sex: sexLetter[input.sex] })
    : undefined
  if (iin && !iin.valid) issues.push({ path: 'iin', code: iin.problems[0] ?? 'invalid' })
  warnings.push(...(iin?.warnings ?? []))
  return { issues, warnings, iin: iin?.digits }
}

/** A document is issued before today and before it expires. @throws Fault invalid-input below `path` */
export function checkDocumentDates(
  { issuedOn, expiresOn }: Pick<TravelDocument, 'issuedOn' | 'expiresOn'>,
  today: Temporal.PlainDate,
  path: string,
): undefined {
  if (issuedOn && issuedOn > today.toString()) throw invalid(`${path}.issuedOn`, 'in-the-future')
  if (issuedOn && expiresOn && expiresOn <= issuedOn) throw invalid(`${path}.expiresOn`, 'before-issue')
}
