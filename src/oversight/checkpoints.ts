import { type Query, sql } from '../platform/database.ts'
import { findSignature, type Note, readNote, readVerifierKey, writeNote } from './signed-note.ts'

/** The newest checkpoint with the cosignatures it has, as text; undefined before the first. */
export async function latestCheckpoint(query: Query): Promise<string | undefined> {
  const row = await query.maybe<{ body: string; signature: string; lines: string[] }>(sql`
    select c.body, c.signature, coalesce((select array_agg(s.line order by s.witness) from oversight.cosignature s where s.checkpoint_id = c.id), '{}') as lines
    from oversight.checkpoint c order by c.id desc limit 1`)
  return row && writeNote({ body: row.body, lines: [row.signature, ...row.lines] })
}

/** The newest checkpoint that a witness has cosigned, as text; undefined while none has. */
export async function latestCosigned(query: Query): Promise<string | undefined> {
  const row = await query.maybe<{ body: string; signature: string; lines: string[] }>(sql`
    select c.body, c.signature, array_agg(s.line order by s.witness) as lines
    from oversight.checkpoint c join oversight.cosignature s on s.checkpoint_id = c.id
    where c.id = (select max(checkpoint_id) from oversight.cosignature) group by c.id`)
  return row && writeNote({ body: row.body, lines: [row.signature, ...row.lines] })
}

/**
 * Keeps the cosignatures of admitted witnesses under a checkpoint of ours.
 * @returns names of the witnesses whose line was good; none for a text that is no checkpoint of ours
 */
export async function keepCosignatures(query: Query, text: string): Promise<string[]> {
  const note: Note | undefined = readNote(text)
  if (!note) return []
  const ours = await query.maybe<{ id: bigint }>(
    sql`select id from oversight.checkpoint where body = ${note.body} order by id desc limit 1`,
  )
  if (!ours) return []
  const kept: string[] = []
  for (const { name, key } of await query.rows<{ name: string; key: string }>(
    sql`select name, key from oversight.witness`,
  )) {
    const verifier = readVerifierKey(key)
    const good = verifier && findSignature(note, verifier)
    if (!good?.at) continue
    await query.done(sql`
      insert into oversight.cosignature (checkpoint_id, witness, line, at)
      values (${ours.id}::bigint, ${name}, ${good.line}, ${good.at.toString()}::timestamptz) on conflict do nothing`)
    kept.push(name)
  }
  return kept
}
