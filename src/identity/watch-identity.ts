import { z } from 'zod'
import { act } from '../platform/act.ts'
import { staff, system } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { checkKeys, type KeysCheck } from './check-keys.ts'
import { type Agreement, checkSpellings } from './check-spellings.ts'
import { getWeights } from './find-weights.ts'
import { type LabelledFigures, measureLabelled } from './measure-labelled.ts'

export const weightReaders = staff('registrar', 'supervisor', 'administrator', 'analyst', 'auditor')

/** What is counted of each new record. `ordinary_day`: the birth date is not the first of January, which papers say when the day is not known. */
export const watchedFields = [
  'family',
  'native_name',
  'patronymic',
  'birth_date',
  'ordinary_day',
  'sex',
  'document',
  'iin',
  'photo',
] as const
export type WatchedField = (typeof watchedFields)[number]

/** A field that went missing: its share in the last week beside the four weeks before. */
export interface CoverageAlarm {
  /** KATO prefix, or `KZ` for the country. */
  region: string
  field: WatchedField
  recent: number
  records: number
  before: number
  /** The first day from which on its share stayed below half of what it was, or the first of the week. */
  since: string
}

/** What reviewers said of pairs of a likeliness. */
export interface Band {
  from: number
  to: number
  same: number
  notSame: number
}

export interface WatchReport {
  weights: number
  thresholds: { same: number; review: number }
  coverage: CoverageAlarm[]
  labelled: LabelledFigures
  spellings: Agreement
  keys: KeysCheck
  reviews: { bands: Band[]; merged: number; sentBack: number; unmerged: number; unsure: number }
  alarms: string[]
}

const [recentDays, beforeDays] = [7, 28]
/** Fewer new records than this say nothing of a share. */
const leastRecords = { recent: 20, before: 50 }

/**
 * Looks after the finding of records of one person: counts what new records lack, measures the weights in force on the labelled set,
 * asks whether people are found by their other spelling, and counts what reviewers said. Keeps the figures with their day and names what is
 * wrong. Safe to do twice a day: the later look replaces the earlier. Nothing of a person is kept.
 */
export const watchIdentity = act({
  name: 'watch-identity',
  who: system,
  input: z.object({}),
  async do(_, doing) {
    const { tx } = doing
    await countCoverage(tx, doing.today)
    const weights = await getWeights(tx)
    const thresholds = { same: weights.same, review: weights.review }
    const found = {
      weights: weights.version,
      thresholds,
      coverage: alarmsOf(await findCoverage(tx, doing.today), doing.today),
      labelled: await measureLabelled(weights.parameters, thresholds),
      spellings: await checkSpellings(tx),
      keys: await checkKeys(tx),
      reviews: await countReviews(tx),
    }
    const report: WatchReport = { ...found, alarms: alarmCodes(found) }
    await tx.done(sql`
      insert into identity.watch (day, at, report) values (${doing.today.toString()}::date, ${doing.now.toString()}::timestamptz, ${JSON.stringify(report)}::jsonb)
      on conflict (day) do update set at = excluded.at, report = excluded.report`)
    await doing.record({ type: 'identity-watched', subjects: [], after: { alarms: report.alarms } })
    return report
  },
})

/** Counts the last five weeks anew, since a number or photograph may come some days after the record. */
async function countCoverage(tx: Tx, today: Temporal.PlainDate): Promise<void> {
  const from = today.subtract({ days: recentDays + beforeDays }).toString()
  await tx.done(sql`delete from identity.coverage where day >= ${from}::date`)
  await tx.done(sql`
    insert into identity.coverage (day, region, field, filled, records)
    select day, region, field, count(*) filter (where there), count(*) from (
      select (p.registered_at at time zone 'Asia/Almaty')::date as day, coalesce(p.regions[1], '??') as region, p.birth_date, p.sex, p.native_name, p.photo,
        exists (select 1 from person.name n where n.person_id = p.id and n.superseded_at is null and n.family is not null) as family,
        exists (select 1 from person.name n where n.person_id = p.id and n.superseded_at is null and n.patronymic is not null) as patronymic,
        exists (select 1 from person.travel_document d where d.person_id = p.id and d.superseded_at is null) as document,
        exists (select 1 from person.iin i where i.person_id = p.id and i.superseded_at is null) as iin
      from person.person p where p.registered_at >= ${from}::date at time zone 'Asia/Almaty') one,
      lateral (values ('family', family), ('native_name', native_name is not null), ('patronymic', patronymic), ('birth_date', length(birth_date) = 10),
        ('ordinary_day', birth_date !~ '-01-01$'), ('sex', sex <> 'unspecified'), ('document', document), ('iin', iin), ('photo', photo is not null)) f(field, there)
    group by day, region, field`)
}

export interface CoverageDay {
  day: string
  region: string
  field: WatchedField
  filled: number
  records: number
}

