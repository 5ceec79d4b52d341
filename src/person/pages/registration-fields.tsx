import type { Child } from 'hono/jsx'
import type { Issue } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { htmlLanguage } from '../../ui/language-switch.tsx'
import type { readMrz } from '../read-mrz.ts'
import { registerText } from '../register-text.ts'
import { fieldOfIssue } from './person-from-form.ts'

/** The parts in which a registration is asked: all on one page for a clerk, one after another for everybody else. */
export const parts = ['document', 'name', 'about', 'background', 'photo', 'reach'] as const
export type Part = (typeof parts)[number]

/** What a part shows itself with. */
export interface PartView {
  locale: Locale
  /** The questions stand in this language too: the officer reads them to the person. */
  alsoIn?: Locale | undefined
  values: Record<string, string>
  errors: { field: string; message: string }[]
  /** The person answers for themself: their account is their contact. */
  self: boolean
  today: Temporal.PlainDate
  reading?: ReturnType<typeof readMrz> | undefined
}

export const labels = {
  mrz: 'mrz',
  typedByHand: 'mrz',
  kind: 'kind',
  issuingState: 'issuingState',
  number: 'number',
  expiresOn: 'expiresOn',
  documentFile: 'documentFile',
  latinFamily: 'family',
  latinGiven: 'given',
  nativeFamily: 'family',
  nativeGiven: 'given',
  nativePatronymic: 'patronymic',
  birthDate: 'birthDate',
  sex: 'sex',
  citizenship: 'citizenship',
  iin: 'iin',
  education: 'education',
  occupation: 'occupation',
  lastCountry: 'lastCountry',
  lastPlace: 'lastPlace',
  photo: 'photo',
  phone: 'phone',
  email: 'email',
  region: 'region',
} as const
export type FieldName = keyof typeof labels

export const fieldsOf: { [part in Part]: FieldName[] } = {
  document: ['mrz', 'typedByHand', 'kind', 'issuingState', 'number', 'expiresOn', 'documentFile'],
  name: ['latinFamily', 'latinGiven', 'nativeFamily', 'nativeGiven', 'nativePatronymic'],
  about: ['birthDate', 'sex', 'citizenship', 'iin'],
  background: ['education', 'occupation', 'lastCountry', 'lastPlace'],
  photo: ['photo'],
  reach: ['region', 'phone', 'email'],
}
const dates: FieldName[] = ['birthDate', 'expiresOn']

/** Names of the answers of a part as the form posts them. */
export const answersOf = (part: Part): string[] =>
  fieldsOf[part].flatMap((field) =>
    dates.includes(field)
      ? [`${field}-day`, `${field}-month`, `${field}-year`]
      : field === 'photo' || field === 'documentFile'
        ? [field, `${field}Name`]
        : [field],
  )

/** The part a fault of the whole registration belongs to. */
export const partOf = (issue: Issue): Part =>
  parts.find((part) => fieldsOf[part].some((field) => field === fieldOfIssue(issue.path))) ?? 'document'

/** What is wrong, as sentences beside their fields. */
export function errorsOf(locale: Locale, issues: Issue[]): PartView['errors'] {
  const t = registerText(locale)
  return issues.map(({ path, code }) => {
    const field = fieldOfIssue(path)
    const label = field in labels ? t(labels[field as FieldName]) : field
    const exact = code.startsWith('file-') || code.startsWith('photo-') ? 'error.file' : `error.${code}`
    return {
      field,
      message: t(registerText.keys.find((one) => one === exact) ?? 'error.other', { field: label }),
    }
  })
}

type Key = (typeof registerText.keys)[number]

/** The words in the officer's language and, where it is another, in the person's. */
export function inBoth({ locale, alsoIn }: Pick<PartView, 'locale' | 'alsoIn'>, key: Key): Child {
  const own = registerText(locale)(key)
  const theirs = alsoIn && registerText(alsoIn)(key)
  if (!theirs || theirs === own) return own
  return (
    <>
      {own}{' '}
      <span class="also" lang={htmlLanguage(alsoIn)}>
        {theirs}
      </span>
    </>
  )
}
