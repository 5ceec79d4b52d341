import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { makeApplication } from '../src/app/serve.ts'
import { auditLog } from '../src/oversight/audit-log.ts'
import { logSigner } from '../src/oversight/log-key.ts'
import { logPages } from '../src/oversight/pages/log.ts'
import { sequenceLog } from '../src/oversight/sequence-log.ts'
import { writeVerifierKey } from '../src/oversight/signed-note.ts'
import { newWitness, witnessOnce } from '../src/oversight/witness.ts'
import { terminal } from '../src/platform/command.ts'
import { readConfig } from '../src/platform/config.ts'
import { connect, queryOn, sql } from '../src/platform/database.ts'
import { type EmbeddedPostgres, startEmbedded } from '../src/platform/embedded-postgres.ts'
import { openInstance } from '../src/platform/instance.ts'
import { migrate } from '../src/platform/migrate.ts'
import { newId } from '../src/platform/new-id.ts'

export const usage =
  'npm run soak [-- --kills N] [--json]     200 kills by default: of the program, of the database, and of both at one moment, in turns'

export interface SoakResult {
  kills: { program: number; database: number; both: number }
  seconds: number
  acknowledged: number
  /** Acknowledged and not there afterwards. */
  lost: number
  /** People without their event, document or name, requests without an answer. */
  half: number
  /** Leaves of the log, and rows that should be there. */
  leaves: number
  rows: number
  findings: number
  /** Whether a witness that looked after each kill still cosigns. */
  witnessed: boolean
}

/**
 * Kills the program, the database or both at one moment, again and again (SIGKILL), while three lanes register, read and correct people and the log is
 * written; then looks for acknowledged work that is gone, acts that are half there, and gaps in the log.
 */
export async function runSoak(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { kills: { type: 'string', default: '200' }, json: { type: 'boolean', default: false } },
  })
  const kills = Number(values.kills)
  if (!Number.isInteger(kills) || kills < 1) {
    terminal.err(`usage: ${usage}`)
    return 2
  }
  const result = await soak(kills, terminal.tty && !values.json ? terminal.err : () => {})
  const good =
    result.lost + result.half + result.findings === 0 && result.leaves === result.rows && result.witnessed
  terminal.out(values.json ? JSON.stringify(result) : writeSoak(result))
  return good ? 0 : 1
}

export const writeSoak = (r: SoakResult): string =>
  `${r.kills.program} kills of the program, ${r.kills.database} of the database and ${r.kills.both} of both at once in ${r.seconds} s, ${r.acknowledged} acknowledged: ${r.lost} lost, ${r.half} half there; log ${r.leaves} of ${r.rows} rows, ${r.findings} findings, ${r.witnessed ? 'cosigned to the end' : 'NOT cosigned'}`

const officer = {
  kind: 'staff',
  staff: newId(),
  name: 'Soak',
  institution: 'migration-service',
  office: newId(),
  regions: ['75'],
  roles: ['registrar'],
}

async function soak(kills: number, log: (line: string) => void): Promise<SoakResult> {
  const directory = mkdtempSync(join(tmpdir(), 'qonys-soak-'))
  const config = readConfig()
  // It waits for the disk, as a real one: otherwise a kill would prove nothing.
  let server = await startEmbedded({ directory, settings: { synchronous_commit: 'on' } })
  const begun = performance.now()
  const kept = {
    registered: new Map<string, string>(),
    corrected: new Map<string, string>(),
    read: new Map<string, number>(),
  }
  let witnessed = true
  let state = newWitness('witness.soak/1', writeVerifierKey(logSigner(config)))
  const count = { program: 0, database: 0, both: 0 }
  try {
    await migrate(server.url, config.secret)
    for (let n = 1; n <= kills; n++) {
      const program = startWriter(server.url, n, kept)
      const sequencing = sequence(server.url)
      await firstWord(program)
      await wait(50 + Math.random() * 1200)
      const kill = (['program', 'database', 'both'] as const)[n % 3] ?? 'both'
      count[kill]++
      if (kill !== 'database') program.kill('SIGKILL')
      if (kill !== 'program') await killDatabase(server)
      await Promise.all([sequencing.stop(), ended(program)])
      if (kill !== 'program')
        server = await startEmbedded({ directory, settings: { synchronous_commit: 'on' } })
      if (n % 10 === 0) log(`${n} of ${kills} kills`)
      const seen = await asInstance(server.url, async (instance, get) => {
        await sequenceLog(instance)
        return witnessOnce(state, get, Temporal.Now.instant())
      })
      if (seen.ok) state = seen.state
      else witnessed = false
    }
    const found = await asInstance(server.url, () => look(server.url, kept))
    return {
      kills: count,
      seconds: Math.round((performance.now() - begun) / 1000),
      acknowledged:
        kept.registered.size + kept.corrected.size + [...kept.read.values()].reduce((a, b) => a + b, 0),
      ...found,
      witnessed,
    }
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
    rmSync(server.directory, { recursive: true, force: true })
  }
}

