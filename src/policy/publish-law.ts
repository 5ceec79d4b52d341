import { z } from 'zod'
import { act, type Doing, type Refusal, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { objectionsTo, type Proposed } from './check-publication.ts'
import { lawNow } from './follow-law.ts'
import { PolicyTable, PolicyValue } from './policy-schema.ts'
import { type Content, publishedKinds } from './published-law.ts'

/** Officials who set what the law leaves to the ministry; the database holds that their office is of a ministry. */
export const lawKeepers = staff('analyst', 'administrator')

const day = z.iso.date('day')
const Title = z.strictObject({ kk: z.string().min(1), ru: z.string().min(1), en: z.string().min(1) })
const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'month-day')
const ContentOf = {
  value: z.strictObject({
    value: z.union([PolicyValue, PolicyTable]),
    words: z.record(z.string().max(80), Title).optional(),
  }),
  'moved-day': z.strictObject({ rest: day, work: day }),
  'kurban-ait': z.strictObject({ on: day }),
  holiday: z.strictObject({ day: MonthDay, moves: z.boolean(), name: Title }),
  'holiday-end': z.strictObject({ day: MonthDay }),
  'whole-year': z.strictObject({ year: z.int('number').min(2027, 'number').max(2100, 'number') }),
} as const

export const ProposedLaw = z.object({
  kind: z.enum(publishedKinds, { error: 'required' }),
  /** The id of a value; of a day it is made from the day. */
  key: z.string().trim().min(1, 'required').max(80),
  content: z.unknown(),
  /** Takes the place of the version that begins on the same day. */
  corrects: z.boolean().default(false),
  appliesFrom: day,
  appliesTo: day.optional(),
  adopted: day,
  inForce: day,
  /** The act with its number and date, as it is cited. */
  instrument: z.string().trim().min(5, 'required').max(300),
  article: z.string().trim().min(1, 'required').max(200),
  url: z.url('url').max(500).optional(),
  state: z.enum(['in force', 'pilot'], { error: 'required' }),
  note: z.string().trim().max(1000).optional(),
})

/**
 * An official of the ministry proposes a text of the law that officials set. What overlaps, leaves a gap or names no article is
 * refused with its place; nothing applies until another official publishes it.
 * @throws Fault invalid-input with the field, a code and the days it names; not-allowed outside a ministry
 */
export const proposeLaw = act({
  name: 'propose-law',
  who: lawKeepers,
  input: ProposedLaw,
  do: (input, doing) => proposeText(doing, input),
})

/**
 * Inside an act: the proposal of a text, as `proposeLaw` makes it; `scenario` names the replay of past decisions in which it was tried.
 * @throws Fault as `proposeLaw`
 */
export async function proposeText(
  doing: Doing,
  input: z.output<typeof ProposedLaw>,
  scenario: string | null = null,
): Promise<{ id: string } | Refusal> {
  await ministryOf(doing)
  const { tx } = doing
  const read = ContentOf[input.kind].safeParse(input.content)
  if (!read.success)
    throw new Fault('invalid-input', {
      issues: read.error.issues.map((issue) => ({
        path: String(issue.path[0] ?? 'value'),
        code: /^[a-z-]+$/.test(issue.message) ? issue.message : 'required',
      })),
    })
  if (input.inForce < input.adopted) throw invalid('inForce', 'before-adopted')
  if (input.appliesTo && input.appliesTo < input.appliesFrom) throw invalid('appliesTo', 'before-start')
  const row: Proposed = {
    act: input.corrects ? 'correct' : 'set',
    kind: input.kind,
    key: input.key,
    content: read.data as Content,
    applies_from: input.appliesFrom,
    applies_to: input.appliesTo ?? null,
    adopted: input.adopted,
    in_force: input.inForce,
    instrument: input.instrument,
    article: input.article,
    url: input.url ?? null,
    state: input.state,
    note: input.note || null,
    withdraws: null,
  }
  const [objection] = objectionsTo(row, await lawNow(tx), doing.today.toString())
  if (objection) throw new Fault('invalid-input', { issues: [objection] })
  if (await isWaiting(doing, row.kind, row.key)) return refuse({ code: 'already-proposed' })
  return insert(doing, row, scenario)
}

/** Proposes to withdraw a published text before it applies; what applies already is corrected by a newer one. @throws Fault not-found */
export const proposeWithdrawal = act({
  name: 'propose-withdrawal-of-law',
  who: lawKeepers,
  input: z.object({ publication: z.uuid(), reasons: z.string().trim().min(5, 'required').max(1000) }),
  async do(input, doing) {
    await ministryOf(doing)
    const row = await doing.tx.one<Proposed & { withdrawn: boolean }>(sql`
      select act, kind, key, content, applies_from, applies_to, adopted, in_force, instrument, article, url, state, note,
        exists (select from policy.publication w where w.withdraws = p.id and w.published_at is not null) as withdrawn
      from policy.publication p where id = ${input.publication}::uuid and published_at is not null and act <> 'withdraw'`)
    const { withdrawn, ...text } = row
    if (withdrawn) return refuse({ code: 'withdrawn-already' })
    if (text.applies_from <= doing.today.toString()) return refuse({ code: 'applies-already' })
    if (await isWaiting(doing, text.kind, text.key)) return refuse({ code: 'already-proposed' })
    return insert(doing, { ...text, act: 'withdraw', withdraws: input.publication, note: input.reasons })
  },
})

