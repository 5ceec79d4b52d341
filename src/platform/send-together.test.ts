import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connection, connect, queryOn, sql } from './database.ts'
import { type ScratchDatabase, scratchDatabase } from './scratch-database.ts'

let database: ScratchDatabase
let db: Connection

beforeAll(async () => {
  database = await scratchDatabase()
  db = connect(database.ownerUrl, { max: 1 })
  await sql`create table said (n int primary key)`.execute(db)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
const said = async () =>
  (await queryOn(db).rows<{ n: number }>(sql`select n from said order by n`)).map((r) => r.n)

describe('statements that travel together', () => {
  it('a record that nobody waited for is there after the commit', async () => {
    await db.transaction().execute(async (tx) => {
      await sql`insert into said values (1)`.execute(tx)
      await sql`/* with next */ insert into said values (2)`.execute(tx)
    })
    expect(await said()).toEqual([1, 2])
  })
  it('a record that fails makes the commit fail with its own cause, and nothing is kept', async () => {
    const transaction = db.transaction().execute(async (tx) => {
      await sql`insert into said values (3)`.execute(tx)
      await sql`/* with next */ insert into said values (1)`.execute(tx)
      return 'done'
    })
    await expect(transaction).rejects.toMatchObject({ code: '23505' })
    expect(await said()).toEqual([1, 2])
  })
  it('a record goes before the statement after it, when that is not the commit', async () => {
    await db.transaction().execute(async (tx) => {
      await sql`/* with next */ insert into said values (4)`.execute(tx)
      expect((await sql`select n from said where n = 4`.execute(tx)).rows).toHaveLength(1)
    })
  })
  it('what was not sent yet is dropped when the transaction is given up', async () => {
    const transaction = db.transaction().execute(async (tx) => {
      await sql`insert into said values (5)`.execute(tx)
      await sql`/* with next */ insert into said values (6)`.execute(tx)
      throw new Error('given up')
    })
    await expect(transaction).rejects.toThrow('given up')
    expect(await said()).toEqual([1, 2, 4])
  })
  it('a transaction that asked nothing leaves the connection fit for the next one', async () => {
    await expect(
      db.transaction().execute(async () => {
        throw new Error('before the first statement')
      }),
    ).rejects.toThrow('before the first statement')
    await db.transaction().execute(async () => {})
    expect(await said()).toEqual([1, 2, 4])
  })
  it('a first statement that fails is the cause that is told, and the connection goes on', async () => {
    await expect(
      db.transaction().execute((tx) => sql`insert into said values (1)`.execute(tx)),
    ).rejects.toMatchObject({ code: '23505' })
    expect(await said()).toEqual([1, 2, 4])
  })
  it('the isolation that was asked for is the one of the transaction', async () => {
    const level = await db
      .transaction()
      .setIsolationLevel('serializable')
      .execute((tx) => sql<{ v: string }>`select current_setting('transaction_isolation') as v`.execute(tx))
    expect(level.rows[0]?.v).toBe('serializable')
  })
  it('a kept statement is prepared once and takes other values the next time', async () => {
    const find = (n: number) => queryOn(db).maybe(sql`/* kept */ select n from said where n = ${n}::int`)
    expect([await find(1), await find(99), await find(4)]).toEqual([{ n: 1 }, undefined, { n: 4 }])
    const kept = await queryOn(db).rows(sql`select name from pg_prepared_statements where name like 'kept-%'`)
    expect(kept).toHaveLength(1)
  })
})
