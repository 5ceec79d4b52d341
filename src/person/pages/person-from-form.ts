import type { z } from 'zod'
import { readDate } from '../../ui/read-date.ts'
import type { readMrz } from '../read-mrz.ts'
import type { RegisterPerson } from '../register-person.ts'

type Text = Record<string, string>

/** The flat answers of the form as the act's input; empty answers are absent. A wrong day stays wrong, for the act to say so. */
export function personFromForm(text: Text): z.input<typeof RegisterPerson> {
  const some = (name: string) => text[name]?.trim() || undefined
  const latin = nameOf(some('latinFamily'), some('latinGiven'))
  const native = nameOf(some('nativeFamily'), some('nativeGiven'), some('nativePatronymic'))
  const expiresOn = dayOf(text, 'expiresOn')
  const lastCountry = some('lastCountry')
  const lastPlace = some('lastPlace')
  return {
    ...optional('language', some('language')),
    latinName: latin ?? {},
    ...(native ? { nativeName: native } : {}),
    birthDate: dayOf(text, 'birthDate') ?? '',
    sex: (some('sex') ?? '') as 'female',
    citizenship: some('citizenship') ?? '',
    document: {
      kind: (some('kind') ?? 'passport') as 'passport',
      issuingState: some('issuingState') ?? '',
      number: some('number')?.replaceAll(/\s/g, '') ?? '',
      ...(expiresOn ? { expiresOn } : {}),
    },
    ...optional('mrz', some('mrz')),
    ...optional('iin', some('iin')),
    ...optional('education', some('education')),
    ...optional('occupation', some('occupation')),
    ...(lastCountry ? { lastResidence: { country: lastCountry, ...optional('place', lastPlace) } } : {}),
    ...(some('phone') || some('email')
      ? { contacts: { ...optional('phone', some('phone')), ...optional('email', some('email')) } }
      : {}),
    ...optional('photo', some('photo')),
    ...optional('documentFile', some('documentFile')),
    typedByHand: some('typedByHand') === 'yes',
    region: some('region') ?? '',
  }
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [key in K]?: string }

function nameOf(family?: string, given?: string, patronymic?: string) {
  if (!family && !given && !patronymic) return undefined
  return { ...optional('family', family), ...optional('given', given), ...optional('patronymic', patronymic) }
}

/** A year alone, or year and month, stand for what is known of a birth date. */
function dayOf(text: Text, name: string): string | undefined {
  const day = text[`${name}-day`]?.trim()
  const month = text[`${name}-month`]?.trim()
  const year = text[`${name}-year`]?.trim()
  if (name === 'birthDate' && year && !day) return month ? `${year}-${month.padStart(2, '0')}` : year
  const read = readDate(text, name)
  if ('date' in read && read.date) return String(read.date)
  return day || month || year ? `${year}-${month}-${day}` : undefined
}

/** What a zone that could be read fills in; what it does not say stays as typed. */
export function valuesFromMrz(reading: ReturnType<typeof readMrz>): Text {
  const fields = reading.fields
  if (!fields) return {}
  const [year, month, day] = fields.birthDate?.split('-') ?? []
  const [toYear, toMonth, toDay] = fields.expiryDate?.split('-') ?? []
  const single = fields.names && !fields.names.secondary
  const values: Record<string, string | undefined | null> = {
    latinFamily: single ? '' : fields.names?.primary.display,
    latinGiven: single ? fields.names?.primary.display : fields.names?.secondary?.display,
    'birthDate-year': year,
    'birthDate-month': month,
    'birthDate-day': day,
    'expiresOn-year': toYear,
    'expiresOn-month': toMonth,
    'expiresOn-day': toDay,
    sex:
      fields.sex === 'F'
        ? 'female'
        : fields.sex === 'M'
          ? 'male'
          : fields.sex === 'X'
            ? 'unspecified'
            : undefined,
    citizenship: fields.nationality,
    issuingState: fields.issuingState,
    number: fields.documentNumber,
    kind: reading.format === 'TD3' ? 'passport' : 'identity-card',
  }
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

/** Which field of the form an issue of the act's input belongs to. */
export function fieldOfIssue(path: string): string {
  const known: Record<string, string> = {
    latinName: 'latinGiven',
    'latinName.family': 'latinFamily',
    'latinName.given': 'latinGiven',
    nativeName: 'nativeGiven',
    'document.kind': 'kind',
    'document.issuingState': 'issuingState',
    'document.number': 'number',
    'document.expiresOn': 'expiresOn',
    'lastResidence.country': 'lastCountry',
    'lastResidence.place': 'lastPlace',
  }
  return known[path] ?? path
}
