import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbedded } from './embedded-postgres.ts'

const settings = { fsync: 'off', shared_buffers: '16MB' }
let folder: string
let directory: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qonys-embedded-'))
  chmodSync(folder, 0o711)
  directory = join(folder, 'postgres')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

const start = (more: { port?: number; stopWithin?: number } = {}): Promise<EmbeddedPostgres> =>
  startEmbedded({ directory, settings, ...more })

test('what was written is there after a stop and a start, on the same port', async () => {
  const first = await start()
  await ask(first.url, 'create table kept as select 7 as n')
  await first.stop()
  await expect(ask(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  const second = await start()
  expect(second.url).toBe(first.url)
  expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  await second.stop()
})

test('a server that cannot end in order, as on a full disk, is ended all the same and loses nothing', async () => {
  const first = await start({ stopWithin: 300 })
  await ask(first.url, 'create table kept_too as select 8 as n')
  const [row] = (await ask(
    first.url,
    `select pid from pg_stat_activity where backend_type = 'checkpointer'`,
  )) as [{ pid: number }]
  process.kill(row.pid, 'SIGSTOP')
  await first.stop()
  const second = await start()
  expect(await ask(second.url, 'select n from kept_too')).toEqual([{ n: 8 }])
  await second.stop()
})

test('pages have checksums, and sorting and case do not depend on the machine', async () => {
  const server = await start()
  const [answer] = await ask(
    server.url,
    `select current_setting('data_checksums') as checksums, datlocprovider as provider, datlocale as locale
     from pg_database where datname = 'postgres'`,
  )
  expect(answer).toEqual({ checksums: 'on', provider: 'b', locale: 'C.UTF-8' })
  await server.stop()
})

test('a second start joins the running server, and its stop leaves it running', async () => {
  const first = await start()
  const second = await start()
  expect(second.url).toBe(first.url)
  await second.stop()
  expect(await ask(first.url, 'select 1 as n')).toEqual([{ n: 1 }])
  await first.stop()
})

test('two starts at the same moment make one server', async () => {
  const elsewhere = { directory: join(folder, 'twice'), settings }
  const both = await Promise.all([startEmbedded(elsewhere), startEmbedded(elsewhere)])
  expect(both[0].url).toBe(both[1].url)
  expect(await ask(both[1].url, 'select 1 as n')).toEqual([{ n: 1 }])
  for (const server of both) await server.stop()
})

test('a port asked for and taken is a fault that names it; a remembered one is changed', async () => {
  const before = await start()
  const port = Number(new URL(before.url).port)
  await before.stop()
  const other = createServer().listen(port, '127.0.0.1')
  await expect(start({ port })).rejects.toThrow(`Port ${port} is in use`)
  const moved = await start()
  expect(new URL(moved.url).port).not.toBe(String(port))
  await moved.stop()
  other.close()
})

test('a wrong password is refused', async () => {
  const server = await start()
  await expect(ask(server.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
    'password authentication',
  )
  await server.stop()
})

test.runIf(process.platform === 'linux')(
  'after a crash the data is there, even when another program now has the old process id',
  async () => {
    const server = await start()
    await ask(server.url, 'create table acknowledged as select 1 as n')
    const lock = join(server.directory, 'data', 'postmaster.pid')
    const text = readFileSync(lock, 'utf8')
    process.kill(Number(text.split('\n')[0]), 'SIGKILL')
    await server.stop()
    writeFileSync(lock, text.replace(/^\d+/, String(process.pid)))
    const again = await start()
    expect(await ask(again.url, 'select n from acknowledged')).toEqual([{ n: 1 }])
    await again.stop()
  },
)

test.runIf(process.platform === 'linux')(
  'the server ends when the program that started it is killed',
  async () => {
    const program = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('embedded-postgres.ts', import.meta.url).href)})
    const server = await startEmbedded(${JSON.stringify({ directory, settings })})
    console.log(server.url)
    setInterval(() => {}, 1000)`
    const child = spawn(
      process.execPath,
      ['--import', '@oxc-node/core/register', '--input-type=module', '-e', program],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data).trim())),
    )
    expect(await ask(url, 'select 1 as n')).toEqual([{ n: 1 }])
    child.kill('SIGKILL')
    await expect
      .poll(
        () =>
          ask(url, 'select 1').then(
            () => 'up',
            (error: { code?: string }) => error.code,
          ),
        { timeout: 10_000 },
      )
      .toBe('ECONNREFUSED')
  },
)
