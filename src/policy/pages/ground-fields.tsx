import type { Locale } from '../../platform/language.ts'
import { Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { readDate } from '../../ui/read-date.ts'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { publishText } from '../publish-text.ts'
import { policyText } from '../text.ts'

type FieldOf = (name: string) => {
  locale: Locale
  name: string
  value: string | undefined
  error: string | undefined
}

/** The act a text rests on: number and date, article, address, when it was adopted and is in force, its state, a note. */
export function GroundFields(props: { locale: Locale; field: FieldOf; values: Record<string, string> }) {
  const { locale, field, values } = props
  const t = publishText(locale)
  const day = (name: string) => ({ ...field(name), value: dateParts(values, name) })
  return (
    <>
      <h2>{t('ground')}</h2>
      <TextField {...field('instrument')} label={t('instrument')} hint={t('instrument.hint')} />
      <TextField {...field('article')} label={t('article')} />
      <TextField {...field('url')} label={t('url')} optional />
      <DateField {...day('adopted')} label={t('adopted')} />
      <DateField {...day('inForce')} label={t('in-force')} />
      <Radios
        {...field('state')}
        value={values.state ?? 'in force'}
        label={t('law-state')}
        options={[
          { value: 'in force', label: policyText(locale)('state.in-force') },
          { value: 'pilot', label: policyText(locale)('state.pilot') },
        ]}
      />
      <Textarea {...field('note')} label={t('note')} rows={2} optional maxlength={1000} />
    </>
  )
}

/** What was typed into them, as `proposeLaw` takes it; what is no day or state is left for it to refuse. */
export function readGround(text: Record<string, string>) {
  const day = (name: string) => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : ''
  }
  return {
    adopted: day('adopted'),
    inForce: day('inForce'),
    instrument: text.instrument ?? '',
    article: text.article ?? '',
    ...(text.url?.trim() ? { url: text.url.trim() } : {}),
    state: (text.state ?? '') as 'in force',
    note: text.note ?? '',
  }
}
