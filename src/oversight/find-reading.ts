import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { isId } from '../platform/new-id.ts'
import { look } from '../platform/read.ts'
import type { Measure } from './judge-reading.ts'

export interface Alarm {
  id: string
  staff_id: string
  name: string
  kind: 'soft' | 'hard' | 'decoy' | 'pattern' | 'lock'
  measure: Measure
  at: Date
  n: number
  most: number
  finding: string | null
}
export interface Lock {
  id: string
  staff_id: string
  name: string
  measure: Measure
  locked_at: Date
  why: string
}
export interface Leave {
  name: string
  given_at: Date
  until: Date
  reason: string
}
/** One member of staff: persons opened and listed, and how often they decided otherwise than the rules' trace. */
export interface Reader {
  id: string
  name: string
  opened_day: number
  outside_day: number
  outside_week: number
  listed_day: number
  decided: number
  against: number
}
export interface ReadingOfUnit {
  alarms: Alarm[]
  locks: Lock[]
  leaves: Leave[]
  readers: Reader[]
}

const alarmColumns = sql`a.id, a.staff_id, s.name, a.kind, a.measure, a.at, a.n, a.most, a.finding`

/**
 * What a supervisor sees of the reading in their office, an auditor of everybody: numbers, alarms, locks, reasons given; whose data
 * it was, only the read log and the person know. Decisions count for 90 days; one is against the trace when it refuses with no condition
 * unmet or grants with one unmet. No personal data of the persons served leaves, so no read record is owed.
 */
export function findReading(instance: Instance, actor: Actor): Promise<ReadingOfUnit> {
  const now = instance.clock.now().toString()
  const day = instance.clock.today().toString()
  return look(instance, actor, async (tx) => ({
    alarms: await tx.rows<Alarm>(sql`
      select ${alarmColumns} from oversight.reading_alarm a join institution.staff s on s.id = a.staff_id
      order by a.finding is not null, a.at desc limit 50`),
    locks: await tx.rows<Lock>(sql`
      select l.id, l.staff_id, s.name, l.measure, l.locked_at, l.why from oversight.reading_lock l join institution.staff s on s.id = l.staff_id
      where l.unlocked_at is null and oversight.watches(l.staff_id) order by l.locked_at`),
    leaves: await tx.rows<Leave>(sql`
      select s.name, v.given_at, v.until, v.reason from oversight.reading_leave v join institution.staff s on s.id = v.staff_id
      where v.given_at > ${now}::timestamptz - interval '7 days' and oversight.watches(v.staff_id) order by v.given_at desc limit 50`),
    readers: await tx.rows<Reader>(sql`
      with counted as (
        select c.staff_id,
          coalesce(sum(c.n) filter (where c.measure = 'opened' and c.hour >= ${day}::date::timestamp at time zone 'Asia/Almaty'), 0)::int as opened_day,
          coalesce(sum(c.n) filter (where c.measure = 'outside' and c.hour >= ${day}::date::timestamp at time zone 'Asia/Almaty'), 0)::int as outside_day,
          coalesce(sum(c.n) filter (where c.measure = 'outside'), 0)::int as outside_week,
          coalesce(sum(c.n) filter (where c.measure = 'listed' and c.hour >= ${day}::date::timestamp at time zone 'Asia/Almaty'), 0)::int as listed_day
        from oversight.reading_count c where c.hour > ${now}::timestamptz - interval '168 hours' group by c.staff_id),
      decisions as (
        select d.decided_by as staff_id, count(*)::int as decided, (count(*) filter (where d.adverse <> jsonb_path_exists(d.trace,
          '$[*] ? (@.verdict == "not-met" && @.decides == true)')))::int as against
        from "case".decision d where d.decided_by_kind = 'staff' and d.kind in ('grant', 'refuse', 'extend') and d.trace <> '[]'
          and d.decided_at > ${now}::timestamptz - interval '90 days' group by d.decided_by)
      select s.id, s.name, coalesce(c.opened_day, 0) as opened_day, coalesce(c.outside_day, 0) as outside_day,
        coalesce(c.outside_week, 0) as outside_week, coalesce(c.listed_day, 0) as listed_day,
        coalesce(d.decided, 0) as decided, coalesce(d.against, 0) as against
      from institution.staff s left join counted c on c.staff_id = s.id left join decisions d on d.staff_id = s.id
      where (c.staff_id is not null or d.staff_id is not null) and oversight.watches(s.id)
      order by coalesce(c.outside_week, 0) desc, s.name limit 100`),
  }))
}

/** One alarm. @throws Fault not-found, the same for absent and of somebody the asker does not watch */
export function getAlarm(instance: Instance, actor: Actor, id: string | undefined): Promise<Alarm> {
  if (!isId(id)) throw new Fault('not-found')
  return look(instance, actor, (tx) =>
    tx.one<Alarm>(sql`select ${alarmColumns} from oversight.reading_alarm a join institution.staff s on s.id = a.staff_id
      where a.id = ${id}::uuid`),
  )
}

/** One lock that holds. @throws Fault not-found, the same for absent and of somebody the asker does not watch */
export function getLock(instance: Instance, actor: Actor, id: string | undefined): Promise<Lock> {
  if (!isId(id)) throw new Fault('not-found')
  return look(instance, actor, (tx) =>
    tx.one<Lock>(sql`select l.id, l.staff_id, s.name, l.measure, l.locked_at, l.why from oversight.reading_lock l
      join institution.staff s on s.id = l.staff_id where l.id = ${id}::uuid and l.unlocked_at is null and oversight.watches(l.staff_id)`),
  )
}

export interface ReaderDays {
  id: string
  name: string
  days: { day: string; opened: number; outside: number }[]
}

/** The days of one member of staff. @throws Fault not-found, the same for absent and for somebody the asker does not watch */
export function getReader(instance: Instance, actor: Actor, id: string | undefined): Promise<ReaderDays> {
  if (!isId(id)) throw new Fault('not-found')
  return look(instance, actor, async (tx) => ({
    ...(await tx.one<{ id: string; name: string }>(
      sql`select id, name from institution.staff where id = ${id}::uuid and oversight.watches(id)`,
    )),
    days: await tx.rows<ReaderDays['days'][number]>(sql`
      select day::text, count(*)::int as opened, count(*) filter (where outside)::int as outside from oversight.reading_opened
      where staff_id = ${id}::uuid group by day order by day desc limit 28`),
  }))
}

export interface Limit {
  id: bigint
  role: string | null
  measure: Measure
  hours: number
  soft: number
  hard: number
  valid_from: string
  valid_to: string | null
  ground: string
}

/** Limits that hold today or will, those of everybody first. */
export const findLimits = (instance: Instance, actor: Actor): Promise<Limit[]> =>
  look(instance, actor, (tx) =>
    tx.rows<Limit>(sql`
      select id, role, measure, hours, soft, hard, valid_from::text, valid_to::text, ground from oversight.reading_limit
      where valid_to is null or valid_to >= ${instance.clock.today().toString()}::date
      order by role nulls first, measure, hours, valid_from`),
  )
