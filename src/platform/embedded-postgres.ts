import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Cluster, prepareCluster } from './embedded-cluster.ts'
import { type RunningServer, readRunningServer } from './read-running-server.ts'
import { SetupFault } from './setup-fault.ts'

export interface EmbeddedPostgres {
  /** The superuser's connection string, to the database `postgres`. */
  url: string
  /** Where the data really is: another folder than the one asked for when the server's user cannot enter that. */
  directory: string
  /** Fast shutdown. Does nothing when another living program started this server. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  directory: string
  /** Without it, the port of the last time, or a free one. */
  port?: number
  log?: (line: string) => void
  /** Milliseconds that a shutdown in order may take; then it is ended as by a power cut, which PostgreSQL survives. */
  stopWithin?: number
  /** More server settings, such as `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>
}

/** For a demo on a small machine; passed at each start, so that a newer version of the program changes them. */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '512MB',
  max_connections: '100',
  jit: 'off',
  synchronous_commit: 'on',
  log_checkpoints: 'off',
  // The server's own diary, a file for each day of the week: it is where statements of administrators are collected from.
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_filename: 'qonys-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_timezone: 'UTC',
  log_connections: 'on',
  log_disconnections: 'on',
  log_replication_commands: 'on',
}

const readyWithin = 60_000
/** On a full disk a shutdown in order waits for ever: its checkpoint cannot be written. */
const patience = 20_000

/**
 * Starts the PostgreSQL that npm installed, on 127.0.0.1 only, and answers when it accepts connections. A new folder becomes
 * a new cluster; one whose server already runs is attached to. As root the server runs as `nobody`. When this program is
 * killed the server ends too (Linux with `setpriv`); elsewhere the next start takes it over.
 * @throws SetupFault which says what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {})
  const cluster = prepareCluster(options.directory, log)
  const deadline = Date.now() + readyWithin
  for (;;) {
    const running = readRunningServer(cluster.data)
    if (running?.ready) {
      // Whoever started it this moment has not said so yet.
      if (isOrphaned(cluster)) await new Promise((resolve) => setTimeout(resolve, 300))
      return attach(cluster, running, options, log)
    }
    if (!running) {
      const child = await launch(cluster, options, log)
      if (child) return own(cluster, child, options)
    }
    if (Date.now() > deadline)
      throw new SetupFault(
        'postgres-failed',
        `The PostgreSQL in ${cluster.data} neither starts nor ends. Its process id is in postmaster.pid there.`,
      )
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

interface Starter {
  port: number
  startedBy: number
}

const starterFile = (cluster: Cluster): string => join(cluster.directory, 'server.json')

function readStarter(cluster: Cluster): Partial<Starter> {
  const file = starterFile(cluster)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Starter) : {}
}

/** The server is up. Undefined: another program was faster with the same folder. */
async function launch(
  cluster: Cluster,
  options: EmbeddedOptions,
  log: (line: string) => void,
): Promise<ChildProcess | undefined> {
  const port = await choosePort(options.port, readStarter(cluster).port)
  const given = { ...settings, ...options.settings, port: String(port) }
  const server = [
    join(cluster.native, 'bin', 'postgres'),
    '-D',
    cluster.data,
    ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const [program = '', ...args] = diesWithParent() ? ['setpriv', '--pdeathsig', 'INT', ...server] : server
  const child = spawn(program, args, {
    ...cluster.user,
    // Nobody's server must not inherit a folder it cannot enter, nor our secrets.
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
    // A group of its own: Ctrl+C in the terminal is for us; we end the server when our connections are closed.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lines: string[] = []
  let poll: ReturnType<typeof setInterval> | undefined
  const outcome = await new Promise<'ready' | 'ended'>((resolve, reject) => {
    child.on('error', reject)
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (lines.push(line) > 50) lines.shift()
      log(line)
    })
    // Its diary goes to a file, so being ready is read from the file that it keeps beside its data.
    poll = setInterval(() => {
      const running = readRunningServer(cluster.data)
      if (running?.ready && running.pid === child.pid) resolve('ready')
    }, 20)
    child.on('exit', () => resolve('ended'))
  }).finally(() => clearInterval(poll))
  if (outcome === 'ready') {
    writeFileSync(starterFile(cluster), JSON.stringify({ port, startedBy: process.pid } satisfies Starter))
    return child
  }
  const report = lines.join('\n')
  if (/lock file "postmaster.pid" already exists/.test(report)) return undefined
  throw new SetupFault(
    'postgres-failed',
    `PostgreSQL did not start in ${cluster.data}; the newest file in ${join(cluster.data, 'log')} says why.\n${report}`,
  )
}

function own(cluster: Cluster, child: ChildProcess, { stopWithin }: EmbeddedOptions): EmbeddedPostgres {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // The program may end without having stopped the server in order, for instance by process.exit.
  const atExit = () => child.kill('SIGINT')
  process.once('exit', atExit)
  child.once('exit', () => process.off('exit', atExit))
  return {
    url: urlOf(cluster, readStarter(cluster).port),
    directory: cluster.directory,
    async stop() {
      process.off('exit', atExit)
      child.kill('SIGINT')
      const late = setTimeout(() => child.kill('SIGQUIT'), stopWithin ?? patience)
      if (child.exitCode === null && child.signalCode === null) await ended
      clearTimeout(late)
    },
  }
}

/** Nobody alive says that they started it. */
function isOrphaned(cluster: Cluster): boolean {
  const { startedBy } = readStarter(cluster)
  return startedBy === undefined || !isAlive(startedBy)
}

function attach(
  cluster: Cluster,
  running: RunningServer,
  { port, stopWithin }: EmbeddedOptions,
  log: (line: string) => void,
): EmbeddedPostgres {
  if (port !== undefined && port !== running.port)
    throw new SetupFault(
      'port-taken',
      `The PostgreSQL in ${cluster.data} already runs on port ${running.port}, not ${port}.`,
    )
  const orphaned = isOrphaned(cluster)
  if (orphaned)
    writeFileSync(starterFile(cluster), JSON.stringify({ port: running.port, startedBy: process.pid }))
  log(`PostgreSQL already runs on port ${running.port} from ${cluster.data}`)
  return {
    url: urlOf(cluster, running.port),
    directory: cluster.directory,
    async stop() {
      if (!orphaned) return
      process.kill(running.pid, 'SIGINT')
      const late = setTimeout(() => process.kill(running.pid, 'SIGQUIT'), stopWithin ?? patience)
      while (isAlive(running.pid)) await new Promise((resolve) => setTimeout(resolve, 50))
      clearTimeout(late)
    },
  }
}

const urlOf = (cluster: Cluster, port: number | undefined): string =>
  `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}

const diesWithParent = (): boolean =>
  process.platform === 'linux' &&
  /pdeathsig/.test(spawnSync('setpriv', ['--help'], { encoding: 'utf8' }).stdout ?? '')

/** @throws SetupFault port-taken when the port asked for is in use */
async function choosePort(wanted: number | undefined, former: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await tryPort(wanted)) return wanted
    throw new SetupFault(
      'port-taken',
      `Port ${wanted} is in use by another program; choose another one for PostgreSQL.`,
    )
  }
  const port = (former && (await tryPort(former))) || (await tryPort(0))
  if (!port) throw new SetupFault('port-taken', 'This machine has no free port on 127.0.0.1.')
  return port
}

/** The port if it is free (0 asks for any), else undefined. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
