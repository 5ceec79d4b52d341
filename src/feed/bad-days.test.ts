import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import '../app/feeds.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { feedCommand } from './commands/feed.ts'
import { takeFeed } from './take-feed.ts'

let world: World
const folder = mkdtempSync(join(tmpdir(), 'qonys-feed-test-'))
beforeAll(async () => {
  world = await makeWorld()
  await world.office({ institution: 'border-service' })
  const id = await world.person({ birthDate: '1990-03-27' })
  await world.owner.done(sql`insert into person.travel_document (id, person_id, kind, issuing_state, number, known_at, standing, source)
    values (${newId()}, ${id}, 'passport', 'UZB', 'DEMO50001', now(), 'verified', 'officer')`)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

const left = () =>
  world.owner.one<
    Record<string, number>
  >(sql`select (select count(*)::int from stay.crossing) as facts, (select count(*)::int from feed.quarantine) as kept,
    (select count(*)::int from feed.file) as files, (select count(*)::int from platform.event where act = 'take-feed') as events`)
const nothing = { facts: 0, kept: 0, files: 0, events: 0 }
const line = (n: number) =>
  `${JSON.stringify({ document: { issuingState: 'UZB', number: 'DEMO50001' }, birthDate: '1990-03-27', direction: 'entry', at: '2026-11-20T05:00:00Z', point: 'korday', sourceReference: `K${n}` })}\n`
const job = { kind: 'system', job: 'test' } as const
const given = (open: () => AsyncIterable<Uint8Array>, sha: string) => ({
  kind: 'crossings' as const,
  institution: 'border-service',
  format: 'ndjson' as const,
  bytes: 1,
  sha256: sha.repeat(64),
  declared: { lines: 2000 },
  open,
})

describe('a file in the middle of which', () => {
  it('the program is killed leaves nothing', async () => {
    const program = new URL('../../test/feed-until-killed.ts', import.meta.url).pathname
    const child = spawn(
      process.execPath,
      ['--import', '@oxc-node/core/register', program, world.database.ownerUrl],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let lines = 0
    for await (const told of createInterface({ input: child.stdout })) {
      lines = Number(told)
      if (lines >= 20_000) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    expect(lines).toBeGreaterThanOrEqual(20_000)
    expect(await left()).toEqual(nothing)
  }, 60_000)

  it('the database drops the connection leaves nothing, and the next file is taken', async () => {
    async function* dropped() {
      for (let n = 0; n < 12_000; n += 100) {
        // The first portion is in the database by then.
        if (n === 8000) {
          const { ended } = await world.owner.one<{ ended: number }>(
            sql`select count(*) filter (where pg_terminate_backend(pid))::int as ended from pg_stat_activity
              where datname = current_database() and query like any ('{copy pg_temp.stage%,select feed.take%}')`,
          )
          expect(ended).toBe(1)
        }
        yield Buffer.from(Array.from({ length: 100 }, (_, i) => line(n + i)).join(''))
      }
    }
    await expect(takeFeed(world.instance, job, given(dropped, 'a'))).rejects.toThrow()
    expect(await left()).toEqual(nothing)
    async function* whole() {
      yield Buffer.from(Array.from({ length: 2000 }, (_, i) => line(i)).join(''))
    }
    await takeFeed(world.instance, job, given(whole, 'a'))
    expect(await left()).toEqual({ facts: 2000, kept: 0, files: 1, events: 1 })
  })

  it('two programs send the same events at once: each is taken once', async () => {
    const send = (sha: string, turned: boolean) => {
      async function* both() {
        const lines = Array.from({ length: 2000 }, (_, i) => line(10_000 + i))
        yield Buffer.from((turned ? lines.reverse() : lines).join(''))
      }
      return takeFeed(world.instance, job, given(both, sha))
    }
    const before = await left()
    const answers = await Promise.all([send('b', false), send('c', true), send('b', false)])
    expect((await left()).facts).toBe((before.facts ?? 0) + 2000)
    expect((await left()).files).toBe((before.files ?? 0) + 2)
    expect(answers[0]).toEqual(answers[2])
  })
})

describe('qonys feed', () => {
  const said: string[] = []
  const io = {
    stdin: async () => '',
    out: (text: string) => said.push(text),
    err: (text: string) => said.push(text),
    tty: true,
  }
  const run = (...args: string[]) => {
    said.length = 0
    return feedCommand(args, async () => ({ instance: world.instance, close: async () => {} }), io)
  }
  const file = (name: string, content: string) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const kind = ['--kind', 'crossings', '--institution', 'border-service']

  it('takes a file and says how it went, again the same', async () => {
    const path = file('one.ndjson', line(90_001) + line(90_002).replace('entry', 'up'))
    expect(await run(path, ...kind, '--lines', '2')).toBe(0)
    expect(said.join('\n')).toMatch(
      /2 lines: 1 taken, 0 known already, 1 no facts yet[\s\S]*line 2: invalid-field \(direction\)/,
    )
    expect(await run(path, ...kind, '--json')).toBe(0)
    expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ lines: 2, accepted: 1, quarantined: 1 })
  })

  it('rejects what is not whole with 1, and a wrong call with 2', async () => {
    const path = file('half.ndjson', line(90_003).trim())
    expect(await run(path, ...kind)).toBe(1)
    expect(said.join()).toContain('breaks-off')
    expect(await run(file('two.ndjson', line(90_003)), ...kind, '--lines', '3')).toBe(1)
    expect(await run(file('two.ndjson', line(90_003)), ...kind, '--sha256', 'a'.repeat(64))).toBe(1)
    expect(said.join()).toContain('digest-differs')
    expect(await run(path, '--kind', 'crossings', '--institution', 'nobody')).toBe(1)
    for (const wrong of [
      [],
      [path],
      [path, '--kind', 'x', '--institution', 'y'],
      ['/nowhere', ...kind],
      [path, ...kind, '--lines', 'x'],
    ])
      expect(await run(...wrong)).toBe(2)
  })

  it('is stopped without a trace', async () => {
    const before = await left()
    const path = file('long.ndjson', Array.from({ length: 30_000 }, (_, i) => line(200_000 + i)).join(''))
    const stop = setInterval(() => process.emit('SIGINT'), 1)
    try {
      expect(await run(path, ...kind, '--lines', '30000')).toBe(1)
    } finally {
      clearInterval(stop)
    }
    expect(said.join()).toContain('Nothing of the file was taken')
    expect(await left()).toEqual(before)
  })
})
