import type { LawState } from '../src/policy/law-state.ts'
import { filesLaw, type Policy } from '../src/policy/load-policy.ts'

/** The law of the files, but that one condition of a route is in another state. */
export function withState(route: string, condition: string, state: LawState): Policy {
  const law = filesLaw()
  const before = law.routes.get(route)
  if (!before?.conditions.some(({ id }) => id === condition)) throw new Error(`${route} has no ${condition}`)
  const conditions = before.conditions.map((one) => (one.id === condition ? { ...one, state } : one))
  return { ...law, routes: new Map(law.routes).set(route, { ...before, conditions }) }
}