/** Day by day for the last five weeks. */
export const findCoverage = (
  tx: Pick<Tx, 'rows'>,
  today: Temporal.PlainDate,
  region?: string,
): Promise<CoverageDay[]> =>
  tx.rows<CoverageDay>(sql`
    select day::text, region, field, filled, records from identity.coverage
    where day >= ${today.subtract({ days: recentDays + beforeDays }).toString()}::date ${region ? sql`and region = ${region}` : sql``} order by day`)

/**
 * Fields that went missing in a region or the country: a share that fell by ten points or more and by more than chance explains (four
 * standard errors). A region with few new records raises no alarm, and says nothing.
 */
export function alarmsOf(days: CoverageDay[], today: Temporal.PlainDate): CoverageAlarm[] {
  const border = today.subtract({ days: recentDays }).toString()
  const groups = new Map<string, CoverageDay[]>()
  for (const one of days)
    for (const region of [one.region, 'KZ']) {
      const key = `${region} ${one.field}`
      const list = groups.get(key)
      if (list) list.push(one)
      else groups.set(key, [one])
    }
  const sum = (list: CoverageDay[]) => ({
    filled: list.reduce((all, one) => all + one.filled, 0),
    records: list.reduce((all, one) => all + one.records, 0),
  })
  return [...groups].flatMap(([key, list]): CoverageAlarm[] => {
    const [region = '', field = ''] = key.split(' ')
    const [recent, before] = [
      sum(list.filter(({ day }) => day > border)),
      sum(list.filter(({ day }) => day <= border)),
    ]
    if (recent.records < leastRecords.recent || before.records < leastRecords.before) return []
    const [now, then] = [recent.filled / recent.records, before.filled / before.records]
    const pooled = (recent.filled + before.filled) / (recent.records + before.records)
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / recent.records + 1 / before.records))
    if (then - now < 0.1 || then - now < 4 * error) return []
    const byDay = Map.groupBy(list, ({ day }) => day)
    const low = [...byDay.keys()].sort().filter((day) => {
      const { filled, records } = sum(byDay.get(day) ?? [])
      return filled / records >= then / 2
    })
    const last = low.at(-1)
    const since = [...byDay.keys()].sort().find((day) => day > (last && last > border ? last : border))
    return [
      {
        region,
        field: field as WatchedField,
        recent: now,
        records: recent.records,
        before: then,
        since: since ?? border,
      },
    ]
  })
}

const borders = [0, 0.2, 0.5, 0.9, 1.000001]

async function countReviews(tx: Tx): Promise<WatchReport['reviews']> {
  const rows = await tx.rows<{ band: number; same: number; not_same: number }>(sql`
    select width_bucket(probability, ${borders.slice(0, -1)}::float8[]) as band, count(*) filter (where state = 'same')::int as same,
      count(*) filter (where state = 'not-same')::int as not_same from identity.pair where state in ('same', 'not-same') group by 1`)
  const answers = await tx.one<{ unsure: number; unmerged: number; merged: number; sent_back: number }>(sql`
    select count(*) filter (where answer = 'unsure')::int as unsure, count(*) filter (where answer = 'unmerge')::int as unmerged,
      (select count(*)::int from identity.merge where confirmed_at is not null) as merged,
      (select count(*)::int from identity.merge where confirmed_at is null and undone_at is not null) as sent_back
    from identity.review`)
  return {
    bands: borders.slice(0, -1).map((from, i) => {
      const row = rows.find(({ band }) => band === i + 1)
      return {
        from,
        to: Math.min(1, borders[i + 1] as number),
        same: row?.same ?? 0,
        notSame: row?.not_same ?? 0,
      }
    }),
    merged: answers.merged,
    sentBack: answers.sent_back,
    unmerged: answers.unmerged,
    unsure: answers.unsure,
  }
}

/** What somebody should look into, as codes. */
function alarmCodes(found: Omit<WatchReport, 'alarms'>): string[] {
  const { coverage, labelled, spellings, keys, reviews } = found
  const likeliest = reviews.bands.at(-1)
  const decided = (likeliest?.same ?? 0) + (likeliest?.notSame ?? 0)
  return [
    ...(coverage.length > 0 ? ['coverage'] : []),
    ...(labelled.missed > 0.25 || labelled.falseShare > 0.1 ? ['labelled'] : []),
    ...(spellings.asked >= 50 && spellings.consonants / spellings.asked < 0.9 ? ['spellings'] : []),
    ...(keys.asked >= 20 && keys.found / keys.asked < 0.9 ? ['keys'] : []),
    ...(decided >= 20 && (likeliest?.notSame ?? 0) / decided > 0.5 ? ['reviewers-disagree'] : []),
    ...(reviews.merged >= 20 && reviews.unmerged / reviews.merged > 0.05 ? ['taken-apart'] : []),
  ]
}
