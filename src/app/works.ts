import { sendMessage } from '../message/send-message.ts'
import { grantBySystem } from '../permit/issue-permit.ts'
import { issuePermitDocument, revokePermitDocument } from '../permit/issue-permit-document.ts'
import { lapseUnpaid } from '../permit/lapse-unpaid.ts'
import { type Act, isRefusal } from '../platform/act.ts'
import type { Instance } from '../platform/instance.ts'
import type { Work } from './work.ts'

/** An act that a job does, under the job's own name. The job's data are the act's input. */
// biome-ignore lint/suspicious/noExplicitAny: each act checks its own input
const doing = (job: string, act: Act<any, unknown>): Work => {
  return async (instance, data) => {
    await act(instance, { kind: 'system', job }, data)
  }
}

/** Nobody waits for these yet; the event stays on the record and the queue shows that it was seen. */
const noted: Work = async (instance: Instance, data) => {
  instance.log.debug({ keys: Object.keys(data) }, 'an event that nothing answers yet')
}

/** Everything that happens after an act, by name. */
export const works: Record<string, Work> = {
  'send-message': sendMessage,
  'payment-received': async (instance, data) => {
    if (data.case)
      await grantBySystem(instance, { kind: 'system', job: 'payment-received' }, { case: String(data.case) })
  },
  'lapse-if-unpaid': async (instance, data) => {
    const answer = await lapseUnpaid(
      instance,
      { kind: 'system', job: 'lapse-if-unpaid' },
      { case: String(data.case) },
    )
    if (isRefusal(answer) && answer.refused[0]?.code === 'not-yet')
      await instance.boss.send('reaction', { work: 'lapse-if-unpaid', case: data.case }, { startAfter: 3600 })
  },
  'issue-permit-document': doing('issue-permit-document', issuePermitDocument),
  'revoke-permit-document': doing('revoke-permit-document', revokePermitDocument),
  'case-changed': noted,
  'offer-made': noted,
  'offer-answered': noted,
}
