import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { ensureSigningKey } from '../credential/ensure-signing-key.ts'
import { sql } from '../platform/database.ts'
import { checkInstallation, type Finding } from './check-installation.ts'

let world: World
const folder = mkdtempSync(join(tmpdir(), 'qonys-doctor-'))
beforeAll(async () => {
  world = await makeWorld()
  chmodSync(folder, 0o700)
  writeFileSync(join(folder, 'secret'), 'x', { mode: 0o600 })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

const look = async (): Promise<Record<string, Finding>> =>
  Object.fromEntries(
    (
      await checkInstallation({
        ...world.instance.config,
        dataDirectory: folder,
        port: 9,
        partnersPort: 9,
      })
    ).map((one) => [one.check, one]),
  )

describe('the check of an installation', () => {
  it('names what is wrong, each with what to do', async () => {
    const first = await look()
    expect(first['signing-key']).toMatchObject({ state: 'broken', mend: 'qonys migrate' })
    await ensureSigningKey(world.instance.db, world.instance.config.secret, world.clock.now())
    const sound = await look()
    expect(Object.values(sound).filter((one) => one.state === 'broken')).toEqual([])
    expect(Object.keys(sound)).toEqual(
      expect.arrayContaining(['node', 'folder', 'database', 'migrations', 'roles', 'row-security', 'queues']),
    )
    expect(sound.web).toMatchObject({ state: 'note' })

    await world.owner.done(sql`create table permit.forgotten (worker uuid)`)
    await world.owner.done(
      sql`insert into pgboss.job (name, data) values ('failed', '{"work": "send-message"}')`,
    )
    chmodSync(join(folder, 'secret'), 0o644)
    const hurt = await look()
    expect(hurt['row-security']).toMatchObject({
      state: 'broken',
      says: expect.stringContaining('permit.forgotten'),
    })
    expect(hurt.queues).toMatchObject({ state: 'broken', says: expect.stringContaining('send-message') })
    expect(hurt.folder).toMatchObject({ state: 'broken', mend: expect.stringContaining('chmod') })
  })
  it('of a database that is behind says only that, not what is missing in it', async () => {
    await world.owner.done(sql`delete from platform.migration where name like '%0-permit.sql'`)
    const behind = await look()
    expect(behind.migrations).toMatchObject({ state: 'broken', mend: 'qonys migrate' })
    expect(behind.queues).toBeUndefined()
    expect(behind.policy).toMatchObject({ state: 'ok' })
  })
  it('says when the database cannot be reached, and goes on', async () => {
    const findings = await checkInstallation({
      ...world.instance.config,
      dataDirectory: folder,
      databaseUrl: 'postgres://nobody:x@127.0.0.1:9/none',
      port: 9,
    })
    expect(findings.find((one) => one.check === 'database')).toMatchObject({ state: 'broken' })
    expect(findings.find((one) => one.check === 'policy')).toMatchObject({ state: 'ok' })
  })
})
