import { AccessLog } from './access-log.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { Button, ButtonRow } from './button.tsx'
import { DaysLeft } from './days-left.tsx'
import { Deadline } from './deadline.tsx'
import { Details } from './details.tsx'
import { Diff } from './diff.tsx'
import { DocumentCard } from './document-card.tsx'
import { EmptyState } from './empty-state.tsx'
import { type Family, sample } from './examples.ts'
import { Doors } from './hero.tsx'
import { LanguageList } from './language-switch.tsx'
import { LawStateTag } from './law-state-tag.tsx'
import { Notice } from './notice.tsx'
import { Panel } from './panel.tsx'
import { QrCard } from './qr-card.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Stats } from './stat.tsx'
import { StatusTag, TaskStatusTag, taskStatuses } from './status-tag.tsx'
import { SummaryList } from './summary-list.tsx'
import { TaskList } from './task-list.tsx'
import { Timeline } from './timeline.tsx'
import { Trace } from './trace.tsx'
import { Tracker } from './tracker.tsx'

const at = new Date('2026-11-24T06:12:00Z')

export const contentFamilies: Family[] = [
  {
    component: 'Button',
    examples: [
      {
        name: 'kinds',
        show: (locale) => (
          <ButtonRow>
            <Button>{sample(locale).yes}</Button>
            <Button kind="secondary">{sample(locale).place}</Button>
            <Button kind="danger" icon="ban">
              {sample(locale).no}
            </Button>
            <Button href="/gallery" icon="download" small>
              {sample(locale).person}
            </Button>
            <Button kind="plain" about={sample(locale).person}>
              {sample(locale).no}
            </Button>
          </ButtonRow>
        ),
      },
      { name: 'long words', show: (locale) => <Button>{sample(locale).long}</Button> },
    ],
  },
  {
    component: 'StatusTag, TaskStatusTag, LawStateTag',
    examples: [
      {
        name: 'tones',
        show: (locale) => (
          <p class="facts">
            {(['neutral', 'info', 'success', 'warning', 'danger', 'waiting', 'quiet'] as const).map(
              (tone) => (
                <StatusTag tone={tone}>{sample(locale).yes}</StatusTag>
              ),
            )}
            <StatusTag tone="danger">{sample(locale).long}</StatusTag>
          </p>
        ),
      },
      {
        name: 'tasks and law',
        show: (locale) => (
          <p class="facts">
            {taskStatuses.map((status) => (
              <TaskStatusTag locale={locale} status={status} />
            ))}
            {(['in force', 'pilot', 'proposed', 'unverified'] as const).map((state) => (
              <LawStateTag locale={locale} state={state} />
            ))}
          </p>
        ),
      },
    ],
  },
  {
    component: 'Notice',
    examples: (['info', 'success', 'warning', 'danger'] as const).map((tone, i) => ({
      name: tone,
      show: (locale) => (
        <Notice locale={locale} tone={tone} title={i % 2 ? sample(locale).question : undefined}>
          <p>{sample(locale).sentence}</p>
        </Notice>
      ),
    })),
  },
  {
    component: 'DaysLeft',
    examples: [
      {
        name: 'enough, few, over',
        show: (locale) => (
          <>
            <DaysLeft
              locale={locale}
              days={21}
              of={30}
              until="2026-12-15"
              reason={sample(locale).sentence}
              next={<a href="/gallery">{sample(locale).question}</a>}
            />
            <DaysLeft locale={locale} days={1} of={30} until="2026-11-25" reason={sample(locale).sentence} />
            <DaysLeft locale={locale} days={-12} until="2026-11-12" reason={sample(locale).long} />
          </>
        ),
      },
    ],
  },
  {
    component: 'Deadline',
    examples: [
      {
        name: 'far, near, today, late',
        show: (locale) => (
          <ul>
            {[
              [21, '2026-12-15'],
              [2, '2026-11-26'],
              [0, '2026-11-24'],
              [-3, '2026-11-21'],
            ].map(([days, by]) => (
              <li>
                <Deadline locale={locale} days={Number(days)} by={String(by)} />
              </li>
            ))}
          </ul>
        ),
      },
    ],
  },
  {
    component: 'TaskList',
    examples: [
      {
        name: 'all statuses',
        show: (locale) => (
          <TaskList
            locale={locale}
            sections={[
              {
                title: sample(locale).place,
                tasks: taskStatuses.map((status, i) => ({
                  id: `task-${status}`,
                  label: i % 2 ? sample(locale).long : sample(locale).question,
                  status,
                  href: status === 'cannot-start' ? undefined : '/gallery',
                  hint: i === 1 ? sample(locale).hint : undefined,
                })),
              },
            ]}
          />
        ),
      },
    ],
  },
  {
    component: 'SummaryList',
    examples: [
      {
        name: 'with changes, a long value and one missing',
        show: (locale) => (
          <SummaryList
            locale={locale}
            title={sample(locale).person}
            rows={[
              { label: sample(locale).question, value: sample(locale).place, change: '/gallery' },
              { label: sample(locale).long, value: sample(locale).long, change: '/gallery' },
              { label: sample(locale).place, change: '/gallery' },
              { label: sample(locale).hint, value: '+998901234567890123456789012345678901234567890' },
            ]}
          />
        ),
      },
      {
        name: 'as a card',
        show: (locale) => (
          <SummaryList
            locale={locale}
            card
            rows={[{ label: sample(locale).place, value: sample(locale).person }]}
          />
        ),
      },
    ],
  },
  {
    component: 'Tracker',
    examples: [
      {
        name: 'five statuses',
        show: (locale) => (
          <Tracker
            locale={locale}
            steps={[
              { label: sample(locale).question, status: 'completed' },
              { label: sample(locale).yes, status: 'exempted' },
              {
                label: sample(locale).place,
                status: 'waiting-on-you',
                now: true,
                by: '2026-11-30',
                details: <a href="/gallery">{sample(locale).question}</a>,
              },
              {
                label: sample(locale).long,
                status: 'in-progress',
                who: sample(locale).place,
                by: '2026-12-07',
                typical: 4,
              },
              { label: sample(locale).person, status: 'not-started' },
            ]}
          />
        ),
      },
    ],
  },
  {
    component: 'Timeline',
    examples: [
      {
        name: 'three events',
        show: (locale) => (
          <Timeline
            locale={locale}
            title={sample(locale).place}
            events={[
              {
                at,
                title: sample(locale).sentence,
                by: sample(locale).person,
                details: <p>{sample(locale).hint}</p>,
              },
              { at, title: sample(locale).long },
              { at, title: sample(locale).question, by: sample(locale).place },
            ]}
          />
        ),
      },
    ],
  },
  {
    component: 'Trace',
    examples: [
      {
        name: 'each verdict and each state of law',
        show: (locale) => (
          <Trace
            locale={locale}
            title={sample(locale).question}
            lines={[
              {
                condition: sample(locale).sentence,
                verdict: 'met',
                value: '3',
                threshold: '≤ 5',
                article: 'KZ-2011-477 § 43-1',
                articleHref: '/gallery',
                state: 'in force',
                date: '2026-11-24',
              },
              {
                condition: sample(locale).long,
                verdict: 'not-met',
                value: '12 000 ₸',
                threshold: '15 728 ₸',
                article: 'KZ-2017-120 § 657',
                state: 'pilot',
                date: '2026-01-01',
                more: <p>{sample(locale).sentence}</p>,
              },
              {
                condition: sample(locale).question,
                verdict: 'needs-officer',
                value: sample(locale).place,
                article: 'KZ-2013-1 § 9',
                state: 'unverified',
              },
              {
                condition: sample(locale).hint,
                verdict: 'missing',
                article: 'KZ-2013-1 § 12',
                state: 'in force',
              },
              {
                condition: sample(locale).hint,
                verdict: 'met',
                article: 'KZ-2027 § 3',
                state: 'proposed',
                uncounted: true,
              },
            ]}
          />
        ),
      },
    ],
  },
  {
    component: 'DocumentCard, QrCard',
    examples: [
      {
        name: 'issued document',
        show: (locale) => (
          <DocumentCard
            locale={locale}
            title={sample(locale).long}
            number="QON-7K4M-2026-000123"
            validUntil="2027-11-24"
            status={<StatusTag tone="success">{sample(locale).yes}</StatusTag>}
            open="/gallery"
            download={{ href: '/gallery', type: 'PDF', bytes: 21_400 }}
          />
        ),
      },
      {
        name: 'code',
        show: (locale) => (
          <QrCard
            locale={locale}
            title={sample(locale).question}
            serial="7K4M-2026-000123"
            text={`https://example.kz/v#${'eyJhbGciOiJFUzI1NiJ9'.repeat(12)}`}
          />
        ),
      },
    ],
  },
  {
    component: 'AccessLog',
    examples: [
      {
        name: 'two entries',
        show: (locale) => (
          <AccessLog
            locale={locale}
            entries={[
              {
                at,
                who: sample(locale).place,
                what: sample(locale).sentence,
                purpose: sample(locale).hint,
                ground: 'KZ-2013-94 § 8',
                ask: '/gallery',
              },
              { at, who: sample(locale).long, what: sample(locale).question, purpose: sample(locale).hint },
            ]}
          />
        ),
      },
      { name: 'nobody', show: (locale) => <AccessLog locale={locale} entries={[]} /> },
    ],
  },
  {
    component: 'Diff',
    examples: [
      {
        name: 'two fields',
        show: (locale) => (
          <Diff
            locale={locale}
            caption={sample(locale).person}
            rows={[
              { field: sample(locale).question, before: '2026-11-21', after: '2026-11-24' },
              { field: sample(locale).place, before: sample(locale).long, after: sample(locale).sentence },
            ]}
          />
        ),
      },
      { name: 'nothing', show: (locale) => <Diff locale={locale} caption="" rows={[]} /> },
    ],
  },
  {
    component: 'Stats, EmptyState, Details',
    examples: [
      {
        name: 'figures',
        show: (locale) => (
          <Stats
            stats={[
              { label: sample(locale).question, value: '12 480', note: sample(locale).hint },
              { label: sample(locale).long, value: '98,4 %', href: '/gallery' },
              { label: sample(locale).place, value: '0' },
            ]}
          />
        ),
      },
      {
        name: 'nothing here',
        show: (locale) => (
          <EmptyState title={sample(locale).question}>
            <p>{sample(locale).sentence}</p>
          </EmptyState>
        ),
      },
      {
        name: 'more',
        show: (locale) => (
          <Details title={sample(locale).question} open>
            <p>{sample(locale).sentence}</p>
          </Details>
        ),
      },
    ],
  },
  {
    component: 'Doors, LanguageList, Breadcrumbs',
    examples: [
      {
        name: 'three doors',
        show: (locale) => (
          <Doors
            level={3}
            doors={[
              {
                href: '/gallery',
                title: sample(locale).question,
                text: sample(locale).sentence,
                icon: 'house',
              },
              { href: '/gallery', title: sample(locale).long, text: sample(locale).hint, icon: 'briefcase' },
              {
                href: '/gallery',
                title: sample(locale).place,
                text: sample(locale).sentence,
                icon: 'shield-check',
              },
            ]}
          />
        ),
      },
      { name: 'languages', show: (locale) => <LanguageList locale={locale} path="/gallery" /> },
      {
        name: 'path',
        show: (locale) => (
          <Breadcrumbs
            locale={locale}
            path={[{ href: '/', label: sample(locale).place }, { label: sample(locale).long }]}
          />
        ),
      },
    ],
  },
  {
    component: 'SideBySide',
    examples: [
      {
        name: 'document beside its record',
        show: (locale) => (
          <SideBySide
            locale={locale}
            documents={<DocumentCard locale={locale} title={sample(locale).person} open="/gallery" />}
          >
            <SummaryList
              locale={locale}
              rows={[{ label: sample(locale).question, value: sample(locale).place, change: '/gallery' }]}
            />
          </SideBySide>
        ),
      },
    ],
  },
  {
    component: 'Panel',
    examples: [
      {
        name: 'done',
        show: (locale) => (
          <Panel
            locale={locale}
            level={2}
            title={sample(locale).sentence}
            reference="ҚОН-2026-000123"
            next={[sample(locale).sentence, sample(locale).hint]}
          />
        ),
      },
    ],
  },
]
