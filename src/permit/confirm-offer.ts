import { createHash } from 'node:crypto'
import { z } from 'zod'
import { householdWorkName } from '../classifier/occupations.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { formatDate, formatMoney, type Locale } from '../platform/language.ts'
import { type OfferRow, offerColumns } from './offer-row.ts'
import { permitText } from './text.ts'

/** Languages in which a worker may confirm; each has the whole text, none falls back half-way. */
export const confirmationLanguages = [
  'uz',
  'tg',
  'ky',
  'ru',
  'kk',
  'en',
  'zh',
  'tr',
] as const satisfies Locale[]
export type ConfirmationLanguage = (typeof confirmationLanguages)[number]

/** What the worker reads and confirms, word for word, in one language: who, what work, where, wage, how long. */
export function confirmationText(offer: OfferRow, language: ConfirmationLanguage): string {
  const t = permitText(language)
  return t('confirm.text', {
    employer: offer.employer_name,
    worker: offer.worker_name,
    work: householdWorkName(offer.kind_of_work, language),
    duties: offer.duties,
    address: offer.address,
    wage: formatMoney(language, offer.wage_tiyn),
    months: offer.months,
    start: formatDate(language, offer.starts_on),
  })
}

/**
 * The worker confirms or declines an offer in their own language. The text they saw is kept word for word with its digest;
 * their answer is asked before anything is filed, and declining needs no reason.
 */
export const confirmOffer = act({
  name: 'confirm-offer',
  who: account,
  input: z.object({
    offer: z.uuid(),
    expectedVersion: z.int(),
    language: z.enum(confirmationLanguages),
    answer: z.enum(['confirmed', 'declined']),
    reason: z.string().trim().max(500).optional(),
  }),
  async do(input, doing) {
    const me = doing.actor.kind === 'person' ? doing.actor.person : undefined
    const offer = await doing.tx.one<OfferRow>(
      sql`select ${offerColumns} from permit.offer where id = ${input.offer} for update`,
    )
    if (!me || offer.worker_person !== me) throw new Fault('not-found')
    if (offer.version !== input.expectedVersion) throw new Fault('stale-form')
    if (offer.state !== 'sent') throw new Fault('wrong-state')
    if (offer.answer_by < doing.today.toString()) {
      await doing.tx.done(
        sql`update permit.offer set state = 'expired', version = version + 1 where id = ${offer.id}`,
      )
      await doing.record({ type: 'offer-expired', subjects: [me], after: { offer: offer.id } })
      return refuse({ code: 'offer-expired' })
    }
    const text = confirmationText(offer, input.language)
    await doing.tx.done(sql`
      insert into permit.confirmation (offer_id, answer, language, text, text_sha256, reason, answered_at, answered_by)
      values (${offer.id}, ${input.answer}, ${input.language}, ${text}, ${createHash('sha256').update(text).digest()}, ${input.reason ?? null},
        ${doing.now.toString()}, ${me})`)
    await doing.tx.done(
      sql`update permit.offer set state = ${input.answer}, version = version + 1 where id = ${offer.id}`,
    )
    await doing.record({
      type: `offer-${input.answer}`,
      subjects: [me],
      ground: 'LAW-MIG art. 43-2',
      after: { offer: offer.id, language: input.language },
    })
    await doing.later('reaction', 'offer-answered', { offer: offer.id, account: offer.employer_account })
    return { answer: input.answer }
  },
})
