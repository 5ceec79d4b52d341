import { eraseOldApplicationDrafts } from '../case/keep-application-draft.ts'
import { renewNameWords } from '../case/renew-name-words.ts'
import { expireEmployerPermits } from '../employer-permit/end-employer-permit.ts'
import { joinWaiting } from '../feed/join-waiting.ts'
import { countNames, keyRecords } from '../identity/key-record.ts'
import { lookForSame } from '../identity/look-for-same.ts'
import { watchIdentity } from '../identity/watch-identity.ts'
import { releaseVisits } from '../inspection/plan-visits.ts'
import { categories, eraseDue } from '../oversight/erase-due.ts'
import { noticeTracings } from '../oversight/notice-tracings.ts'
import { watchPatterns } from '../oversight/watch-patterns.ts'
import { expirePermits } from '../permit/expire-permits.ts'
import { eraseOldDrafts } from '../person/keep-draft.ts'
import { renewNameKeys } from '../person/renew-name-keys.ts'
import { isRefusal, type Refusal } from '../platform/act.ts'
import type { Instance } from '../platform/instance.ts'
import { releaseUnused } from '../quota/release-unused.ts'
import { expireStatuses } from '../residence/end-status.ts'
import { findOverstays } from '../stay/find-overstays.ts'
import { warnOfDeadlines } from './warn-of-deadlines.ts'

const system = (job: string) => ({ kind: 'system', job }) as const

/** What happens once each day without anybody asking. Each is safe to do twice. */
export const dailyWorks: Record<string, (instance: Instance) => Promise<void>> = {
  'erase-old-drafts': async (instance) => {
    await eraseOldDrafts(instance, system('erase-old-drafts'), {})
    await eraseOldApplicationDrafts(instance, system('erase-old-drafts'), {})
  },
  'renew-name-keys': async (instance) => {
    const most = 500
    for (const renew of [renewNameKeys, renewNameWords])
      for (let left = true; left; ) {
        const answer = await renew(instance, system('renew-name-keys'), { most })
        left = !isRefusal(answer) && answer.renewed === most
      }
  },
  'expire-permits': async (instance) => {
    const most = 500
    for (let left = true; left; ) {
      const answer = await expirePermits(instance, system('expire-permits'), { most })
      left = !isRefusal(answer) && (answer.permits === most || answer.offers === most)
    }
  },
  'key-records': async (instance) => {
    const most = 500
    for (let left = true; left; ) {
      const answer = await keyRecords(instance, system('key-records'), { most })
      left = !isRefusal(answer) && answer.keyed === most
    }
  },
  'count-names': async (instance) => {
    await countNames(instance, system('count-names'), {})
  },
  'look-for-same': async (instance) => {
    const most = 100
    for (let left = true; left; ) {
      const answer = await lookForSame(instance, system('look-for-same'), { most })
      left = !isRefusal(answer) && answer.looked === most
    }
  },
  'watch-identity': async (instance) => {
    await watchIdentity(instance, system('watch-identity'), {})
  },
  'join-waiting': async (instance) => {
    for (let left = true; left; ) {
      const answer = await joinWaiting(instance, system('join-waiting'), {})
      left = !isRefusal(answer) && answer.joined === 500
    }
  },
  'expire-employer-permits': async (instance) => {
    const most = 500
    for (let left = true; left; ) {
      const answer = await expireEmployerPermits(instance, system('expire-employer-permits'), { most })
      left = !isRefusal(answer) && answer.permits === most
    }
  },
  'expire-statuses': async (instance) => {
    const most = 500
    for (let left = true; left; ) {
      const answer = await expireStatuses(instance, system('expire-statuses'), { most })
      left = !isRefusal(answer) && answer.statuses === most
    }
  },
  'release-unused-places': async (instance) => {
    const most = 500
    for (let left = true; left; ) {
      const answer = await releaseUnused(instance, system('release-unused-places'), { most })
      left = !isRefusal(answer) && answer.holds === most
    }
  },
  'release-visits': async (instance) => {
    await releaseVisits(instance, system('release-visits'), {})
  },
  'find-overstays': async (instance) => {
    let after: string | null = '00000000-0000-0000-0000-000000000000'
    while (after) {
      const answer: { next: string | null } | Refusal = await findOverstays(
        instance,
        system('find-overstays'),
        {
          after,
        },
      )
      after = isRefusal(answer) ? null : answer.next
    }
  },
  'erase-due': async (instance) => {
    for (const category of categories) {
      for (let most = 100; most > 0; most--) {
        const gone = await eraseDue(instance, system('erase-due'), { category })
        if (isRefusal(gone) || gone.rows < 10_000) break
      }
    }
  },
  'warn-of-deadlines': warnOfDeadlines,
  'notice-tracings': async (instance) => {
    await noticeTracings(instance, system('notice-tracings'), {})
  },
  'watch-patterns': async (instance) => {
    await watchPatterns(instance, system('watch-patterns'), {})
  },
}
