import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

export interface RollingResult {
  restarts: number
  answered: number
  failed: string[]
  /** The longest a program took to end after SIGTERM, in milliseconds. */
  longestStop: number
  /** Where the time went: all stops, and all starts until the program says at `/ready` that it serves, in milliseconds. */
  stops: number
  starts: number
  /** Locks and sessions of a stopped program left in the database. */
  left: number
}

/**
 * Two programs serve one installation, and one after the other is told to stop (SIGTERM) while requests come without a pause. The
 * balancer in front does what any does: it asks each at `/ready` ten times a second and sends nothing to one that does not say so. A failed request is an answer of
 * 500 or more, or a connection that breaks after it was taken.
 * On every path the programs are ended: asked, and after fifteen seconds killed.
 * @param left counts what a stopped program left behind in the database
 */
export async function restartInTurns(given: {
  restarts: number
  env: NodeJS.ProcessEnv
  left(): Promise<number>
  /** Milliseconds after which it ends where it stands, with what it found until then. */
  within: number
}): Promise<RollingResult> {
  const ports = [await freePort(), await freePort()]
  const programs: ChildProcess[] = []
  const start = async (n: number): Promise<void> => {
    const home = new URL('../../', import.meta.url).pathname
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--import',
        '@oxc-node/core/register',
        'src/app/cli.ts',
        'serve',
        '--json',
      ],
      {
        cwd: home,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          ...given.env,
          QONYS_PORT: String(ports[n]),
          // The balancer asks ten times a second: a second is ten times what it needs to hear that one stops.
          QONYS_DRAIN_SECONDS: '1',
          OXC_TSCONFIG_PATH: `${home}tsconfig.json`,
          QONYS_LOG: 'error',
        },
      },
    )
    // Known at once, so that it is ended whatever becomes of its start.
    programs[n] = child
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream }))
      if (line.includes('serving')) return
    throw new Error('it did not start')
  }
  const until = performance.now() + given.within
  const result: RollingResult = {
    restarts: 0,
    answered: 0,
    failed: [],
    longestStop: 0,
    stops: 0,
    starts: 0,
    left: 0,
  }
  try {
    await Promise.all([start(0), start(1)])
  } catch (error) {
    await endAll(programs)
    throw error
  }
  let going = true
  let turn = 0
  const paths = ['/quota', '/offices', '/rules', '/tracing']
  const lane = async () => {
    while (going) {
      const path = paths[turn % paths.length] ?? '/'
      const first = turn++ % 2
      try {
        const status = await askAt(ports[ready[first] ? first : 1 - first] ?? 0, path)
        if (status >= 500) result.failed.push(`${path}: ${status}`)
        else result.answered++
      } catch (error) {
        result.failed.push(`${path}: ${(error as Error).message}`)
      }
    }
  }
  const ready = [true, true]
  const watch = async (n: number) => {
    while (going) {
      ready[n] = (await askAt(ports[n] ?? 0, '/ready').catch(() => 0)) === 200
      await new Promise((done) => setTimeout(done, 100))
    }
  }
  const watching = [watch(0), watch(1)]
  const lanes = Array.from({ length: 6 }, lane)
  try {
    for (; result.restarts < given.restarts && performance.now() < until; result.restarts++) {
      const n = result.restarts % 2
      const program = programs[n] as ChildProcess
      const begun = performance.now()
      program.kill('SIGTERM')
      const [code] = await once(program, 'exit')
      const ended = performance.now()
      result.stops += Math.round(ended - begun)
      result.longestStop = Math.max(result.longestStop, Math.round(ended - begun))
      if (code !== 0) result.failed.push(`ended with ${code}`)
      await start(n)
      while (!ready[n] && performance.now() < until) await new Promise((done) => setTimeout(done, 20))
      result.starts += Math.round(performance.now() - ended)
    }
  } finally {
    going = false
    await Promise.all([...lanes, ...watching])
    await endAll(programs)
  }
  result.left = await given.left()
  return result
}

async function endAll(programs: ChildProcess[]): Promise<void> {
  await Promise.all(
    programs.map(async (one) => {
      if (one.exitCode !== null || one.signalCode !== null) return
      const gone = once(one, 'exit')
      one.kill('SIGTERM')
      const late = setTimeout(() => one.kill('SIGKILL'), 15_000)
      await gone
      clearTimeout(late)
    }),
  )
}

const askAt = (port: number, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers: { connection: 'close' } }, (answer) => {
      answer.on('error', reject)
      answer.on('end', () => resolve(answer.statusCode ?? 0))
      answer.resume()
    })
    asking.on('error', reject)
    asking.end()
  })

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}
