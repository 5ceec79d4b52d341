import type { Child } from 'hono/jsx'
import { countryName } from '../../classifier/countries.ts'
import { educationLevelName } from '../../classifier/education.ts'
import { occupationName } from '../../classifier/occupations.ts'
import { regionName } from '../../classifier/regions.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { registerText } from '../register-text.ts'
import { type FieldName, fieldsOf, inBoth, labels, type Part, type PartView } from './registration-fields.tsx'

/** The answers of one part as a person reads them back; nothing for what was not answered and need not be. */
export function readBack(part: Part, view: PartView): { label: Child; value: string; field: string }[] {
  const { locale, values } = view
  const t = registerText(locale)
  const shown: { [field in FieldName]?: string | undefined } = {
    kind: t(registerText.keys.find((key) => key === `kind.${values.kind || 'passport'}`) ?? 'kind.passport'),
    issuingState: values.issuingState && countryName(values.issuingState, locale),
    number: values.number,
    expiresOn: dayIn(locale, values, 'expiresOn'),
    documentFile: values.documentFileName,
    birthDate: dayIn(locale, values, 'birthDate'),
    sex: values.sex && t(registerText.keys.find((key) => key === `sex.${values.sex}`) ?? 'sex.unspecified'),
    citizenship: values.citizenship && countryName(values.citizenship, locale),
    iin: values.iin,
    education: values.education && educationLevelName(values.education, locale),
    occupation: values.occupation && occupationName(values.occupation, locale),
    lastCountry: values.lastCountry && countryName(values.lastCountry, locale),
    lastPlace: values.lastPlace,
    photo: values.photoName,
    region: values.region && regionName(`KZ-${values.region}`, locale),
    phone: values.phone,
    email: values.email,
  }
  if (part === 'name')
    return (['latin', 'native'] as const).flatMap((script) => {
      const whole = ['Family', 'Given', 'Patronymic'].map((one) => values[`${script}${one}`]?.trim())
      const value = whole.filter(Boolean).join(' ')
      const field = `${script}Given`
      return value || script === 'latin' ? [{ label: inBoth(view, script), value, field }] : []
    })
  return fieldsOf[part].flatMap((field) => {
    const value = shown[field]
    return value || needed.includes(field)
      ? [{ label: inBoth(view, labels[field]), value: value ?? '', field }]
      : []
  })
}

const needed: FieldName[] = ['issuingState', 'number', 'birthDate', 'sex', 'citizenship', 'region']

function dayIn(locale: Locale, values: Record<string, string>, name: string): string | undefined {
  const [day, month, year] = ['day', 'month', 'year'].map((one) => values[`${name}-${one}`]?.trim())
  if (!year) return undefined
  const whole = [year, month?.padStart(2, '0'), day?.padStart(2, '0')].filter(Boolean).join('-')
  return /^\d{4}-\d{2}-\d{2}$/.test(whole) && Number(month) <= 12 ? formatDate(locale, whole) : whole
}
