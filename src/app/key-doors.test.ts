import { expect, it } from 'vitest'
import { type Actor, type Audience, admits, keyOpens } from '../platform/actor.ts'
import { routes } from './routes.ts'

const leaves = (who: Audience): Audience[] => (who.to === 'any-of' ? who.of.flatMap(leaves) : [who])
const doors = routes.filter(({ api }) => api)

it('no door of the API that takes tokens opens to every program of an account: each names what its key opens', () => {
  const wide = doors.filter(({ who }) =>
    leaves(who).some((one) => one.to === 'account' && one.key === undefined),
  )
  expect(wide.map(({ method, path }) => `${method} ${path}`)).toEqual([])
})

it.each(keyOpens)('a key that opens %s opens doors of that and of no other kind', (key) => {
  const program: Actor = { kind: 'person', account: '0', name: '', key }
  const open = doors.filter(
    ({ path, who }) => path.startsWith('/api/') && who.to !== 'everyone' && admits(who, program),
  )
  if (key === 'company') expect(open.length).toBeGreaterThan(3)
  for (const { who } of open)
    expect(leaves(who).some((one) => one.to === 'account' && one.key === key)).toBe(true)
})
