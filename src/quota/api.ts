import { z } from 'zod'
import { everyone } from '../platform/actor.ts'
import { look } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { findBalances } from './find-places.ts'
import { quotaCategories } from './set-allocation.ts'

const Region = z.string().regex(/^\d{2}$/)

export const PlacesAnswer = z.strictObject({
  year: z.int(),
  places: z.array(
    z.strictObject({
      region: Region.describe('KATO prefix.'),
      category: z.enum(quotaCategories),
      places: z.int(),
      reserved: z.int().describe('Held by applications that are not decided or not paid.'),
      used: z.int().describe('Used by permits that run.'),
      free: z.int().describe('Never below zero: a lowered allocation may lie below what is held.'),
      versions: z.int().describe('How many versions the allocation has had within the year.'),
    }),
  ),
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
      }),
      example: { year: 2026 },
      answers: { 200: { says: 'Places by region and category.', schema: PlacesAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const year = query.year ?? instance.clock.today().year
      const rows = await look(instance, actor, (tx) => findBalances(tx, year, query.region))
      return { year, places: rows.map(({ year: _, ...row }) => row) }
    },
  }),
]
