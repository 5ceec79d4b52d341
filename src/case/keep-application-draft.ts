import { z } from 'zod'
import { act, type Doing } from '../platform/act.ts'
import { type Actor, account, system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { look } from '../platform/read.ts'

/** The kind of an unsent extension: one for each permit or status. */
export const extensionDraft = (of: string): string => `extend-${of}`

/** Days after it was last saved when an unsent application is erased. */
const keptDays = 30

export interface ApplicationDraft {
  /** Answers by field of the form, as typed; a list has its values in order. */
  answers: Record<string, string | string[]>
  /** Under the law of this moment it was begun. */
  begunAt: Temporal.Instant
  savedAt: Temporal.Instant
}

/**
 * Keeps an unsent application beside others of another kind, so that it is finished later or on another device. The day it was begun
 * stays, so that its applicant is told what changed since. The event says that it was saved, not what: nothing was asked yet.
 */
export const saveApplicationDraft = act({
  name: 'save-application-draft',
  who: account,
  input: z.object({
    kind: z.string().regex(/^[a-z0-9-]{3,60}$/),
    answers: z.record(
      z.string().max(60),
      z.union([z.string().max(2000), z.array(z.string().max(200)).max(40)]),
    ),
  }),
  async do({ kind, answers }, doing) {
    if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
    if (Object.keys(answers).length > 80) throw new Fault('too-large')
    const now = doing.now.toString()
    await doing.tx.done(sql`
      insert into "case".application_draft as d (account_id, kind, answers, begun_at, saved_at, expires_at)
      values (${doing.actor.account}::uuid, ${kind}, ${JSON.stringify(answers)}::jsonb, ${now}::timestamptz, ${now}::timestamptz,
        ${doing.now.add({ hours: 24 * keptDays }).toString()}::timestamptz)
      on conflict (account_id, kind) do update set answers = excluded.answers, saved_at = excluded.saved_at, expires_at = excluded.expires_at,
        version = d.version + 1, begun_at = case when d.expires_at <= excluded.saved_at then excluded.begun_at else d.begun_at end`)
    await doing.record({ type: 'application-draft-saved', subjects: [], after: { kind } })
    return { kind }
  },
})

/** Erases one's own unsent application of a kind. @throws Fault not-found */
export const dropApplicationDraft = act({
  name: 'drop-application-draft',
  who: account,
  input: z.object({ kind: z.string().max(60) }),
  async do({ kind }, doing) {
    if (!(await eraseDraft(doing, kind))) throw new Fault('not-found')
    await doing.record({ type: 'application-draft-dropped', subjects: [], after: { kind } })
    return { kind }
  },
})

/** Joins the act that sends what the draft held: it is not kept beside the application. Returns whether there was one. */
export const eraseDraft = async ({ tx, actor }: Doing, kind: string): Promise<boolean> =>
  actor.kind === 'person' &&
  (await tx.done(
    sql`delete from "case".application_draft where account_id = ${actor.account}::uuid and kind = ${kind}`,
  )) > 0

/** Each day: erases applications left unsent for 30 days. */
export const eraseOldApplicationDrafts = act({
  name: 'erase-old-application-drafts',
  who: system,
  input: z.object({}),
  async do(_, doing) {
    const drafts = await doing.tx.done(
      sql`delete from "case".application_draft where expires_at <= ${doing.now.toString()}::timestamptz`,
    )
    await doing.record({ type: 'old-application-drafts-erased', subjects: [], after: { drafts } })
    return { drafts }
  },
})

/** The asker's own unsent application of a kind; nobody sees another's, so no read record is owed. */
export async function findApplicationDraft(
  instance: Instance,
  actor: Actor,
  kind: string,
): Promise<ApplicationDraft | undefined> {
  if (actor.kind !== 'person') return undefined
  const row = await look(instance, actor, (tx) =>
    tx.maybe<{ answers: ApplicationDraft['answers']; begun_at: Date; saved_at: Date }>(sql`
      select answers, begun_at, saved_at from "case".application_draft
      where account_id = ${actor.account}::uuid and kind = ${kind} and expires_at > ${instance.clock.now().toString()}::timestamptz`),
  )
  return (
    row && {
      answers: row.answers,
      begunAt: row.begun_at.toTemporalInstant(),
      savedAt: row.saved_at.toTemporalInstant(),
    }
  )
}
