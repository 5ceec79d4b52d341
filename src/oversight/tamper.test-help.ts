import { randomBytes } from 'node:crypto'
import { type Query, sql } from '../platform/database.ts'
import { growTree, hashLeaf } from './merkle.ts'

/** What a superuser of the database could try, and who has to find it. */
export interface Tampering {
  name: string
  finds: 'outsider' | 'auditor'
  /** @param where a leaf under the cosigned checkpoint */
  do(owner: Query, where: number): Promise<void>
  /** Afterwards life goes on: an event happens and the log signs a new checkpoint over what it finds. */
  goesOn?: boolean
}

const tables = [
  'oversight.cosignature',
  'oversight.checkpoint',
  'oversight.erasure',
  'oversight.salt',
  'oversight.node',
  'oversight.leaf',
  'oversight.progress',
  'platform.event',
  'platform.read_record',
]

/** Keeps all the tables of the log aside, and puts them back as they were. */
export async function snapshot(owner: Query): Promise<() => Promise<void>> {
  const copy = (table: string) => sql.raw(`keep_${table.replace('.', '_')}`)
  for (const table of tables) {
    await owner.done(sql`drop table if exists ${copy(table)}`)
    await owner.done(sql`create table ${copy(table)} as table ${sql.raw(table)}`)
  }
  return async () => {
    for (const table of tables) await owner.done(sql`delete from ${sql.raw(table)}`)
    for (const table of [...tables].reverse())
      await owner.done(
        sql`insert into ${sql.raw(table)} overriding system value select * from ${copy(table)}`,
      )
  }
}

const rowOfLeaf = (where: number, set: string) => async (owner: Query) => {
  const leaf = await owner.one<{ source: 'event' | 'read'; row_id: bigint }>(
    sql`select source, row_id from oversight.leaf where index = ${where}::bigint`,
  )
  const table = leaf.source === 'event' ? 'platform.event' : 'platform.read_record'
  await owner.done(sql`${sql.raw(set.replaceAll('TABLE', table))} where id = ${leaf.row_id}::bigint`)
}

/** Builds all nodes again from the leaves, as somebody would who hides an edit. */
async function rebuild(owner: Query): Promise<void> {
  const leaves = await owner.rows<{ commitment: Buffer }>(
    sql`select commitment from oversight.leaf order by index`,
  )
  await owner.done(sql`delete from oversight.node`)
  for (const { level, index, hash } of growTree(
    0,
    [],
    leaves.map((leaf) => hashLeaf(leaf.commitment)),
  ).nodes)
    await owner.done(
      sql`insert into oversight.node (level, index, hash) values (${level}, ${index}::bigint, ${Buffer.from(hash)})`,
    )
}

const editLeaf = (owner: Query, where: number) =>
  owner.done(sql`update oversight.leaf set commitment = ${randomBytes(32)} where index = ${where}::bigint`)

async function cut(owner: Query, where: number): Promise<void> {
  const size = Math.max(1, where)
  await owner.done(sql`delete from oversight.cosignature`)
  await owner.done(sql`delete from oversight.checkpoint where size > ${size}::bigint`)
  await owner.done(sql`delete from oversight.salt where index >= ${size}::bigint`)
  await owner.done(
    sql`delete from platform.event e using oversight.leaf l where l.index >= ${size}::bigint and l.source = 'event' and l.row_id = e.id`,
  )
  await owner.done(
    sql`delete from platform.read_record e using oversight.leaf l where l.index >= ${size}::bigint and l.source = 'read' and l.row_id = e.id`,
  )
  await owner.done(sql`delete from oversight.leaf where index >= ${size}::bigint`)
  await rebuild(owner)
}

export const tamperings: Tampering[] = [
  {
    name: 'edits a row',
    finds: 'auditor',
    do: (owner, where) => rowOfLeaf(where, "update TABLE set actor = 'somebody-else'")(owner),
  },
  {
    name: 'deletes a row',
    finds: 'auditor',
    do: (owner, where) => rowOfLeaf(where, 'delete from TABLE')(owner),
  },
  {
    name: 'backdates a row',
    finds: 'auditor',
    do: (owner, where) => rowOfLeaf(where, "update TABLE set at = at - interval '1 year'")(owner),
  },
  {
    name: 'adds a row of last year',
    finds: 'auditor',
    goesOn: true,
    async do(owner) {
      await owner.done(sql`insert into platform.event (at, act, type, actor_kind, actor, subjects)
        select min(at) - interval '1 year', 'late', 'late', 'system', 'late', '{}' from platform.event`)
    },
  },
  {
    name: 'erases a salt without saying so',
    finds: 'auditor',
    async do(owner, where) {
      await owner.done(sql`delete from oversight.salt where index = ${where}::bigint`)
    },
  },
  {
    name: 'lets two leaves speak of each other’s rows',
    finds: 'auditor',
    async do(owner, where) {
      const other = where === 0 ? 1 : where - 1
      await owner.done(
        sql`update oversight.leaf set row_id = -row_id where index in (${where}::bigint, ${other}::bigint)`,
      )
      await owner.done(sql`update oversight.leaf l set row_id = -o.row_id, source = o.source from oversight.leaf o
        where (l.index, o.index) in ((${where}::bigint, ${other}::bigint), (${other}::bigint, ${where}::bigint))`)
    },
  },
  {
    name: 'edits a leaf',
    finds: 'outsider',
    do: async (owner, where) => void (await editLeaf(owner, where)),
  },
  {
    name: 'edits a leaf and builds the tree again',
    finds: 'outsider',
    goesOn: true,
    async do(owner, where) {
      await editLeaf(owner, where)
      await rebuild(owner)
    },
  },
  {
    name: 'reorders two leaves and builds the tree again',
    finds: 'outsider',
    goesOn: true,
    async do(owner, where) {
      const other = where === 0 ? 1 : where - 1
      await owner.done(sql`update oversight.leaf l set commitment = o.commitment from oversight.leaf o
        where (l.index, o.index) in ((${where}::bigint, ${other}::bigint), (${other}::bigint, ${where}::bigint))`)
      await rebuild(owner)
    },
  },
  { name: 'cuts the end off', finds: 'outsider', do: cut },
  { name: 'restores an older backup and goes on from there', finds: 'outsider', goesOn: true, do: cut },
  {
    name: 'edits a node',
    finds: 'outsider',
    goesOn: true,
    async do(owner) {
      // The node of the left half: every later root rests on it.
      await owner.done(sql`update oversight.node set hash = ${randomBytes(32)}
        where (level, index) = (select level, index from oversight.node where index = 0 order by level desc limit 1)`)
    },
  },
  {
    name: 'edits the root of the newest checkpoint',
    finds: 'outsider',
    async do(owner) {
      await owner.done(sql`update oversight.checkpoint set body = regexp_replace(body, E'\\n[^\\n]+\\n$', E'\\n' || encode(${randomBytes(32)}, 'base64') || E'\\n')
        where id = (select max(id) from oversight.checkpoint)`)
    },
  },
]
