import type { Scope } from '../policy/changes-since.ts'
import { householdPermit } from './apply-for-permit.ts'

/** What of the law meets a household permit: its conditions, its own figures, and the MCI that the tax is reckoned with. */
export const householdScope: Scope = { route: householdPermit, values: ['mci', 'household-permit.'] }
