import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMigrations } from './migrate.ts'
import { type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

let databases: ScratchDatabase[] = []
beforeAll(async () => {
  databases = await Promise.all([scratchDatabase(), scratchDatabase()])
})
afterAll(async () => {
  for (const database of databases) await database.drop()
})

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

test('a scratch database has every migration', async () => {
  const names = readMigrations().map(({ name }) => ({ name }))
  expect(await ask(databases[0]!.ownerUrl, 'select name from platform.migration order by name')).toEqual(
    names,
  )
})

test('what one test file writes, another does not see', async () => {
  await ask(databases[0]!.ownerUrl, 'create table mine (n int)')
  await expect(ask(databases[1]!.ownerUrl, 'select * from mine')).rejects.toThrow('does not exist')
})

test('the application signs in with its own role, which is neither owner nor superuser', async () => {
  const [role] = await ask(
    databases[0]!.urlFor('qonys_app'),
    'select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
  )
  expect(role).toEqual({ rolname: 'qonys_app', rolsuper: false, rolbypassrls: false })
})

test('a dropped scratch database is gone', async () => {
  const gone = await scratchDatabase()
  await gone.drop()
  await expect(ask(gone.ownerUrl, 'select 1')).rejects.toThrow('does not exist')
})

test('words in Cyrillic have trigrams, so names can be searched', async () => {
  await ask(databases[0]!.ownerUrl, 'create extension if not exists pg_trgm')
  const [answer] = await ask(databases[0]!.ownerUrl, `select cardinality(show_trgm('Қазақ')) as n`)
  expect(answer).toEqual({ n: 6 })
})
