import { employerPermit } from '../employer-permit/application-row.ts'
import { askRegistries } from '../employer-permit/ask-registries.ts'
import { issueWhenPaid, lapseUnpaidFee } from '../employer-permit/issue-employer-permit.ts'
import {
  issueEmployerPermitDocument,
  revokeEmployerPermitDocument,
} from '../employer-permit/issue-employer-permit-document.ts'
import { sendMessage } from '../message/send-message.ts'
import { sendAddressCode, sendNews } from '../message/send-news.ts'
import { tellAbout } from '../message/tell-about.ts'
import { sealUnconfirmed } from '../oversight/order-tracing.ts'
import { grantBySystem } from '../permit/issue-permit.ts'
import { issuePermitDocument, revokePermitDocument } from '../permit/issue-permit-document.ts'
import { lapseUnpaid } from '../permit/lapse-unpaid.ts'
import { type Act, inTransaction, isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { shareScenario } from '../reform/publish-change.ts'
import { replayPiece } from '../reform/run-scenario.ts'
import { issueResidenceDocument, revokeResidenceDocument } from '../residence/issue-residence-document.ts'
import { giveLawfulStay } from '../stay/give-lawful-stay.ts'
import { tellParties } from './tell-parties.ts'
import { registrationAnswered, registrationWaiting } from './tell-registration.ts'
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
  'send-message': sendMessage,
  'payment-received': async (instance, data) => {
    if (!data.case) return
    const job = { kind: 'system', job: 'payment-received' } as const
    const given = { case: String(data.case) }
    const { kind } = await inTransaction(instance, job, false, (tx) =>
      tx.one<{ kind: string }>(sql`select kind from "case"."case" where id = ${given.case}::uuid`),
    )
    await (kind === employerPermit ? issueWhenPaid : grantBySystem)(instance, job, given)
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
  'issue-permit-document': async (instance, data) => {
    const permit = String(data.permit)
    const made = await issuePermitDocument(
      instance,
      { kind: 'system', job: 'issue-permit-document' },
      { permit },
    )
    if (isRefusal(made)) return
    await tellAbout(instance, 'permit-ready', `/permits/${permit}`, { person: made.subject }, made.id)
  },
  'revoke-permit-document': doing('revoke-permit-document', revokePermitDocument),
  'case-changed': tellParties,
  'offer-made': (instance, data) =>
    tellAbout(instance, 'offer-made', `/offers/${data.offer}`, { person: String(data.worker) }),
  'offer-withdrawn': (instance, data) =>
    tellAbout(instance, 'offer-withdrawn', `/offers/${data.offer}`, { person: String(data.worker) }),
  'revocation-announced': (instance, data) =>
    tellAbout(
      instance,
      'revocation-announced',
      `/permits/${data.permit}/answer`,
      { person: String(data.worker) },
      String(data.revocation),
    ),
  traced: (instance, data) =>
    tellAbout(instance, 'traced', '/me/looks', { person: String(data.person) }, String(data.order)),
  'seal-unconfirmed': async (instance, data) => {
    await sealUnconfirmed(
      instance,
      { kind: 'system', job: 'seal-unconfirmed' },
      { order: String(data.order) },
    )
  },
  'question-answered': (instance, data) =>
    tellAbout(instance, 'look-answered', `/me/looks/${data.read}`, { person: String(data.person) }),
  'relative-answered': (instance, data) =>
    tellAbout(
      instance,
      'relative-answered',
      '/me/family',
      { person: String(data.person) },
      String(data.named),
    ),
  'permit-over': (instance, data) =>
    tellAbout(instance, 'permit-over', `/permits/${data.permit}`, { person: String(data.worker) }),
  'permit-revoked': (instance, data) =>
    tellAbout(instance, 'permit-revoked', `/permits/${data.permit}`, { person: String(data.worker) }),
  'offer-answered': (instance, data) =>
    tellAbout(instance, 'offer-answered', `/offers/${data.offer}`, { account: String(data.account) }),
  'ask-registries': askRegistries,
  'lapse-unpaid-fee': async (instance, data) => {
    const given = { case: String(data.case) }
    const answer = await lapseUnpaidFee(instance, { kind: 'system', job: 'lapse-unpaid-fee' }, given)
    if (isRefusal(answer) && answer.refused[0]?.code === 'not-yet')
      await instance.boss.send('reaction', { work: 'lapse-unpaid-fee', ...given }, { startAfter: 3600 })
  },
  'issue-employer-permit-document': async (instance, data) => {
    const permit = String(data.permit)
    const job = { kind: 'system', job: 'issue-employer-permit-document' } as const
    const made = await issueEmployerPermitDocument(instance, job, { permit })
    if (isRefusal(made)) return
    await tellAbout(
      instance,
      'permit-ready',
      `/employer-permits/${permit}`,
      { person: made.subject },
      made.id,
    )
  },
  'revoke-employer-permit-document': doing('revoke-employer-permit-document', revokeEmployerPermitDocument),
  'employer-revocation-announced': async (instance, data) => {
    const link = `/employer-permits/${data.permit}/answer`
    for (const to of [{ person: String(data.worker) }, { account: String(data.account) }])
      await tellAbout(instance, 'revocation-announced', link, to, String(data.revocation))
  },
  'employer-permit-revoked': async (instance, data) => {
    for (const to of [{ person: String(data.worker) }, { account: String(data.account) }])
      await tellAbout(instance, 'permit-revoked', `/employer-permits/${data.permit}`, to)
  },
  'employer-permit-over': (instance, data) =>
    tellAbout(instance, 'permit-over', `/employer-permits/${data.permit}`, { person: String(data.worker) }),
  'overstay-step': (instance, data) =>
    tellAbout(
      instance,
      data.step === 'invite' ? 'stay-explain' : 'stay-over',
      data.step === 'invite' ? '/me/stay/explain' : '/me/stay',
      { person: String(data.person) },
      String(data.id),
    ),
  // The name of the job is that under which asylum gives its papers too: nothing tells them apart.
  'give-lawful-stay': doing('lawful-stay', giveLawfulStay),
  'lawful-stay-given': (instance, data) =>
    tellAbout(instance, 'lawful-stay', '/me', { person: String(data.person) }, String(data.basis)),
  'registration-waiting': registrationWaiting,
  'registration-answered': registrationAnswered,
  'replay-scenario': doing('replay-scenario', replayPiece),
  'share-scenario': doing('share-scenario', shareScenario),
  'issue-residence-document': async (instance, data) => {
    const status = String(data.status)
    const job = { kind: 'system', job: 'issue-residence-document' } as const
    const made = await issueResidenceDocument(instance, job, { status })
    if (isRefusal(made)) return
    await tellAbout(instance, 'residence-ready', `/statuses/${status}`, { person: made.subject }, made.id)
  },
  'revoke-residence-document': async (instance, data) => {
    const status = String(data.status)
    const job = { kind: 'system', job: 'revoke-residence-document' } as const
    const ended = await revokeResidenceDocument(instance, job, { status })
    if (isRefusal(ended)) return
    await tellAbout(instance, 'residence-over', `/statuses/${status}`, { person: ended.subject }, 'ended')
  },
  'residence-over': (instance, data) =>
    tellAbout(
      instance,
      'residence-over',
      `/statuses/${data.status}`,
      { person: String(data.person) },
      'term-over',
    ),
  'family-member-asked': (instance, data) =>
    tellAbout(instance, 'family-asked', '/kandas/family', { person: String(data.member) }, String(data.id)),
  'send-news': sendNews,
  'send-address-code': sendAddressCode,
}