/**
 * Another official of the same ministry publishes what one proposed, and from the next request on every process decides by it; or
 * declines it with reasons. It is compared once more with the law as it has become.
 * @throws Fault not-found, wrong-state
 */
export const concludeLaw = act({
  name: 'conclude-law',
  who: lawKeepers,
  input: z.object({
    publication: z.uuid(),
    publish: z.boolean(),
    reasons: z.string().trim().max(1000).default(''),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const institution = await ministryOf(doing)
    const now = doing.now.toString()
    // One at a time, so that the order of publication is the order in which it is seen.
    await tx.done(sql`select pg_advisory_xact_lock(hashtextextended('policy.publication', 0))`)
    const row = await tx.one<Proposed & { proposed_by: string; open: boolean; scenario: string | null }>(sql`
      select act, kind, key, content, applies_from, applies_to, adopted, in_force, instrument, article, url, state, note, withdraws, proposed_by, scenario,
        published_at is null and declined_at is null as open
      from policy.publication where id = ${input.publication}::uuid`)
    if (!row.open) throw new Fault('wrong-state')
    if (!input.publish) {
      if (input.reasons.length < 5) throw invalid('reasons', 'required')
      await tx.done(sql`update policy.publication set declined_by = ${actor.staff}::uuid, declined_at = ${now}::timestamptz,
        decline_reasons = ${input.reasons} where id = ${input.publication}::uuid`)
      await doing.record({ type: 'law-declined', subjects: [], after: { publication: input.publication } })
      return { published: false }
    }
    if (row.proposed_by === actor.staff) return refuse({ code: 'second-person' })
    if (row.act === 'withdraw' && row.applies_from <= doing.today.toString())
      return refuse({ code: 'applies-already' })
    const [objection] = objectionsTo(row, await lawNow(tx), doing.today.toString())
    if (objection)
      return refuse({ code: objection.code, ...(objection.values ? { values: objection.values } : {}) })
    await tx.done(sql`update policy.publication set published_by = ${actor.staff}::uuid, publishing_institution = ${institution}, publishing_kind = 'ministry',
      published_at = ${now}::timestamptz, serial = (select coalesce(max(serial), 0) + 1 from policy.publication) where id = ${input.publication}::uuid`)
    await doing.record({
      type: row.act === 'withdraw' ? 'law-withdrawn' : 'law-published',
      subjects: [],
      ground: row.instrument,
      after: { publication: input.publication, kind: row.kind, key: row.key, from: row.applies_from },
    })
    if (row.scenario) await doing.later('reaction', 'share-scenario', { scenario: row.scenario })
    return { published: true }
  },
})

/** Whether the asker's office is of a ministry. */
export const isOfMinistry = async (tx: Pick<Tx, 'one'>): Promise<boolean> =>
  (await tx.one<{ ministry: boolean }>(sql`select policy.of_ministry() as ministry`)).ministry

/** The ministry the actor's office belongs to. @throws Fault not-allowed */
async function ministryOf({ actor, tx }: Doing): Promise<string> {
  if (actor.kind !== 'staff' || !(await isOfMinistry(tx))) throw new Fault('not-allowed')
  return actor.institution
}

const isWaiting = async ({ tx }: Doing, kind: string, key: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from policy.publication where kind = ${kind} and key = ${key} and published_at is null and declined_at is null`)) !==
  undefined

async function insert(doing: Doing, row: Proposed, scenario: string | null = null): Promise<{ id: string }> {
  const { actor } = doing
  if (actor.kind !== 'staff') throw new Fault('not-allowed')
  const id = newId()
  await doing.tx.done(sql`
    insert into policy.publication (id, act, kind, key, content, applies_from, applies_to, adopted, in_force, instrument, article, url, state, note, withdraws,
      scenario, proposed_by, proposing_institution, proposing_kind, proposed_at)
    values (${id}::uuid, ${row.act}, ${row.kind}, ${row.key}, ${JSON.stringify(row.content)}::jsonb, ${row.applies_from}::date, ${row.applies_to}::date,
      ${row.adopted}::date, ${row.in_force}::date, ${row.instrument}, ${row.article}, ${row.url}, ${row.state}, ${row.note}, ${row.withdraws}::uuid,
      ${scenario}, ${actor.staff}::uuid, ${actor.institution}, 'ministry', ${doing.now.toString()}::timestamptz)`)
  await doing.record({
    type: row.act === 'withdraw' ? 'law-withdrawal-proposed' : 'law-proposed',
    subjects: [],
    ground: row.instrument,
    after: {
      publication: id,
      kind: row.kind,
      key: row.key,
      from: row.applies_from,
      ...(scenario ? { scenario } : {}),
    },
  })
  return { id }
}
