import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/app/routes.ts'
import { makeApplication } from '../../src/app/serve.ts'
import { registerPerson } from '../../src/person/register-person.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { openPage } from '../open-page.ts'
import { makeWorld, type Staff, type World } from '../world.ts'

/** A volume of eight megabytes, or why there is none: it takes root, and a server on this machine. */
function smallVolume(): { folder: string } | { why: string } {
  if (process.env.DATABASE_URL) return { why: 'the server is not ours' }
  if (process.getuid?.() !== 0) return { why: 'only root may mount a volume' }
  const folder = mkdtempSync(join(tmpdir(), 'qonys-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder], { stdio: 'pipe' })
    return { folder }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    return {
      why: `no volume could be mounted: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}`,
    }
  }
}

const volume = smallVolume()
const here = 'folder' in volume ? volume.folder : ''
const space = `small_${newId().replaceAll('-', '')}`
const ballast = () => join(here, 'ballast')
let world: World
let app: ReturnType<typeof makeApplication>
let registrar: Staff
let serial = 0

beforeAll(async () => {
  if (!here) return
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  registrar = await world.officer('registrar', await world.office())
  const { data } = await world.owner.one<{ data: string }>(
    sql`select current_setting('data_directory') as data`,
  )
  const { uid, gid } = statSync(data)
  chownSync(here, uid, gid)
  chmodSync(here, 0o700)
  await world.owner.done(sql`create tablespace ${sql.ref(space)} location ${sql.lit(here)}`)
  for (const table of ['platform.event', 'platform.read_record', 'platform.request', 'person.person'])
    await world.owner.done(sql`alter table ${sql.raw(table)} set tablespace ${sql.ref(space)}`)
})
afterAll(async () => {
  if (!here) return
  rmSync(ballast(), { force: true })
  for (const table of ['platform.event', 'platform.read_record', 'platform.request', 'person.person'])
    await world?.owner.done(sql`alter table ${sql.raw(table)} set tablespace pg_default`)
  await world?.owner.done(sql`drop tablespace if exists ${sql.ref(space)}`)
  await world?.close()
  execFileSync('umount', ['-l', here])
  rmSync(here, { recursive: true, force: true })
})

/** Takes what is left of the volume, to the last block. */
function fill(): void {
  const file = openSync(ballast(), 'a')
  const block = Buffer.alloc(4096)
  try {
    for (;;) writeSync(file, block)
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

const letters = (n: number) =>
  Array.from(randomBytes(n), (byte) => String.fromCharCode(65 + (byte % 26))).join('')
const register = () =>
  registerPerson(
    world.instance,
    registrar,
    {
      // Nobody like anybody else: names of letters drawn, births far apart.
      latinName: { family: `FULL${letters(12)}`, given: letters(9) },
      birthDate: Temporal.PlainDate.from('1950-01-01')
        .add({ days: ++serial * 37 })
        .toString(),
      sex: 'female',
      citizenship: 'UZB',
      document: { kind: 'passport', issuingState: 'UZB', number: `DEMOF${serial}` },
      region: '75',
      language: 'uz',
    },
    newId(),
  )
const ask = async (path: string, who?: Staff) =>
  openPage(app, path, who ? await world.signIn(who) : undefined)

describe('L5: the volume of the data is full', () => {
  const why = 'why' in volume ? ` (not run: ${volume.why})` : ''
  it.skipIf(why !== '')(
    `what was told as saved is there, what was not is told and is not there, pages open, and it goes on by itself${why}`,
    async () => {
      const kept: string[] = []
      const keep = async () => {
        const made = await register()
        if ('refused' in made) throw new Error('not registered')
        kept.push(made.id)
      }
      await keep()
      fill()
      // Pages that are begun have room for some rows yet.
      let refused = ''
      for (let n = 0; n < 500 && !refused; n++)
        await keep().catch((error: { code?: string }) => {
          refused = error.code ?? String(error)
        })
      expect(refused).toBe('53100')
      const there = async () =>
        (
          await world.owner.rows<{ id: string }>(
            sql`select id from person.person where latin_name like 'FULL%' order by id`,
          )
        ).map(({ id }) => id)
      expect(await there()).toEqual([...kept].sort())
      const { half } = await world.owner.one<{ half: number }>(sql`
        select count(*)::int as half from person.travel_document d where d.number like 'DEMOF%' and d.person_id <> all (${kept}::uuid[])`)
      expect(half).toBe(0)

      // A look at somebody is written down or is not given: every page that shows a person says so, with 503.
      let answer = { status: 200, body: '' }
      for (let n = 0; n < 500 && answer.status === 200; n++)
        answer = await ask(`/people/${kept[0]}?for=serve-person`, registrar)
      expect(answer.status).toBe(503)
      expect(answer.body).toContain('The register cannot be reached just now')
      expect(answer.body).not.toContain('FULL')
      for (const path of ['/', '/rules', '/offices', '/check', '/tracing'])
        expect((await ask(path)).status, path).toBe(200)

      rmSync(ballast())
      expect(existsSync(ballast())).toBe(false)
      expect((await ask(`/people/${kept[0]}?for=serve-person`, registrar)).body).toContain('FULL')
      await keep()
      expect(await there()).toEqual([...kept].sort())
    },
    120_000,
  )
})
