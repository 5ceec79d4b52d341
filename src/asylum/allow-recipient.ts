import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { type Query, sql } from '../platform/database.ts'

export const Recipient = z.object({
  code: z.string().regex(/^[a-z0-9-]+$/, 'code-form'),
  names: z.object({ kk: z.string().min(1), ru: z.string().min(1), en: z.string().min(1) }).optional(),
  does: z.array(z.enum(['receives', 'judges', 'told'])).min(1, 'required'),
  /** The act or agreement that allows it. */
  ground: z.string().trim().min(10, 'too-short').max(300),
})

/**
 * Puts an institution on the list of those that may have anything of a request for asylum. Only the owner of the database can: there is no
 * page and no act for it. What the table refuses it refuses here: another state, a consulate, an authority that enforces.
 * @param owner a connection of the owner of the database
 */
export async function allowRecipient(
  owner: Query,
  given: z.input<typeof Recipient>,
  today: string,
): Promise<void> {
  const { code, names, does, ground } = parse(Recipient, given)
  const known = await owner.maybe<{ kind: string; names: unknown }>(
    sql`select kind, names from institution.institution where code = ${code}`,
  )
  await owner.done(sql`
    insert into asylum.recipient (code, names, kind, country, does, ground, listed_on)
    values (${code}, ${JSON.stringify(known?.names ?? names ?? {})}::jsonb, ${known?.kind ?? 'international'}, ${known ? 'KAZ' : null}, ${does}::text[],
      ${ground}, ${today}::date)
    on conflict (code) do update set does = excluded.does, ground = excluded.ground, listed_on = excluded.listed_on, ended_on = null`)
}

/** Takes it off the list: from the next statement on nothing is read there and nothing goes there. @returns whether it stood there */
export const endRecipient = async (owner: Query, code: string, today: string): Promise<boolean> =>
  (await owner.done(
    sql`update asylum.recipient set ended_on = ${today}::date where code = ${code} and ended_on is null`,
  )) > 0
