import { expect, it, onTestFinished } from 'vitest'
import { makeWorld } from '../../test/world.ts'
import { requestSignInCode } from '../person/sign-in-with-code.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
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

it('of a message with a code nothing is kept once it went, and one that comes too late is not sent', async () => {
  const world = await makeWorld()
  onTestFinished(() => world.close())
  const ask = async (address: string) => {
    const answer = await requestSignInCode(
      world.instance,
      { kind: 'system', job: 'sign-in' },
      { address, language: 'en' },
    )
    if (isRefusal(answer)) throw new Error('refused')
  }
  await ask('+77000000921')
  world.clock.add({ minutes: 16 })
  await ask('+77000000922')
  const sent: unknown[] = []
  const worker = await startWorker(world.instance, {
    'send-message': async (_, data) => {
      sent.push(data.address)
    },
  })
  onTestFinished(() => worker.stop())
  const kept = () =>
    world.owner.rows<{ state: string; data: object }>(
      sql`select state, data from pgboss.job where name = 'partner' order by created_on`,
    )
  await expect.poll(async () => (await kept()).map(({ state }) => state)).toEqual(['completed', 'completed'])
  expect(sent).toEqual(['+77000000922'])
  expect((await kept()).map(({ data }) => data)).toEqual([{ work: 'send-message' }, { work: 'send-message' }])
})
