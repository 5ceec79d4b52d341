import { expect, it, onTestFinished } from 'vitest'
import { makeWorld } from '../../test/world.ts'
import { startWorker } from './work.ts'

it('a worker that is told to stop ends within its round, also in the middle of a long work of the day', async () => {
  const world = await makeWorld()
  onTestFinished(() => world.close())
  const begun = Promise.withResolvers<void>()
  let rounds = 0
  const worker = await startWorker(
    world.instance,
    {},
    {
      async long(_, stopping) {
        for (; rounds < 1_000; rounds++) {
          stopping?.throwIfAborted()
          begun.resolve()
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      },
    },
  )
  await begun.promise
  await worker.stop()
  expect(rounds).toBeLessThan(1_000)
})
