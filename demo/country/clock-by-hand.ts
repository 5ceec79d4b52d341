import { type Clock, fixedClock } from '../../src/platform/clock.ts'
import type { Instance } from '../../src/platform/instance.ts'

/** The installation as one thread of the history sees it: the same database, a time of its own. */
export interface Moving {
  instance: Instance
  /** Moves to an instant; the acts that follow happen at it. */
  at(when: Temporal.Instant): void
}

export function timeByHand(instance: Instance, start: Temporal.Instant): Moving {
  let clock = fixedClock(start.toString())
  const moving: Clock = { now: () => clock.now(), today: () => clock.today() }
  return {
    instance: { ...instance, clock: moving },
    at(when) {
      clock = fixedClock(when.toString())
    },
  }
}
