import { z } from 'zod'
import { setLanguage } from '../person/set-language.ts'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { type Locale, locales } from '../platform/language.ts'
import { channels } from './reach-account.ts'

/**
 * How somebody wants to be reached: where first, for what, in which language, and the hours (0 to 23 in Kazakhstan) in which not. Who wants nothing outside
 * is asked again, as a day that is missed can end a right: refused as `deadlines-silenced` until `sure`. The inbox always
 * has everything.
 */
export const chooseChannel = act({
  name: 'choose-channel',
  who: account,
  input: z.object({
    first: z.enum(['own', ...channels]),
    worth: z.enum(['all', 'deadlines', 'nothing']),
    quiet: z.object({ from: z.int().min(0).max(23), to: z.int().min(0).max(23) }).optional(),
    language: z.enum(locales as [Locale, ...Locale[]]).optional(),
    sure: z.boolean().default(false),
  }),
  async do({ first, worth, quiet, language, sure }, doing) {
    if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
    const of = doing.actor.account
    if (worth === 'nothing' && !sure) return refuse({ code: 'deadlines-silenced' })
    if (first !== 'own') {
      const proven = await doing.tx.maybe(sql`select 1 from message.address
        where account_id = ${of}::uuid and channel = ${first} and proven_at is not null and removed_at is null`)
      if (!proven) return refuse({ code: 'not-proven' })
    }
    await doing.tx.done(sql`
      insert into message.preference (account_id, outside, changed_at, first, worth, quiet_from, quiet_to)
      values (${of}::uuid, ${worth !== 'nothing'}, ${doing.now.toString()}, ${first}, ${worth}, ${quiet?.from ?? null}, ${quiet?.to ?? null})
      on conflict (account_id) do update set outside = excluded.outside, changed_at = excluded.changed_at, first = excluded.first,
        worth = excluded.worth, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`)
    if (language) await setLanguage(doing, of, language)
    await doing.record({
      type: 'channel-chosen',
      subjects: doing.actor.person ? [doing.actor.person] : [],
      after: { first, worth, quiet: quiet ?? null, ...(language ? { language } : {}) },
    })
    return { worth }
  },
})
