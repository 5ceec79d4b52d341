import { z } from 'zod'
import { everyone } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { look } from '../platform/read.ts'
import { apiBase, apiJson, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'

const ThreeNames = z.object({ kk: z.string(), ru: z.string(), en: z.string() })

export const OfficesAnswer = z.strictObject({
  at: z.iso.date(),
  offices: z.array(
    z.strictObject({
      id: z.uuid(),
      institution: z.string(),
      institutionNames: ThreeNames,
      names: ThreeNames,
      region: z
        .string()
        .nullable()
        .describe('KATO prefix of the region it sits in; null for national offices.'),
      address: z.record(z.string(), z.unknown()).nullable(),
      matters: z.array(
        z.strictObject({
          matter: z.string(),
          region: z.string().describe('`*` stands for every region.'),
        }),
      ),
    }),
  ),
})

/** Offices and what each decides where, for anybody. */
export const officesApi: Route[] = [
  apiRoute({
    method: 'get',
    path: `${apiBase}/offices`,
    who: everyone,
    describe: {
      name: 'listOffices',
      tag: 'offices',
      summary: 'List the offices of a day and what they decide',
      query: z.strictObject({
        region: z
          .string()
          .regex(/^\d{2}$/)
          .optional()
          .describe('KATO prefix: offices that sit in the region or decide for it.'),
        at: z.iso.date().optional().describe('Today in Kazakhstan unless given.'),
      }),
      example: { region: '75' },
      answers: { 200: { says: 'The offices, in the order of their names.', schema: OfficesAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const at = query.at ?? instance.clock.today().toString()
      const region = query.region ?? null
      const offices = await look(instance, actor, (tx) =>
        tx.rows(sql`
          select o.id, o.institution, i.names as "institutionNames", o.names, o.region, o.address,
            coalesce(j.matters, '[]') as matters
          from institution.office o join institution.institution i on i.code = o.institution
          left join lateral (select jsonb_agg(jsonb_build_object('matter', d.matter, 'region', d.region) order by d.matter, d.region) as matters,
              bool_or(d.region in (${region}, '*')) as decides
            from institution.jurisdiction d where d.office_id = o.id and d.valid_from <= ${at}::date and (d.valid_to is null or d.valid_to >= ${at}::date)) j on true
          where o.valid_from <= ${at}::date and (o.valid_to is null or o.valid_to >= ${at}::date)
            and (${region}::text is null or o.region = ${region} or j.decides)
          order by o.names ->> 'en', o.id`),
      )
      return apiJson({ at, offices }, 200, { 'cache-control': 'public, max-age=300' })
    },
  }),
]
