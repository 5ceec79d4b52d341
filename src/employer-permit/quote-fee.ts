import { feeAt } from '../payment/open-fee-obligation.ts'
import { type Day, isoDay } from '../platform/day.ts'
import type { LawState } from '../policy/law-state.ts'
import { numberAt, valueAt } from '../policy/value-at.ts'
import type { Category } from './application-row.ts'
import { feeBounds, knownFee, seasonalFee } from './set-fee.ts'

export interface FeeQuote {
  /** `none`: nothing is owed. `known`: the figure is read. `bounds`: only the least and the most were found. */
  answer: 'none' | 'known' | 'bounds'
  leastMci: number
  mostMci: number
  leastTiyn: string
  mostTiyn: string
  /** The MCI of the day; what is owed is counted at that of the day of payment. */
  mciTenge: number
  lawState: LawState
  article: string
}

/**
 * What a permit of a category and term costs by the law of a day (GOV-157, GOV-819). The table by category and sector was not
 * obtainable: for those only its bounds are told, as unverified, and no figure is made up.
 */
export function quoteFee(category: Category, months: number, on: Day): FeeQuote {
  const day = Temporal.PlainDate.from(isoDay(on))
  const known = knownFee(category, months, on)
  const { least, most } = known === undefined ? feeBounds(months, on) : { least: known, most: known }
  const rule = valueAt(ruleOf(category, months), on)
  return {
    answer: known === undefined ? 'bounds' : known === 0 ? 'none' : 'known',
    leastMci: least,
    mostMci: most,
    leastTiyn: feeAt(least, day).toString(),
    mostTiyn: feeAt(most, day).toString(),
    mciTenge: numberAt('mci', on),
    lawState: rule.state,
    article: rule.article,
  }
}

function ruleOf(category: Category, months: number): string {
  if (category === 'intra-corporate') return 'employer-permit.fee-intra-corporate'
  return category === 'seasonal' ? seasonalFee(months) : 'employer-permit.fee-min'
}
