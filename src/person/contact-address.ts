import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { z } from 'zod'

/** A phone in any form people write it becomes E.164; without a country code it is a number of Kazakhstan. */
export function normalPhone(text: string): string | undefined {
  const compact = text.replace(/[\u200e\u200f\u202a-\u202e\u00a0]/g, ' ').trim()
  const phone = parsePhoneNumberFromString(compact.replace(/^00/, '+'), 'KZ')
  return phone?.isPossible() ? phone.number : undefined
}

export const Phone = z
  .string()
  .max(40)
  .transform((text, context) => {
    const phone = normalPhone(text)
    if (phone) return phone
    context.addIssue({ code: 'custom', message: 'phone-form' })
    return z.NEVER
  })

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ error: 'email-form' }))

export const Contacts = z.object({ phone: Phone.optional(), email: Email.optional() })

export type Channel = 'phone' | 'email'

/** What a person typed into one field: a phone or an e-mail address. */
export function readAddress(text: string): { channel: Channel; address: string } | undefined {
  if (text.includes('@')) {
    const email = Email.safeParse(text)
    return email.success ? { channel: 'email', address: email.data } : undefined
  }
  const phone = normalPhone(text)
  return phone ? { channel: 'phone', address: phone } : undefined
}
