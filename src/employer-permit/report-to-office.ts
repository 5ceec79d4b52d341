import { z } from 'zod'
import { findOccupation } from '../classifier/occupations.ts'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { categories } from './application-row.ts'

export const specialConditions = ['training', 'retraining', 'upgrading', 'jobs'] as const

/**
 * The employer reports how the special condition of a transfer within a group was kept: how many citizens, and what was done (duty to
 * report in the information system since 1 September 2025). A report is not changed; a newer one follows.
 * @throws Fault not-found, wrong-state for a permit that is no transfer, invalid-input for a day to come
 */
export const reportSpecialCondition = act({
  name: 'report-special-condition',
  who: account,
  input: z.object({
    permit: z.uuid(),
    condition: z.enum(specialConditions, { error: 'required' }),
    citizens: z.int('number').min(0, 'number').max(100_000, 'number'),
    says: z.string().trim().min(20, 'too-short').max(4000),
    periodTo: z.iso.date('day'),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person') throw new Fault('not-allowed')
    const permit = await tx.one<{
      category: string
      worker_person: string
      regions: string[]
      case_id: string
      employer_account: string
    }>(
      sql`select category, worker_person, regions, case_id, employer_account from employer_permit.permit where id = ${input.permit}::uuid`,
    )
    if (permit.employer_account !== actor.account) throw new Fault('not-found')
    if (permit.category !== 'intra-corporate') throw new Fault('wrong-state')
    if (input.periodTo > doing.today.toString()) throw invalid('periodTo', 'in-the-future')
    const id = newId()
    await tx.done(sql`
      insert into employer_permit.special_report (id, permit_id, employer_account, regions, condition, citizens, says, period_to, reported_at)
      values (${id}::uuid, ${input.permit}::uuid, ${actor.account}::uuid, ${permit.regions}::text[], ${input.condition}, ${input.citizens}, ${input.says},
        ${input.periodTo}::date, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'special-condition-reported',
      subjects: [permit.worker_person],
      case: permit.case_id,
      after: { permit: input.permit, condition: input.condition, citizens: input.citizens },
    })
    return { id }
  },
})

export interface SpecialReportRow {
  id: string
  condition: (typeof specialConditions)[number]
  citizens: number
  says: string
  period_to: string
  reported_at: Date
}

export const findSpecialReports = (query: Query, permit: string): Promise<SpecialReportRow[]> =>
  query.rows<SpecialReportRow>(sql`
    select id, condition, citizens, says, period_to::text, reported_at from employer_permit.special_report
    where permit_id = ${permit}::uuid order by reported_at desc limit 100`)

export const forecastCategories = categories.filter((one) => one !== 'intra-corporate')

/** The day by which the need of a year is told: 1 October of the year before. */
export const forecastDay = (year: number): string => `${year - 1}-10-01`

/**
 * An employer tells the employment body how many foreign workers it will need in a year, by category and occupation; by 1 October of the
 * year before. A later one is taken and marked late: it stands in the way of nothing. Telling it again replaces the former number.
 */
export const fileForecast = act({
  name: 'file-forecast',
  who: account,
  input: z.object({
    employer: z.uuid('required'),
    year: z.int('number').min(2012, 'number').max(2100, 'number'),
    category: z.enum(forecastCategories, { error: 'required' }),
    occupation: z.string().refine((code) => findOccupation(code) !== undefined, { error: 'required' }),
    workers: z.int('number').min(1, 'number').max(100_000, 'number'),
    reason: z.string().trim().min(10, 'too-short').max(1000),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'person') throw new Fault('not-allowed')
    const employer = await tx.one<{ region: string }>(sql`
      select region from organisation.employer where id = ${input.employer}::uuid and account_id = ${actor.account}::uuid and kind = 'legal-entity'`)
    if (input.year < doing.today.year || input.year > doing.today.year + 2) throw invalid('year', 'number')
    const inTime = doing.today.toString() <= forecastDay(input.year)
    const id = newId()
    await tx.done(sql`
      update employer_permit.forecast set superseded_at = ${doing.now.toString()}::timestamptz
      where employer_id = ${input.employer}::uuid and year = ${input.year} and region = ${employer.region} and category = ${input.category}
        and occupation = ${input.occupation} and superseded_at is null`)
    await tx.done(sql`
      insert into employer_permit.forecast (id, employer_id, employer_account, region, year, category, occupation, workers, reason, in_time, filed_at)
      values (${id}::uuid, ${input.employer}::uuid, ${actor.account}::uuid, ${employer.region}, ${input.year}, ${input.category}, ${input.occupation}, ${input.workers},
        ${input.reason}, ${inTime}, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'forecast-filed',
      subjects: actor.person ? [actor.person] : [],
      after: { ...input, region: employer.region, inTime },
    })
    return { id, inTime }
  },
})

export interface ForecastRow {
  year: number
  region: string
  category: (typeof forecastCategories)[number]
  occupation: string
  workers: number
  employers: number
  late: number
}

/** The need told by employers, summed: for an employer its own, for staff that of their regions. Nobody's reasons are in it. */
export const findForecasts = (query: Query, year: number): Promise<ForecastRow[]> =>
  query.rows<ForecastRow>(sql`
    select year, region, category, occupation, sum(workers)::int as workers, count(distinct employer_id)::int as employers,
      count(*) filter (where not in_time)::int as late
    from employer_permit.forecast where year = ${year} and superseded_at is null
    group by year, region, category, occupation order by region, category, occupation limit 1000`)