interface Kept {
  registered: Map<string, string>
  corrected: Map<string, string>
  read: Map<string, number>
}

function startWriter(url: string, round: number, kept: Kept): ChildProcess {
  const program = new URL('soak-writer.ts', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    [
      '--import',
      import.meta.resolve('@oxc-node/core/register'),
      program,
      url,
      JSON.stringify(officer),
      String(round),
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  lines.on('line', (line) => {
    let said: { registered?: string; corrected?: string; read?: string; request?: string }
    try {
      said = JSON.parse(line)
    } catch {
      // The last line of a killed program may be cut: it acknowledged nothing.
      return
    }
    if (said.registered && said.request) kept.registered.set(said.request, said.registered)
    if (said.corrected && said.request) kept.corrected.set(said.request, said.corrected)
    if (said.read) kept.read.set(said.read, (kept.read.get(said.read) ?? 0) + 1)
  })
  return child
}

/** A writer needs a second to start; a kill before its first word would test nothing. */
async function firstWord(child: ChildProcess): Promise<void> {
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function killDatabase(server: EmbeddedPostgres): Promise<void> {
  const pid = Number(readFileSync(join(server.directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(pid, 'SIGKILL')
  // The server's own children end when they notice; until then the folder is theirs.
  await wait(700)
}

/** Writes the log all the time, as the worker does, and does not mind that the database dies. */
function sequence(url: string): { stop(): Promise<void> } {
  let stopped = false
  const running = asInstance(url, async (instance) => {
    while (!stopped) {
      await sequenceLog(instance)
      await wait(50)
    }
  }).catch((error: { code?: string }) => {
    if (stopped) return
    stopped = true
    // A server that was killed says nothing worth keeping; what it lost is looked for at the end.
    if (terminal.tty) terminal.err(`the log waits: ${error.code ?? 'connection lost'}`)
  })
  return {
    async stop() {
      stopped = true
      await running
    },
  }
}

async function asInstance<T>(
  url: string,
  work: (
    instance: Awaited<ReturnType<typeof openInstance>>,
    get: (path: string) => Promise<string>,
  ) => Promise<T>,
): Promise<T> {
  const instance = await openInstance(readConfig(), url, { max: 2 })
  instance.log.level = 'silent'
  const app = makeApplication(instance, logPages)
  try {
    return await work(instance, async (path) =>
      (await app.fetch(new Request(`http://localhost${path}`))).text(),
    )
  } finally {
    await instance.close()
  }
}

async function look(url: string, kept: Kept) {
  const db = connect(`${url}?options=-c%20qonys.actor_kind%3Dsystem`, { max: 2 })
  const owner = queryOn(db)
  try {
    const requests = [...kept.registered.keys(), ...kept.corrected.keys()]
    const done = await owner.one<{ n: number }>(sql`
      select count(*)::int as n from platform.request r where r.id = any(${requests}::uuid[]) and r.answer is not null
        and exists (select 1 from platform.event e where e.request = r.id)`)
    const people = [...new Set(kept.registered.values())]
    const there = await owner.one<{ n: number }>(
      sql`select count(*)::int as n from person.person where id = any(${people}::uuid[])`,
    )
    const reads = await owner.rows<{ id: string; n: number }>(
      sql`select s.id, count(*)::int as n from platform.read_record r, unnest(r.subjects) s (id) group by s.id`,
    )
    const seen = new Map(reads.map(({ id, n }) => [id, n]))
    const unread = [...kept.read].filter(([id, n]) => (seen.get(id) ?? 0) < n).length
    const half = await owner.one<{ n: number }>(sql`
      select (select count(*) from person.person p where p.latin_name like 'SOAKTEST%' and (
          not exists (select 1 from platform.event e where e.subjects @> array[p.id] and e.type = 'person-registered')
          or not exists (select 1 from person.travel_document d where d.person_id = p.id)
          or not exists (select 1 from person.name n where n.person_id = p.id and n.superseded_at is null)))::int
        + (select count(*) from platform.request where answer is null)::int as n`)
    const rows = await owner.one<{ n: number }>(
      sql`select ((select count(*) from platform.event) + (select count(*) from platform.read_record))::int as n`,
    )
    let findings = 0
    const leaves = await auditLog(owner, Temporal.Now.instant(), () => findings++)
    return {
      lost: requests.length - done.n + (people.length - there.n) + unread,
      half: half.n,
      leaves,
      rows: rows.n,
      findings,
    }
  } finally {
    await db.destroy()
  }
}
