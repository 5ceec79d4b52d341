import type { Scope } from '../policy/changes-since.ts'
import { employerPermit } from './application-row.ts'

/** What of the law meets an employer's permit: its conditions, its own figures and fees, and the MCI that they are reckoned with. */
export const employerScope: Scope = { route: employerPermit, values: ['mci', 'employer-permit.'] }
