import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { findPreference, isWorthALine, reachAccount } from './reach-account.ts'

export const templates = [
  'case-received',
  'case-in-progress',
  'case-waiting-on-you',
  'case-completed',
  'case-closed',
  'offer-made',
  'offer-answered',
  'permit-ready',
  'offer-withdrawn',
  'revocation-announced',
  'permit-revoked',
  'permit-over',
  'look-answered',
  'relative-answered',
  'traced',
  'breach',
  'permit-ends',
  'stay-ends',
  'tax-due',
  'registration-waiting',
  'registration-confirmed',
  'registration-denied',
  'registration-due',
  'stay-over',
  'stay-explain',
  'residence-ready',
  'residence-over',
  'family-asked',
  'lawful-stay',
] as const
export type Template = (typeof templates)[number]

/**
 * Tells accounts one piece of news: the text in their inbox, and a line outside that there is news, unless they do not want
 * one. The same cause is told an account once. What is kept is a template with numbers; no name of anybody.
 */
export const tellPerson = act({
  name: 'tell-person',
  who: system,
  input: z.object({
    accounts: z.array(z.uuid()).max(50),
    template: z.enum(templates),
    values: z.record(z.string(), z.string()),
    link: z.string().regex(/^\/[\w\-/]*$/),
    cause: z.string().min(1).max(200),
  }),
  async do({ accounts, template, values, link, cause }, doing) {
    let told = 0
    const people: string[] = []
    for (const account of new Set(accounts)) {
      const to = await doing.tx.maybe<{ person_id: string | null }>(
        sql`select person_id from person.account where id = ${account}::uuid and closed_at is null`,
      )
      if (!to) continue
      const id = newId()
      const fresh = await doing.tx.done(sql`
        insert into message.message (id, account_id, person_id, template, values, link, cause, created_at)
        values (${id}, ${account}, ${to.person_id}::uuid, ${template}, ${JSON.stringify(values)}::jsonb, ${link}, ${cause}, ${doing.now.toString()})
        on conflict do nothing`)
      if (!fresh) continue
      told++
      if (to.person_id) people.push(to.person_id)
      const preference = await findPreference(doing.tx, account)
      if (isWorthALine(template, preference)) await reachAccount(doing, { account, message: id, preference })
    }
    await doing.record({ type: 'person-told', subjects: people, after: { template, told } })
    return { told }
  },
})
