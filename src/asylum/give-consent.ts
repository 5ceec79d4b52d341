import { officeName } from '../institution/find-office.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { behindWall } from './behind-wall.ts'
import { speaksFor } from './hear-person.ts'
import { asylumText } from './text.ts'

/** The very sentence that somebody agrees to, in their language. */
export const consentWords = (locale: Locale, names: Record<string, string>): string =>
  asylumText(locale)('consent.words', { name: officeName(names, locale) })

/**
 * The person agrees that an international body is told of them. No step of any procedure asks for this or is changed by it. What is kept is the
 * sentence itself, in the language in which it was read; that is their receipt. The same form twice is one consent.
 * @throws Fault not-found, invalid-input for whoever needs no consent or stands on no list
 */
export async function giveConsent(
  instance: Instance,
  actor: Actor,
  given: { request: string; recipient: string; language: Locale; form: string },
): Promise<void> {
  speaksFor(actor)
  await behindWall(instance, actor, async (tx) => {
    const { id } = await tx.one<{ id: string }>(
      sql`select id from asylum.request where id = ${given.request}::uuid`,
    )
    const to = await tx.maybe<{ names: Record<string, string> }>(
      sql`select names from asylum.recipient where code = ${given.recipient} and kind = 'international' and ended_on is null`,
    )
    if (!to) throw invalid('recipient', 'not-listed')
    await tx.done(sql`
      insert into asylum.consent (id, request_id, recipient, form, language, words, draft, given_on, given_with)
      values (${newId()}::uuid, ${id}::uuid, ${given.recipient}, ${given.form}::uuid, ${given.language}, ${consentWords(given.language, to.names)},
        ${!asylumText.reviewed(given.language)}, ${instance.clock.today().toString()}::date, ${actor.kind === 'staff' ? 'officer' : 'self'})
      on conflict do nothing`)
  })
}

/** Takes a consent back; from now on the database lets nothing more go there. Twice is once. @throws Fault not-found */
export async function withdrawConsent(
  instance: Instance,
  actor: Actor,
  given: { request: string; consent: string },
): Promise<void> {
  speaksFor(actor)
  await behindWall(instance, actor, async (tx) => {
    const done =
      await tx.done(sql`update asylum.consent set withdrawn_on = coalesce(withdrawn_on, ${instance.clock.today().toString()}::date)
      where id = ${given.consent}::uuid and request_id = ${given.request}::uuid`)
    if (done === 0) throw new Fault('not-found')
  })
}
