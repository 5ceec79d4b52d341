import { z } from 'zod'
import { act } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { type History, lastLawfulDay } from './count-days.ts'
import { readHistories } from './read-histories.ts'
import { dayNumber, dayText, stayRulesAt } from './stay-rules.ts'

/** What may make the clock wrong, as codes that the officer's page says in words. */
export const missingCodes = [
  'exit-unknown',
  'border-late',
  'visa-unknown',
  'earlier-exit-unknown',
  'identity-doubt',
  'explanation-waits',
  'no-account',
] as const
export type Missing = (typeof missingCodes)[number]

const pageSize = 1000
/** Hours without anything from the border after which its silence is named. */
const silence = 24

interface Candidate {
  id: string
  citizenship: string
  regions: string[]
  doubted: boolean
  explains: boolean
  account: boolean
}

/**
 * Counts anew whose last lawful day has passed, a page of people at a time, and what is not known about each. Whoever left, got a
 * ground or has no clock is not listed, and one who was is resolved. A list of questions for humans: it changes nobody's status.
 * @returns where to go on; `next` is null at the end
 */
export const findOverstays = act({
  name: 'find-overstays',
  who: system,
  input: z.object({ after: z.uuid() }),
  async do({ after }, doing) {
    const { tx, today, now } = doing
    const people = await candidates(tx, after)
    const histories = await readHistories(
      tx,
      people.map(({ id }) => id),
    )
    const { heard } = await tx.one<{ heard: Date | null }>(sql`select stay.border_heard_at() as heard`)
    const late = !heard || now.epochMilliseconds - heard.getTime() > silence * 3_600_000
    const on = dayNumber(today.toString())
    const over = people.flatMap((person) => {
      const history = histories.get(person.id) as History
      const { last, reason, entered } = lastLawfulDay(history, person.citizenship, on)
      if (last === undefined || last >= on || entered === undefined) return []
      const missing: Missing[] = [
        'exit-unknown',
        ...(late ? (['border-late'] as const) : []),
        ...(stayRulesAt(person.citizenship, entered).regime === 'general' ? (['visa-unknown'] as const) : []),
        ...(history.left.slice(0, -1).some((left) => left === null)
          ? (['earlier-exit-unknown'] as const)
          : []),
        ...(person.doubted ? (['identity-doubt'] as const) : []),
        ...(person.explains ? (['explanation-waits'] as const) : []),
        ...(person.account ? [] : (['no-account'] as const)),
      ]
      return [{ person: person.id, regions: person.regions, lastDay: dayText(last), reason, missing }]
    })
    const listed = await list(tx, over, now.toString())
    const resolved = await tx.rows<{ person_id: string }>(sql`
      update stay.overstay set state = 'resolved', state_since = ${now.toString()}::timestamptz, checked_at = ${now.toString()}::timestamptz, version = version + 1
      where person_id = any (${people.map(({ id }) => id)}::uuid[]) and not person_id = any (${over.map(({ person }) => person)}::uuid[])
        and state <> 'resolved' returning person_id`)
    await doing.record({
      type: 'overstays-counted',
      subjects: [...listed, ...resolved.map((row) => row.person_id)],
      ground: 'GOV-148',
      after: { counted: people.length, listed: listed.length, resolved: resolved.length },
    })
    return { listed: listed.length, next: people.length === pageSize ? (people.at(-1)?.id ?? null) : null }
  },
})

const candidates = (tx: Tx, after: string): Promise<Candidate[]> =>
  tx.rows<Candidate>(sql`
    select p.id, p.citizenship, p.regions,
      p.id in (select i.a from identity.pair i where i.state in ('open', 'proposed')
        union all select i.b from identity.pair i where i.state in ('open', 'proposed')) as doubted,
      exists (select 1 from stay.explanation e join "case"."case" c on c.id = e.case_id
        where e.person_id = p.id and e.about = 'overstay' and c.closed_at is null) as explains,
      exists (select 1 from person.account a where a.person_id = p.id and a.closed_at is null) as account
    from person.person p
    where p.id > ${after}::uuid and p.same_as is null and p.citizenship <> 'KAZ'
      and (exists (select 1 from stay.crossing c where c.person_id = p.id and c.superseded_at is null)
        or exists (select 1 from stay.overstay o where o.person_id = p.id))
    order by p.id limit ${pageSize}`)

interface Over {
  person: string
  regions: string[]
  lastDay: string
  reason: string
  missing: string[]
}

/** Those newly on the list, or on it again because their last day is another one than was closed. */
async function list(tx: Tx, over: Over[], now: string): Promise<string[]> {
  if (over.length === 0) return []
  const rows = await tx.rows<{ person_id: string; state_since: Date }>(sql`
    insert into stay.overstay as o (person_id, regions, last_day, reason, missing, found_at, checked_at, state_since)
    select r.person, r.regions, r.last_day, r.reason, r.missing, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(
      over.map((one) => ({ ...one, last_day: one.lastDay })),
    )}::jsonb) as r(person uuid, regions text[], last_day date, reason text, missing text[])
    on conflict (person_id) do update set regions = excluded.regions, reason = excluded.reason, missing = excluded.missing,
      checked_at = excluded.checked_at, last_day = excluded.last_day,
      state = case when o.state = 'resolved' or (o.state = 'closed' and o.last_day <> excluded.last_day) then 'open' else o.state end,
      state_since = case when o.state = 'resolved' or (o.state = 'closed' and o.last_day <> excluded.last_day) then excluded.state_since else o.state_since end,
      version = case when o.state = 'resolved' or (o.state = 'closed' and o.last_day <> excluded.last_day) then o.version + 1 else o.version end
    returning person_id, state_since`)
  const fresh = new Date(now).getTime()
  return rows.filter((row) => row.state_since.getTime() === fresh).map((row) => row.person_id)
}
