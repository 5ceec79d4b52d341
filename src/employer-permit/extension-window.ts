import type { Day } from '../platform/day.ts'
import { numberAt } from '../policy/value-at.ts'

/**
 * First and last day on which a further term of a permit may be asked for, by the law of a day (rules on permits to employers,
 * extension; calendar days before the end).
 * @param validTo the permit's last day, ISO
 */
export function extensionWindow(validTo: string, on: Day): { first: string; last: string } {
  const end = Temporal.PlainDate.from(validTo)
  return {
    first: end.subtract({ days: numberAt('employer-permit.extension-first-day', on) }).toString(),
    last: end.subtract({ days: numberAt('employer-permit.extension-last-day', on) }).toString(),
  }
}
