import { issuePermitDocument, revokePermitDocument } from '../permit/issue-permit-document.ts'
import type { Act } from '../platform/act.ts'
import type { Work } from './work.ts'

/** An act that a job does, under the job's own name. The job's data are the act's input. */
// biome-ignore lint/suspicious/noExplicitAny: each act checks its own input
const doing = (job: string, act: Act<any, unknown>): Work => {
  return async (instance, data) => {
    await act(instance, { kind: 'system', job }, data)
  }
}

/** Everything that happens after an act, by name. */
export const works: Record<string, Work> = {
  'issue-permit-document': doing('issue-permit-document', issuePermitDocument),
  'revoke-permit-document': doing('revoke-permit-document', revokePermitDocument),
}
