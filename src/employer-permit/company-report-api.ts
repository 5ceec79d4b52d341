import { z } from 'zod'
import { keyHolder } from '../platform/actor.ts'
import { look } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { fileForecast, findForecasts, forecastCategories, forecastDay } from './report-to-office.ts'

const who = keyHolder('company')
const base = `${apiBase}/company/forecasts`
const Year = z.coerce.number().int().min(2012).max(2100)

/** A company tells its need of foreign workers of a year and reads what it has told. The form is our proposal. */
export const companyReportApi: Route[] = [
  apiRoute({
    method: 'post',
    path: base,
    who,
    describe: {
      name: 'fileForecast',
      tag: 'permits',
      summary: 'Tell the need of foreign workers of a year',
      detail:
        'By 1 October of the year before; a later one is taken and marked, and stands in the way of nothing. Told again for the same category and occupation it replaces the former. It promises no place of the quota.',
      body: z.strictObject({
        employer: z.uuid(),
        year: z.int().min(2012).max(2100),
        category: z.enum(forecastCategories),
        occupation: z.string().describe('ISCO-08 unit group.'),
        workers: z.int().min(1).max(100_000),
        reason: z.string().trim().min(10, 'too-short').max(1000),
      }),
      example: {
        employer: '01938f4e-7c1a-7000-8000-3f2b8c1d9e5a',
        year: 2027,
        category: 'third',
        occupation: '2142',
        workers: 4,
        reason: 'Nobody answered the vacancy.',
      },
      once: true,
      answers: {
        200: { says: 'It is told.', schema: z.strictObject({ id: z.uuid(), inTime: z.boolean() }) },
      },
    },
    answer: ({ instance, actor }, { body, request }) => fileForecast(instance, actor, body, request),
  }),
  apiRoute({
    method: 'get',
    path: base,
    who,
    describe: {
      name: 'listForecasts',
      tag: 'permits',
      summary: 'List the need that you have told',
      query: z.strictObject({ year: Year }),
      example: { year: 2027 },
      answers: {
        200: {
          says: 'The last number of each category and occupation.',
          schema: z.strictObject({
            dueOn: z.iso.date(),
            forecasts: z.array(
              z.strictObject({
                region: z.string(),
                category: z.enum(forecastCategories),
                occupation: z.string(),
                workers: z.int(),
                late: z.boolean(),
              }),
            ),
          }),
        },
      },
    },
    async answer({ instance, actor }, { query: { year } }) {
      const rows = await look(instance, actor, (tx) => findForecasts(tx, year))
      return {
        dueOn: forecastDay(year),
        forecasts: rows.map(({ region, category, occupation, workers, late }) => ({
          region,
          category,
          occupation,
          workers,
          late: late > 0,
        })),
      }
    },
  }),
]
