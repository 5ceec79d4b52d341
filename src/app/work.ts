import { ensureSigningKey } from '../credential/ensure-signing-key.ts'
import type { Instance } from '../platform/instance.ts'

/** One kind of work after an act, by name: `work` in the job's data. It must be safe to do twice. */
export type Work = (instance: Instance, data: Record<string, unknown>) => Promise<void>

/**
 * Runs the jobs of an installation until `stop`. A job whose work nobody knows fails visibly and ends in the queue `failed`.
 */
export async function startWorker(
  instance: Instance,
  works: Record<string, Work>,
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
  return {
    stop: async () =>
      void (await Promise.all(['reaction', 'partner'].map((queue) => instance.boss.offWork(queue)))),
  }
}
