import type { JobResult } from 'pg-boss'
import { giveWaitingCertificates } from '../asylum/give-certificate.ts'
import { tellWorkers } from '../complaint/tell-worker.ts'
import { ensureSigningKey } from '../credential/ensure-signing-key.ts'
import { joinLately } from '../feed/join-waiting.ts'
import { lookLately } from '../identity/look-for-same.ts'
import { collectStatements } from '../oversight/collect-statements.ts'
import { sequenceLog } from '../oversight/sequence-log.ts'
import { urgent } from '../platform/act.ts'
import { isUnavailable, queryOn, sql } from '../platform/database.ts'
import { type DailyWork, doDaily } from '../platform/do-daily.ts'
import type { Instance } from '../platform/instance.ts'
import { followLaw } from '../policy/follow-law.ts'

/** One kind of work after an act, by name: `work` in the job's data. It must be safe to do twice. */
export type Work = (instance: Instance, data: Record<string, unknown>) => Promise<void>

/**
 * Runs the jobs of an installation, and the works of each day, until `stop`. A job whose work nobody knows fails visibly and ends in the queue `failed`.
 */
export async function startWorker(
  instance: Instance,
  works: Record<string, Work>,
  daily: Record<string, DailyWork> = {},
): Promise<{ stop(): Promise<void> }> {
  await ensureSigningKey(instance.db, instance.config.secret, instance.clock.now())
  const does = async (jobs: Job[]): Promise<JobResult[]> => {
    const results: JobResult[] = []
    for (const job of jobs) results.push(await doJob(instance, works, job))
    return results
  }
  // Ten at a time, and at once again while there is more: a queue of thousands does not wait for the clock between them.
  const busy = { batchSize: 10, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: 2 }
  for (const queue of ['reaction', 'partner'] as const)
    await instance.boss.work<{ work: string }>(queue, { ...busy, perJobResults: true }, does)
  // Somebody waits for a code to sign in: it does not stand behind a thousand lines of news.
  await instance.boss.work<{ work: string }>(
    'partner',
    { batchSize: 1, pollingIntervalSeconds: 0.5, minPriority: urgent, perJobResults: true },
    does,
  )
  const days = every(
    'days',
    60,
    async (stopping) => {
      await followLaw(instance)
      await doDaily(instance, daily, stopping)
    },
    instance,
  )
  const log = every('log', 20, () => sequenceLog(instance), instance)
  const same = every('same-person', 60, () => lookLately(instance), instance)
  const asked = every('statements', 60, () => collectStatements(instance), instance)
  const told = every('tell-workers', 600, () => tellWorkers(instance), instance)
  const stays = every('lawful-stays', 600, () => giveWaitingCertificates(instance), instance)
  const joined = every('joined', 60, () => joinLately(instance), instance)
  return {
    async stop() {
      // All at once: while one is waited for, another would begin what it cannot end.
      await Promise.all([
        ...[days, log, same, told, asked, joined, stays].map((one) => one.stop()),
        ...['reaction', 'partner'].map((queue) => instance.boss.offWork(queue)),
      ])
    },
  }
}

type Job = { id: string; data: { work: string } }

/** Works whose data say where somebody is reached and hold what lets them in: of such a job that is done only its name is kept. */
const forgotten = ['send-message', 'send-address-code']

/** A job may say until when it is worth doing (`until`): a code that no longer opens anything is not sent, and waits for nobody. */
const isTooLate = (instance: Instance, { until }: Record<string, unknown>): boolean =>
  typeof until === 'string' && Temporal.Instant.compare(instance.clock.now(), until) > 0

async function doJob(instance: Instance, works: Record<string, Work>, job: Job): Promise<JobResult> {
  const { work: name, ...data } = job.data
  try {
    const work = works[name]
    if (!work) throw new Error(`no work named ${name}`)
    await followLaw(instance)
    if (isTooLate(instance, data)) instance.log.warn({ job: job.id, work: name }, 'too late: not done')
    else await work(instance, data)
    if (forgotten.includes(name))
      await queryOn(instance.db).done(
        sql`update pgboss.job set data = jsonb_build_object('work', ${name}::text) where name = 'partner' and id = ${job.id}::uuid`,
      )
    return { id: job.id, status: 'completed' }
  } catch (error) {
    const { code } = error as { code?: string }
    // A partner that is busy is an ordinary day; what is given up in the end lies in the queue of failures.
    if (code === 'unavailable')
      instance.log.debug({ job: job.id, work: name }, 'a partner is busy: tried again later')
    else instance.log.warn({ job: job.id, work: name, code }, 'a job will be tried again')
    return { id: job.id, status: 'failed', output: { message: saysOfJob(error), code } }
  }
}

/**
 * What is kept of a job that failed and shown to administrators. A message of the database or of the language may quote what it stumbled
 * over, which is somebody's: of these only the kind is kept.
 */
function saysOfJob(error: unknown): string {
  const { name, code, message } = error as { name?: string; code?: string; message?: string }
  if (/^[0-9A-Z]{5}$/.test(code ?? '')) return `the database: ${code}`
  if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)
    return name ?? 'Error'
  return message ?? String(name)
}

/** Does something every so many seconds; never twice at once. */
function every(
  what: string,
  seconds: number,
  look: (stopping: AbortSignal) => Promise<unknown>,
  { log }: Instance,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let wake = () => {}
  const running = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await look(stopping.signal)
      } catch (error) {
        const code = isUnavailable(error) ? 'database-unavailable' : (error as { code?: string }).code
        log.warn({ what, code, error: (error as Error).name }, 'work of the clock will be tried again')
      }
      if (stopping.signal.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      const timer = setTimeout(resolve, seconds * 1000)
      await promise
      clearTimeout(timer)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      wake()
      await running
    },
  }
}
