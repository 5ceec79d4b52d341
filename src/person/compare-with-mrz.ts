import { findCountryInMrz } from '../classifier/countries.ts'
import { Fault } from '../platform/fault.ts'
import { foldName } from './fold-name.ts'
import { type MrzReading, readMrz } from './read-mrz.ts'
import type { RegisterPerson } from './register-person.ts'

type Typed = Pick<
  RegisterPerson,
  'latinName' | 'birthDate' | 'sex' | 'citizenship' | 'document' | 'typedByHand'
>

/**
 * What the machine-readable zone says against what was typed, as warnings; all comparisons are made, none stops.
 * @throws Fault invalid-input with each place where the zone reads wrong, unless somebody says they typed the data by hand
 */
export function compareWithMrz(mrz: string, typed: Typed, today: Temporal.PlainDate): string[] {
  const reading = readMrz(mrz, { today })
  if (!reading.ok && !typed.typedByHand)
    throw new Fault('invalid-input', {
      issues: reading.problems.slice(0, 5).map((problem) => ({
        path: 'mrz',
        code: 'mrz-does-not-read',
        values: {
          problem: problem.code,
          ...(problem.line ? { line: problem.line } : {}),
          ...(problem.column ? { column: problem.column } : {}),
          ...(problem.found ? { found: problem.found } : {}),
          ...(problem.expected ? { expected: problem.expected } : {}),
        },
      })),
    })
  if (!reading.fields) return ['mrz-unreadable']
  return [...(reading.ok ? [] : ['mrz-typed-by-hand']), ...differences(reading.fields, typed)]
}

function differences(fields: NonNullable<MrzReading['fields']>, typed: Typed): string[] {
  const { document, latinName } = typed
  const zoneName = [fields.names?.primary.display, fields.names?.secondary?.display].filter(Boolean).join(' ')
  const typedName = [latinName.family, latinName.given].filter(Boolean).join(' ')
  const zoneBirth = fields.birthDate ?? fields.birthDatePartial?.replace(/(-XX)+$/, '')
  const differ: [string, unknown, boolean][] = [
    ['number', fields.documentNumber, bare(fields.documentNumber) !== bare(document.number)],
    ['birth-date', zoneBirth, zoneBirth !== typed.birthDate],
    ['expiry', fields.expiryDate && document.expiresOn, fields.expiryDate !== document.expiresOn],
    ['citizenship', fields.nationality, stateOf(fields.nationality) !== typed.citizenship],
    ['issuing-state', fields.issuingState, stateOf(fields.issuingState) !== document.issuingState],
    [
      'sex',
      fields.sex !== 'X' && fields.sex,
      fields.sex !== { female: 'F', male: 'M', unspecified: 'X' }[typed.sex],
    ],
    ['name', zoneName, !sameName(zoneName, typedName)],
  ]
  return differ.flatMap(([what, said, differs]) => (said && differs ? [`mrz-${what}-differs`] : []))
}

const bare = (number: string): string => number.replaceAll(/[\s-]/g, '')
const stateOf = (code: string): string => findCountryInMrz(code)?.alpha3 ?? code

/** A zone cuts long names, so each of its words need only begin one of the typed ones. */
function sameName(zone: string, typed: string): boolean {
  const words = foldName(typed).split(' ')
  return foldName(zone)
    .split(' ')
    .every((part) => words.some((word) => word.startsWith(part)))
}
