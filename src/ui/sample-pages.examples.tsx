import type { Locale } from '../platform/language.ts'
import { Button, ButtonRow } from './button.tsx'
import { Radios } from './choices.tsx'
import type { Column, Row } from './data-table.tsx'
import { DateField } from './date-field.tsx'
import { Deadline } from './deadline.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { sample } from './examples.ts'
import { Filters, SearchForm } from './filters.tsx'
import { Form, FormActions } from './form.tsx'
import { Doors, Hero } from './hero.tsx'
import { Page, type PageProps } from './page.tsx'
import { Pagination } from './pagination.tsx'
import { type QueueBucket, QueueGroups } from './queue-groups.tsx'
import { Select } from './select.tsx'
import { Stats } from './stat.tsx'
import { StatusTag, type Tone } from './status-tag.tsx'
import { Tabs } from './tabs.tsx'
import { MoneyField, TextField } from './text-field.tsx'

const help: PageProps['help'] = {
  phone: { number: '1414' },
  telegram: { href: 'https://t.me/example', name: '@example' },
  offices: { href: '/offices' },
}

/** Whole pages made of the components, to look at and to weigh: a home page, a question with errors, a queue of 25. */
export const samplePages = { home, question, queue }

function home(locale: Locale) {
  const s = sample(locale)
  return (
    <Page
      locale={locale}
      mode="public"
      title="Qonys"
      path="/"
      demo
      signIn={{ href: '/sign-in', label: s.yes }}
      nav={[
        { href: '/household', label: s.person },
        { href: '/check', label: s.yes },
        { href: '/rules', label: s.no },
      ]}
      help={help}
      hero={
        <Hero
          title={s.question}
          lead={s.sentence}
          aside={
            <>
              <h2>{s.yes}</h2>
              <p>{s.hint}</p>
              <SearchForm locale={locale} action="/check" label={s.person} button={s.yes} name="number" />
            </>
          }
        >
          <ButtonRow>
            <Button href="/start" icon="arrow-right">
              {s.question}
            </Button>
            <Button href="/check" kind="secondary" icon="scan-line">
              {s.person}
            </Button>
          </ButtonRow>
        </Hero>
      }
    >
      <Doors
        doors={[
          { href: '/me', title: s.question, text: s.sentence, icon: 'calendar-days' },
          { href: '/household', title: s.person, text: s.sentence, icon: 'house' },
          { href: '/check', title: s.place, text: s.hint, icon: 'qr-code' },
        ]}
      />
      <section class="flow">
        <h2>{s.place}</h2>
        <Stats
          stats={[
            { label: s.question, value: '12 480', note: s.hint },
            { label: s.person, value: '3', note: s.hint },
            { label: s.place, value: '20' },
          ]}
        />
      </section>
    </Page>
  )
}

function question(locale: Locale) {
  const s = sample(locale)
  return (
    <Page
      locale={locale}
      mode="public"
      title={s.question}
      path="/household/apply"
      demo
      hasForm
      hasErrors
      service={{ href: '/household', label: s.person }}
      who={{ name: s.person, signOutAction: '/sign-out' }}
      back={{ href: '/household', label: s.place }}
      help={help}
    >
      <ErrorSummary
        locale={locale}
        errors={[
          { field: 'arrival', message: s.error },
          { field: 'wage', message: s.hint },
        ]}
      />
      <Form action="/household/apply" request="0199f2f0-0000-7000-8000-000000000002">
        <DateField
          locale={locale}
          name="arrival"
          label={s.question}
          heading
          hint={s.hint}
          error={s.error}
          value={{ day: '31', month: '2', year: '2026' }}
        />
        <TextField locale={locale} name="name" label={s.place} hint={s.hint} value={s.person} optional />
        <MoneyField locale={locale} name="wage" label={s.person} error={s.hint} value="12 тысяч" />
        <Radios
          locale={locale}
          name="live-in"
          label={s.sentence}
          value="yes"
          options={[
            { value: 'yes', label: s.yes, hint: s.hint },
            { value: 'no', label: s.no },
          ]}
        />
        <FormActions locale={locale} later />
      </Form>
    </Page>
  )
}

function queue(locale: Locale) {
  const s = sample(locale)
  const columns: Column[] = [
    { key: 'number', label: '№', nowrap: true, sort: { href: '?sort=number' } },
    { key: 'person', label: s.person },
    { key: 'kind', label: s.place },
    { key: 'state', label: s.yes },
    { key: 'due', label: s.question, sort: { href: '?sort=due', now: 'ascending' } },
    { key: 'fee', label: '₸', numeric: true, wideOnly: true },
  ]
  const tones: Tone[] = ['info', 'waiting', 'warning', 'neutral', 'success']
  const row = (index: number, days: number): Row => ({
    id: `${index}`,
    name: `${s.person} ${index}`,
    cells: {
      number: <a href={`/cases/${index}`}>QN-2026-{String(1000 + index * 37)}</a>,
      person: index % 7 === 3 ? s.long : `${s.person} ${index}`,
      kind: s.place,
      state: <StatusTag tone={tones[index % 5] ?? 'info'}>{index % 2 ? s.yes : s.no}</StatusTag>,
      due: (
        <Deadline
          locale={locale}
          days={days}
          by={Temporal.PlainDate.from('2026-11-24').add({ days }).toString()}
        />
      ),
      fee: '15 728',
    },
  })
  const group = (bucket: QueueBucket, count: number, from: number, size: number, day: number) => ({
    bucket,
    count,
    rows: Array.from({ length: size }, (_, i) => row(from + i, day + (day < 0 ? -i : 0))),
  })
  return (
    <Page
      locale={locale}
      mode="staff"
      title={s.place}
      path="/queue"
      demo
      today="2026-11-24"
      wide
      nav={[
        { href: '/queue', label: s.place, current: true, count: 48 },
        { href: '/people', label: s.person },
        { href: '/rules', label: s.yes },
      ]}
      who={{ name: s.person, detail: s.yes, signOutAction: '/sign-out' }}
      help={help}
    >
      <h1>{s.place}</h1>
      <Tabs
        label={s.place}
        tabs={[
          { href: '?of=mine', label: s.person, current: true, count: 48 },
          { href: '?of=office', label: s.place, count: 312 },
        ]}
      />
      <SearchForm locale={locale} action="/people" label={s.hint} button={s.yes} />
      <Filters locale={locale} action="/queue" on={1}>
        <Select
          locale={locale}
          name="kind"
          label={s.person}
          value="1"
          options={[{ value: '1', label: s.place }]}
        />
        <TextField locale={locale} name="tag" label={s.yes} />
      </Filters>
      <QueueGroups
        locale={locale}
        caption={s.place}
        columns={columns}
        select={{ name: 'case' }}
        groups={[
          group('overdue', 4, 1, 4, -1),
          group('today', 6, 5, 6, 0),
          group('tomorrow', 5, 11, 5, 1),
          group('week', 8, 16, 8, 4),
          group('later', 25, 24, 2, 18),
        ]}
      />
      <Pagination locale={locale} next="?after=25" shown={{ from: 1, to: 25, total: 48 }} />
    </Page>
  )
}
