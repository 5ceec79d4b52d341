import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { inTransaction } from './act.ts'
import { copyRows, copyValue } from './copy-rows.ts'
import { sql } from './database.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const job = { kind: 'system', job: 'test' } as const
async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

describe('rows that are copied', () => {
  it('arrive letter for letter, cut anywhere', async () => {
    const values = ['plain', 'tab\there', 'line\nfeed\r', 'back\\slash', '\\N', 'қазақша', null]
    const text = Buffer.from(values.map((value, i) => `${i}\t${copyValue(value)}\n`).join(''))
    async function* cut() {
      for (let at = 0; at < text.length; at += 7) yield text.subarray(at, at + 7)
    }
    const rows = await inTransaction(world.instance, job, false, async (tx) => {
      await tx.done(sql`create temporary table copied (n int, value text) on commit drop`)
      expect(await copyRows(tx, 'pg_temp.copied (n, value)', cut())).toBe(values.length)
      return tx.rows<{ value: string | null }>(sql`select value from pg_temp.copied order by n`)
    })
    expect(rows.map((row) => row.value)).toEqual(values)
  })

  it('of a source or a server that fails leave nothing, and the connection works on', async () => {
    const copying = (source: AsyncIterable<Uint8Array>) =>
      inTransaction(world.instance, job, false, async (tx) => {
        await tx.done(sql`create temporary table copied (n int) on commit drop`)
        await copyRows(tx, 'pg_temp.copied (n)', source)
      })
    async function* breaking() {
      yield Buffer.from('1\n')
      throw new Error('the disk is gone')
    }
    for (let round = 0; round < 20; round++) {
      await expect(copying(breaking())).rejects.toThrow('the disk is gone')
      await expect(copying(chunks('1\n', 'not a number\n', '3\n'))).rejects.toMatchObject({ code: '22P02' })
      await copying(chunks('1\n'))
    }
  })
})
