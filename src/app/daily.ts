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

/**
 * Does an act that takes at most `most` at a time again and again, until none of the named counts of its answer is full.
 */
async function untilDone<C extends string>(
  instance: Instance,
  job: string,
  doing: (
    instance: Instance,
    actor: ReturnType<typeof system>,
    input: { most: number },
  ) => Promise<Record<C, number> | Refusal>,
  counts: C[],
  most = 500,
): Promise<void> {
  for (let left = true; left; ) {
    const answer = await doing(instance, system(job), { most })
    left = !isRefusal(answer) && counts.some((count) => answer[count] === most)
  }
}

/** What happens once each day without anybody asking. Each is safe to do twice. */
export const dailyWorks: Record<string, (instance: Instance) => Promise<void>> = {
  'erase-old-drafts': async (instance) => {
    await eraseOldDrafts(instance, system('erase-old-drafts'), {})
    await eraseOldApplicationDrafts(instance, system('erase-old-drafts'), {})
  },
  'renew-name-keys': async (instance) => {
    for (const renew of [renewNameKeys, renewNameWords])
      await untilDone(instance, 'renew-name-keys', renew, ['renewed'])
  },
  'expire-permits': (instance) => untilDone(instance, 'expire-permits', expirePermits, ['permits', 'offers']),
  'key-records': (instance) => untilDone(instance, 'key-records', keyRecords, ['keyed']),
  'count-names': async (instance) => {
    await countNames(instance, system('count-names'), {})
  },
  'look-for-same': (instance) => untilDone(instance, 'look-for-same', lookForSame, ['looked'], 100),
  'watch-identity': async (instance) => {
    await watchIdentity(instance, system('watch-identity'), {})
  },
  'join-waiting': async (instance) => {
    for (let left = true; left; ) {
      const answer = await joinWaiting(instance, system('join-waiting'), {})
      left = !isRefusal(answer) && answer.left
    }
  },
  'expire-employer-permits': (instance) =>
    untilDone(instance, 'expire-employer-permits', expireEmployerPermits, ['permits']),
  'expire-statuses': (instance) => untilDone(instance, 'expire-statuses', expireStatuses, ['statuses']),
  'release-unused-places': (instance) =>
    untilDone(instance, 'release-unused-places', releaseUnused, ['holds']),
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
