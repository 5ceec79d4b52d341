import type { Day } from '../platform/day.ts'
import { invalid } from '../platform/fault.ts'
import { type DatedVersion, type Policy, policy } from './load-policy.ts'
import { valueAt } from './value-at.ts'

export interface PrepaidTax {
  /** The whole sum in tiyn (1/100 KZT). */
  tiyn: bigint
  months: number
  mciPerMonth: number
  /** The MCI of the day of payment, in KZT. */
  mci: number
  /** The dated values it rests on: rate first, MCI second. */
  trace: DatedVersion[]
}

/**
 * The individual income tax a labour immigrant in a household pays in advance: months × MCI per month × the MCI of the day of
 * payment (2 MCI until 31 December 2025, 4 from 1 January 2026). `months` is 1 to 12; anything else is the fault
 * `invalid-input`. Paid later, it may cost more: quote it with the day.
 */
export function prepaidTax(months: number, paidOn: Day, from: Policy = policy()): PrepaidTax {
  if (!Number.isInteger(months) || months < 1 || months > 12)
    throw invalid('months', 'between', { min: 1, max: 12 })
  const rate = valueAt('household-permit.prepaid-tax-per-month', paidOn, from)
  const mci = valueAt('mci', paidOn, from)
  const mciPerMonth = Number(rate.value)
  return {
    tiyn: BigInt(months) * BigInt(mciPerMonth) * BigInt(Number(mci.value)) * 100n,
    months,
    mciPerMonth,
    mci: Number(mci.value),
    trace: [rate, mci],
  }
}

/** How many whole months a sum paid on a day covers, at most 12: the fact `tax-months-paid` of a household permit. */
export function monthsCovered(tiyn: bigint, paidOn: Day): number {
  const one = prepaidTax(1, paidOn).tiyn
  const months = tiyn / one
  return months > 12n ? 12 : Number(months < 0n ? 0n : months)
}
