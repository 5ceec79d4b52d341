import { ensureSigningKey } from '../credential/ensure-signing-key.ts'
import { doDaily } from '../platform/do-daily.ts'
import type { Instance } from '../platform/instance.ts'

/** One kind of work after an act, by name: `work` in the job's data. It must be safe to do twice. */
export type Work = (instance: Instance, data: Record<string, unknown>) => Promise<void>

/**
 * Runs the jobs of an installation, and the works of each day, until `stop`. A job whose work nobody knows fails visibly and ends in the queue `failed`.
 */
export async function startWorker(
  instance: Instance,
  works: Record<string, Work>,
  daily: Record<string, (instance: Instance) => Promise<void>> = {},
): Promise<{ stop(): Promise<void> }> {
  await ensureSigningKey(instance.db, instance.config.secret, instance.clock.now())
  for (const queue of ['reaction', 'partner'] as const)
    await instance.boss.work<{ work: string }>(
      queue,
      { batchSize: 1, pollingIntervalSeconds: 0.5, localConcurrency: 2 },
      async ([job]) => {
        if (!job) return
        const { work: name, ...data } = job.data
        const work = works[name]
        if (!work) throw new Error(`no work named ${name}`)
        try {
          await work(instance, data)
        } catch (error) {
          instance.log.warn(
            { job: job.id, work: name, code: (error as { code?: string }).code },
            'a job will be tried again',
          )
          throw error
        }
      },
    )
  const days = everyMinute(() => doDaily(instance, daily), instance)
  return {
    async stop() {
      await days.stop()
      await Promise.all(['reaction', 'partner'].map((queue) => instance.boss.offWork(queue)))
    },
  }
}

/** Looks each minute whether a new day has begun; never twice at once. */
function everyMinute(look: () => Promise<unknown>, { log }: Instance): { stop(): Promise<void> } {
  let stopped = false
  let wake = () => {}
  const running = (async () => {
    while (!stopped) {
      try {
        await look()
      } catch (error) {
        log.warn({ code: (error as { code?: string }).code }, 'the work of the day could not be looked at')
      }
      if (stopped) return
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      const timer = setTimeout(resolve, 60_000)
      await promise
      clearTimeout(timer)
    }
  })()
  return {
    async stop() {
      stopped = true
      wake()
      await running
    },
  }
}
