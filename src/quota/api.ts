import { z } from 'zod'
import { everyone } from '../platform/actor.ts'
import { look } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { findBalances, findOutside } from './find-places.ts'
import { schemes, wholeCountry } from './hold-place.ts'
import { quotaCategories } from './set-allocation.ts'

const Region = z.string().regex(/^(\d{2}|KZ)$/)
const Scheme = z.enum(schemes)

export const PlacesAnswer = z.strictObject({
  year: z.int(),
  scheme: Scheme,
  places: z.array(
    z.strictObject({
      region: Region.describe(`KATO prefix, or ${wholeCountry} for a pool of the whole country.`),
      category: z.enum(quotaCategories),
      sector: z.string().describe('Section of OKED, or `all` where places are not divided by sector.'),
      places: z.int(),
      reserved: z.int().describe('Held by applications that are not decided or not paid.'),
      used: z.int().describe('Used by permits that run.'),
      free: z.int().describe('Never below zero: a lowered allocation may lie below what is held.'),
      versions: z.int().describe('How many versions the allocation has had within the year.'),
    }),
  ),
  outside: z
    .array(
      z.strictObject({
        region: Region,
        category: z.string(),
        reason: z.string().describe('The act that exempts, `extension`, or `not-allocated`.'),
        count: z.int(),
      }),
    )
    .describe('What needed no place: counted apart.'),
})

/** The headroom of the quota, for everybody. */
export const quotaApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${apiBase}/places`,
    who: everyone,
    describe: {
      name: 'listPlaces',
      tag: 'permits',
      summary: 'List the places for foreign workers of a year',
      query: z.strictObject({
        year: z.coerce.number().int().min(2012).max(2100).optional(),
        region: Region.optional(),
        scheme: Scheme.default('employer').describe('`employer`, `household` or `kandas`.'),
      }),
      example: { year: 2026 },
      answers: { 200: { says: 'Places by region and category.', schema: PlacesAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const year = query.year ?? instance.clock.today().year
      const { scheme, region } = query
      return look(instance, actor, async (tx) => {
        const rows = await findBalances(tx, { year, scheme, region })
        const outside = await findOutside(tx, scheme, year)
        return {
          year,
          scheme,
          places: rows.map(({ year: _, scheme: __, ...row }) => row),
          outside: outside
            .filter((one) => region === undefined || one.region === region)
            .map(({ cause, ...row }) => ({ ...row, reason: cause })),
        }
      })
    },
  }),
]
