import { findQueueCounts, type QueueCounts as QueueCount } from '../../case/find-queue.ts'
import { buckets, queueDays } from '../../case/queue-days.ts'
import { caseText } from '../../case/text.ts'
import { caseStaff } from '../../case/who-may.ts'
import { type Actor, admits, type Role } from '../../platform/actor.ts'
import { look } from '../../platform/read.ts'
import { Doors } from '../../ui/hero.tsx'
import type { IconName } from '../../ui/icon.tsx'
import { Page } from '../../ui/page.tsx'
import { QueueCounts } from '../../ui/queue-groups.tsx'
import type { Route, Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

type Key = Parameters<ReturnType<typeof appText>>[0]

/** Everything members of staff begin something at, in the order of a working day; each sees what is open to them. */
const doors: { href: string; icon: IconName; title: Key; text: Key }[] = [
  { href: '/queue', icon: 'inbox', title: 'nav.queue', text: 'door.queue' },
  { href: '/people', icon: 'search', title: 'nav.people', text: 'door.people' },
  { href: '/register', icon: 'user-plus', title: 'nav.register', text: 'door.register' },
  { href: '/register/assisted', icon: 'message-circle', title: 'door.assisted.title', text: 'door.assisted' },
  { href: '/check/right', icon: 'shield-check', title: 'door.right.title', text: 'door.right' },
  { href: '/arrivals', icon: 'plane-landing', title: 'nav.stay', text: 'door.arrivals' },
  { href: '/overstays', icon: 'calendar-clock', title: 'nav.overstays', text: 'door.overstays' },
  { href: '/identity', icon: 'users', title: 'nav.same', text: 'door.identity' },
  { href: '/inspections', icon: 'briefcase', title: 'nav.visits', text: 'door.inspections' },
  { href: '/complaints', icon: 'message-circle', title: 'nav.complaints', text: 'door.complaints' },
  { href: '/asylum', icon: 'shield-check', title: 'nav.asylum', text: 'door.asylum' },
  { href: '/tracing/orders', icon: 'gavel', title: 'nav.tracing', text: 'door.tracing' },
  { href: '/questions', icon: 'circle-help', title: 'nav.questions', text: 'door.questions' },
  { href: '/reading', icon: 'eye', title: 'nav.reading', text: 'door.reading' },
  { href: '/exports', icon: 'download', title: 'nav.exports', text: 'door.exports' },
  { href: '/retention/holds', icon: 'lock', title: 'door.holds.title', text: 'door.holds' },
  { href: '/quota', icon: 'map-pin', title: 'nav.places', text: 'door.quota' },
  { href: '/reform/drafts', icon: 'file-pen', title: 'nav.reform', text: 'door.reform' },
  { href: '/rules/publications/new', icon: 'landmark', title: 'door.publish.title', text: 'door.publish' },
  { href: '/identity/watch', icon: 'list-checks', title: 'door.watch.title', text: 'door.watch' },
  { href: '/identity/registers', icon: 'history', title: 'door.registers.title', text: 'door.registers' },
  { href: '/staff/people', icon: 'id-card', title: 'nav.staff', text: 'door.staff' },
  { href: '/staff/clients', icon: 'settings', title: 'nav.clients', text: 'door.clients' },
  { href: '/staff/works', icon: 'send', title: 'door.works.title', text: 'door.works' },
  { href: '/staff/feeds', icon: 'upload', title: 'door.feeds.title', text: 'door.feeds' },
  { href: '/rules', icon: 'scale', title: 'nav.rules', text: 'home.rules' },
]

/** The doors that are open to a member of staff: those whose route admits them, so that none is shown that would stay closed. */
export const doorsOf = (actor: Actor, routes: Route[]) =>
  doors.filter(
    ({ href }) =>
      (!(href in workOf) ||
        (actor.kind === 'staff' && actor.roles.some((role) => workOf[href]?.includes(role)))) &&
      routes.some(({ method, path, who }) => method === 'get' && path === href && admits(who, actor)),
  )
/** What is open to everybody, or to many, and is the work of some. */
const workOf: Record<string, Role[]> = {
  '/quota': ['supervisor', 'analyst'],
  '/register/assisted': ['registrar', 'consular-officer'],
  '/check/right': ['border-officer', 'partner-officer'],
}

/** Numbers alone: whose cases they are is read in the queue. */
const countWaiting = ({ instance, actor }: Visit): Promise<QueueCount> =>
  look(instance, actor, (tx) => findQueueCounts(tx, queueDays(instance.clock.today())))

/** Where a member of staff begins: what waits and by when, then what they may do, a line each. */
export async function staffHome(visit: Visit, routes: Route[]): Promise<Response> {
  const { actor, locale } = visit
  const t = appText(locale)
  const counts = admits(caseStaff, actor) ? await countWaiting(visit) : undefined
  return visit.html(
    <Page {...visit.frame} title={t('home.staff')} wide>
      <h1>{t('home.staff')}</h1>
      {counts && (
        <div class="waiting-cases">
          {(['mine', 'unassigned'] as const).map((list) => (
            <section class="flow-small" aria-labelledby={`waiting-${list}`}>
              <h2 id={`waiting-${list}`}>{caseText(locale)(`queue.${list}`)}</h2>
              <QueueCounts
                locale={locale}
                groups={buckets.map((bucket) => ({
                  bucket,
                  count: counts[list][bucket],
                  href: `/queue?who=${list === 'mine' ? 'me' : 'none'}`,
                }))}
              />
            </section>
          ))}
        </div>
      )}
      <Doors
        doors={doorsOf(actor, routes).map(({ title, text, ...door }) => ({
          ...door,
          title: t(title),
          text: t(text),
        }))}
      />
    </Page>,
  )
}
