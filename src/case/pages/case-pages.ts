import { get, type Route, type Visit } from '../../ui/visit.ts'
import { readCaseNumber } from '../case-number.ts'
import { lookAtCase } from '../look-at-case.ts'
import { caseReaders } from '../who-may.ts'
import { showCaseToStaff } from './case-page.tsx'
import { filePages } from './file.ts'
import { partyActionPages } from './party-actions.tsx'
import { showCaseToParty } from './party-case-page.tsx'
import { queuePages } from './queue.tsx'
import { staffActionPages } from './staff-actions.tsx'

async function showCase(visit: Visit): Promise<Response> {
  const number = readCaseNumber(visit.params.number ?? '')
  // As typed by hand: one address for each case.
  if (number && number !== visit.params.number) return visit.redirect(`/cases/${number}`)
  const file = await lookAtCase(visit)
  return visit.actor.kind === 'staff' ? showCaseToStaff(visit, file) : showCaseToParty(visit, file)
}

/** Queue, case, its actions, attached files. */
export const casePages: Route[] = [
  ...queuePages,
  get('/cases/:number', caseReaders, showCase),
  ...staffActionPages,
  ...partyActionPages,
  ...filePages,
]
