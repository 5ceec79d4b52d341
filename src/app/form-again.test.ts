import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { makeWorld, type World } from '../../test/world.ts'
import { act, isRefusal, refuse } from '../platform/act.ts'
import { everyone } from '../platform/actor.ts'
import { newId } from '../platform/new-id.ts'
import { get, post, type Visit } from '../ui/visit.ts'
import { makeApplication } from './serve.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

/** An act that takes even numbers only. */
const takeEven = act({
  name: 'take-even',
  who: everyone,
  input: z.object({ number: z.coerce.number() }),
  async do({ number }, { record }) {
    if (number % 2) return refuse({ code: 'odd' })
    await record({ type: 'taken', subjects: [] })
    return { number }
  },
})

const draw = (visit: Visit, status: number) =>
  visit.html(`<form><input type="hidden" name="_request" value="${visit.request}"></form>`, { status })

it('a form that comes back after a refusal is another request; the same one sent twice is still one', async () => {
  const app = makeApplication(world.instance, [
    get('/even', everyone, async (visit) => draw(visit, 200)),
    post('/even', everyone, async (visit) => {
      const input = { number: Number(visit.answers.text.number) }
      const answer = await takeEven(world.instance, visit.actor, input, visit.request)
      return isRefusal(answer) ? draw(visit, 409) : visit.redirect('/even')
    }),
  ])
  const press = (request: string, number: string) =>
    app.fetch(
      new Request('http://localhost/even', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost' },
        body: new URLSearchParams({ _request: request, number }).toString(),
      }),
    )
  const first = newId()
  const refused = await press(first, '3')
  expect(refused.status).toBe(409)
  const second = /value="([^"]+)"/.exec(await refused.text())?.[1] ?? ''
  expect(second).toMatch(/^[0-9a-f-]{36}$/)
  expect(second).not.toBe(first)

  expect((await press(first, '4')).status).toBe(422)
  expect((await press(second, '4')).status).toBe(303)
  expect((await press(second, '4')).status).toBe(303)
})
