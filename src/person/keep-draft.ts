import { z } from 'zod'
import { act, type Doing } from '../platform/act.ts'
import { type Actor, account, anyOf, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isLocale, type Locale, locales } from '../platform/language.ts'
import { newId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import { registrars } from './register-person.ts'

/** Days after its last change when an unsent registration is erased. */
const keptDays = 30
const mostDrafts = 50

export interface RegistrationDraft {
  id: string
  /** Answers by field of the form, as typed; `photo` and `documentFile` name stored files. */
  answers: Record<string, string>
  language: Locale
  savedAt: Temporal.Instant
  expiresAt: Temporal.Instant
}

const Answers = z.record(z.string().max(40), z.string().max(2000))

/**
 * Starts a registration that an officer asks step by step, in the person's language. The officer alone sees it.
 * @throws Fault too-many-requests with 50 unsent ones
 */
export const startDraft = act({
  name: 'start-registration-draft',
  who: registrars,
  input: z.object({ language: z.enum(locales as [string, ...string[]]) }),
  async do({ language }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const { staff } = doing.actor
    const held = await doing.tx.one<{ n: number }>(
      sql`select count(*)::int as n from person.registration_draft where staff_id = ${staff}::uuid`,
    )
    if (held.n >= mostDrafts) throw new Fault('too-many-requests')
    const id = newId()
    await doing.tx.done(sql`
      insert into person.registration_draft (id, staff_id, language, answers, saved_at, expires_at)
      values (${id}::uuid, ${staff}::uuid, ${language}, '{}', ${doing.now.toString()}::timestamptz, ${expiry(doing)}::timestamptz)`)
    await concludeDraft(doing, 'registration-draft-started', id)
    return { id }
  },
})

/**
 * Keeps the answers of one part of a registration beside those kept before, so that it can be finished later or on another
 * device. The event says that it was saved, not what: nobody has registered anything yet.
 * @throws Fault not-found for a draft of somebody else
 */
export const saveDraft = act({
  name: 'save-registration-draft',
  who: anyOf(account, registrars),
  input: z.object({
    /** The officer's draft; a person has one of their own. */
    draft: z.uuid().optional(),
    /** Fields of the part; those absent from `answers` become unanswered. */
    fields: z.array(z.string().max(40)).max(40),
    answers: Answers,
  }),
  async do({ draft, fields, answers }, doing) {
    const { actor, tx } = doing
    const added = JSON.stringify(answers)
    const now = doing.now.toString()
    const kept =
      actor.kind === 'person'
        ? await tx.one<{ id: string }>(sql`
            insert into person.registration_draft as d (account_id, answers, saved_at, expires_at)
            values (${actor.account}::uuid, ${added}::jsonb, ${now}::timestamptz, ${expiry(doing)}::timestamptz)
            on conflict (account_id) do update set answers = (d.answers - ${fields}::text[]) || excluded.answers,
              saved_at = excluded.saved_at, expires_at = excluded.expires_at, version = d.version + 1
            returning id`)
        : await tx.one<{ id: string }>(sql`
            update person.registration_draft set answers = (answers - ${fields}::text[]) || ${added}::jsonb,
              saved_at = ${now}::timestamptz, expires_at = ${expiry(doing)}::timestamptz, version = version + 1
            where id = ${draft ?? null}::uuid and staff_id is not null returning id`)
    await concludeDraft(doing, 'registration-draft-saved', kept.id)
    return { id: kept.id }
  },
})

/** Erases an unsent registration of one's own. */
export const dropDraft = act({
  name: 'drop-registration-draft',
  who: anyOf(account, registrars),
  input: z.object({ draft: z.uuid() }),
  async do({ draft }, doing) {
    const dropped = await doing.tx.done(sql`delete from person.registration_draft where id = ${draft}::uuid`)
    if (dropped === 0) throw new Fault('not-found')
    await doing.record({ type: 'registration-draft-dropped', subjects: [], after: { draft } })
    return { id: draft }
  },
})

/** Each day: erases registrations left unsent for 30 days, and uploads of the same age that no record took. */
export const eraseOldDrafts = act({
  name: 'erase-old-drafts',
  who: system,
  input: z.object({}),
  async do(_, doing) {
    const now = doing.now.toString()
    const drafts = await doing.tx.done(
      sql`delete from person.registration_draft where expires_at <= ${now}::timestamptz`,
    )
    const files = await doing.tx.done(sql`
      delete from person.file where person_id is null and kind in ('photo', 'travel-document')
        and uploaded_at <= ${doing.now.subtract({ hours: 24 * keptDays }).toString()}::timestamptz`)
    await doing.record({ type: 'old-drafts-erased', subjects: [], after: { drafts, files } })
    return { drafts, files }
  },
})

/** The asker's own unsent registrations, newest first; nobody sees another's. */
export function findDrafts(instance: Instance, actor: Actor, id?: string): Promise<RegistrationDraft[]> {
  return read(
    instance,
    actor,
    {
      what: 'registration-draft',
      who: anyOf(account, registrars),
      purpose: 'register-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity'],
    },
    async ({ tx, now }) => {
      const rows = await tx.rows<{
        id: string
        answers: Record<string, string>
        language: string
        saved_at: Date
        expires_at: Date
      }>(sql`
        select id, answers, language, saved_at, expires_at from person.registration_draft
        where expires_at > ${now.toString()}::timestamptz ${id ? sql`and id = ${id}::uuid` : sql``}
        order by saved_at desc limit ${mostDrafts}`)
      return {
        answer: rows.map((row) => ({
          id: row.id,
          answers: row.answers,
          language: isLocale(row.language) ? row.language : ('ru' as const),
          savedAt: row.saved_at.toTemporalInstant(),
          expiresAt: row.expires_at.toTemporalInstant(),
        })),
        subjects: [],
      }
    },
  )
}

const concludeDraft = (doing: Doing, type: string, draft: string): Promise<void> =>
  doing.record({ type, subjects: [], after: { draft } })

const expiry = (doing: Doing): string => doing.now.add({ hours: 24 * keptDays }).toString()
