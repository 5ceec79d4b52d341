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
import type { DailyWork } from '../platform/do-daily.ts'
import type { Instance } from '../platform/instance.ts'
import { releaseUnused } from '../quota/release-unused.ts'
import { expireStatuses } from '../residence/end-status.ts'
import { findOverstays } from '../stay/find-overstays.ts'
import { warnOfDeadlines } from './warn-of-deadlines.ts'

const system = (job: string) => ({ kind: 'system', job }) as const

/**
 * Does an act that takes at most `most` at a time again and again, until none of the named counts of its answer is full or the
 * program is stopping.
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
  stopping: AbortSignal | undefined,
  most = 500,
): Promise<void> {
  for (let left = true; left; ) {
    stopping?.throwIfAborted()
    const answer = await doing(instance, system(job), { most })
    left = !isRefusal(answer) && counts.some((count) => answer[count] === most)
  }
}

/** What happens once each day without anybody asking. Each is safe to do twice. */
export const dailyWorks: Record<string, DailyWork> = {
  'erase-old-drafts': async (instance) => {
    await eraseOldDrafts(instance, system('erase-old-drafts'), {})
    await eraseOldApplicationDrafts(instance, system('erase-old-drafts'), {})
  },
  'renew-name-keys': async (instance, stopping) => {
    for (const renew of [renewNameKeys, renewNameWords])
      await untilDone(instance, 'renew-name-keys', renew, ['renewed'], stopping)
  },
  'expire-permits': (instance, stopping) =>
    untilDone(instance, 'expire-permits', expirePermits, ['permits', 'offers'], stopping),
  'key-records': (instance, stopping) => untilDone(instance, 'key-records', keyRecords, ['keyed'], stopping),
  'count-names': async (instance) => {
    await countNames(instance, system('count-names'), {})
  },
  'look-for-same': (instance, stopping) =>
    untilDone(instance, 'look-for-same', lookForSame, ['looked'], stopping, 100),
  'watch-identity': async (instance) => {
    await watchIdentity(instance, system('watch-identity'), {})
  },
  'join-waiting': async (instance, stopping) => {
    for (let left = true; left; ) {
      stopping?.throwIfAborted()
      const answer = await joinWaiting(instance, system('join-waiting'), {})
      left = !isRefusal(answer) && answer.left
    }
  },
  'expire-employer-permits': (instance, stopping) =>
    untilDone(instance, 'expire-employer-permits', expireEmployerPermits, ['permits'], stopping),
  'expire-statuses': (instance, stopping) =>
    untilDone(instance, 'expire-statuses', expireStatuses, ['statuses'], stopping),
  'release-unused-places': (instance, stopping) =>
    untilDone(instance, 'release-unused-places', releaseUnused, ['holds'], stopping),
  'release-visits': async (instance) => {
    await releaseVisits(instance, system('release-visits'), {})
  },
  'find-overstays': async (instance, stopping) => {
    let after: string | null = '00000000-0000-0000-0000-000000000000'
    while (after) {
      stopping?.throwIfAborted()
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
  'erase-due': async (instance, stopping) => {
    for (const category of categories) {
      for (let most = 100; most > 0; most--) {
        stopping?.throwIfAborted()
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
