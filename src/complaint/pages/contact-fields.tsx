import type { Locale } from '../../platform/language.ts'
import { Radios } from '../../ui/choices.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { contactChannels, type SafeContact } from '../keep-contact.ts'
import { complaintText } from '../text.ts'

const hours = Array.from({ length: 24 }, (_, hour) => {
  const label = `${String(hour).padStart(2, '0')}:00`
  return { value: label, label }
})
/** The hour of "09:00", or of "9". */
const hourOf = (text: string): number => Number(text.replace(/:00$/, ''))

/** "09:00-18:00" */
export const hoursOf = ({ from, to }: { from: number; to: number }): string =>
  `${hours[from]?.label}–${hours[to]?.label}`

/** How a worker may be reached safely: nobody reaches out unless the worker chooses so. */
export function ContactFields({
  locale,
  values,
  errors,
  none = false,
}: {
  locale: Locale
  values: Record<string, string>
  errors: { field: string; message: string }[]
  /** Offers "nobody reaches me", and has it chosen. */
  none?: boolean
}) {
  const t = complaintText(locale)
  const field = (name: string) => ({
    locale,
    name,
    error: errors.find((one) => one.field === name)?.message,
  })
  const { channel, address, from, to, note } = values
  return (
    <>
      <Radios
        {...field('channel')}
        label={t('contact')}
        hint={t('contact.hint')}
        value={channel ?? (none ? 'none' : undefined)}
        options={[...(none ? (['none'] as const) : []), ...contactChannels].map((value) => ({
          value,
          label: t(`contact.${value}`),
        }))}
      />
      <TextField
        {...field('address')}
        label={t('contact.address')}
        optional={none}
        autocomplete="off"
        value={address}
      />
      <Select
        {...field('from')}
        label={t('contact.from')}
        hint={t('contact.hours.hint')}
        empty={false}
        options={hours}
        value={from ?? '09:00'}
      />
      <Select {...field('to')} label={t('contact.to')} empty={false} options={hours} value={to ?? '18:00'} />
      <TextField
        {...field('note')}
        label={t('contact.note')}
        hint={t('contact.note.hint')}
        optional
        autocomplete="off"
        value={note}
      />
    </>
  )
}

/** What the fields say; nothing when nobody is to reach out. The act checks it. */
export function contactOf(text: Record<string, string>): SafeContact | undefined {
  const { channel, address = '', from = '9', to = '18', note = '' } = text
  if (!channel || channel === 'none') return undefined
  return { channel: channel as SafeContact['channel'], address, from: hourOf(from), to: hourOf(to), note }
}
