import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Filters } from '../../ui/filters.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { type Missing, missingCodes } from '../find-overstays.ts'
import {
  borderHeardAt,
  countOverstays,
  listOverstays,
  type OverstayQuery,
  type OverstayState,
  overstayStates,
} from '../list-overstays.ts'
import { overstayStaff } from '../step-on-overstay.ts'
import { stayText } from '../text.ts'

/** Stays that seem over, for officers: what is known, what is missing, and no crossing. */
export const overstayPages: Route[] = [get('/overstays', overstayStaff, show)]

const pageSize = 50
const dayChoices = [8, 31, 91]
export const tones: Record<OverstayState, Tone> = {
  open: 'waiting',
  contacted: 'info',
  invited: 'info',
  closed: 'neutral',
  resolved: 'success',
}

async function show(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = stayText(locale)
  const query = readQuery(visit.url.searchParams)
  const { rows, counts, heard, now } = await read(
    instance,
    actor,
    {
      what: 'overstays',
      who: overstayStaff,
      purpose: 'register-stay',
      legalBasis: 'GOV-148',
      categories: ['identity', 'stay'],
    },
    async ({ tx, today, now }) => {
      const rows = await listOverstays(tx, query, today.toString(), pageSize + 1)
      return {
        answer: { rows, counts: await countOverstays(tx), heard: await borderHeardAt(tx), now },
        subjects: rows.slice(0, pageSize).map((row) => row.person_id),
      }
    },
  )
  const last = rows.length > pageSize ? rows[pageSize - 1] : undefined
  const on = [query.state, query.missing, query.days].filter((one) => one !== undefined).length
  return visit.html(
    <Page {...visit.frame} title={t('over.title')} wide>
      <h1>{t('over.title')}</h1>
      <p class="lead">{t('over.lead')}</p>
      <Heard locale={locale} heard={heard} now={now} />
      <p class="facts">
        {overstayStates.map((state) => (
          <span>
            <a href={`/overstays?state=${state}`}>{t(`over.state.${state}`)}</a>: <b>{counts[state] ?? 0}</b>
          </span>
        ))}
      </p>
      <Filters locale={locale} action="/overstays" on={on}>
        <Choice
          locale={locale}
          name="state"
          label={t('over.state')}
          any={t('over.state.any')}
          value={query.state}
          options={overstayStates.map((value) => ({ value, label: t(`over.state.${value}`) }))}
        />
        <Choice
          locale={locale}
          name="missing"
          label={t('over.unknown')}
          any={t('over.missing.any')}
          value={query.missing}
          options={missingCodes.map((value) => ({ value, label: t(`over.missing.${value}`) }))}
        />
        <Choice
          locale={locale}
          name="days"
          label={t('over.filter.days')}
          any={t('over.filter.days.any')}
          value={query.days?.toString()}
          options={dayChoices.map((days) => ({ value: String(days), label: String(days) }))}
        />
      </Filters>
      <DataTable
        locale={locale}
        caption={t('over.title')}
        captionUnseen
        empty={t('over.none')}
        columns={[
          { key: 'person', label: t('over.person') },
          { key: 'last', label: t('over.last-day'), nowrap: true },
          { key: 'days', label: t('over.days'), numeric: true, wideOnly: true },
          { key: 'missing', label: t('over.unknown'), wideOnly: true },
          { key: 'state', label: t('over.state') },
        ]}
        rows={rows.slice(0, pageSize).map((row) => ({
          id: row.person_id,
          cells: {
            person: <a href={`/overstays/${row.person_id}`}>{row.latin_name}</a>,
            last: formatDate(locale, row.last_day),
            days: String(row.days),
            missing: row.missing.map((code) => t(`over.missing.${code}`)).join(' · '),
            state: <StatusTag tone={tones[row.state]}>{t(`over.state.${row.state}`)}</StatusTag>,
          },
        }))}
      />
      <Pagination
        locale={locale}
        next={last && pathOf({ ...query, after: { day: last.last_day, person: last.person_id } })}
      />
    </Page>,
  )
}

/** When the border last spoke; silence is said before anybody reads the list. */
export function Heard({ locale, heard, now }: { locale: Locale; heard: Date | null; now: Temporal.Instant }) {
  const t = stayText(locale)
  const late = !heard || now.epochMilliseconds - heard.getTime() > 24 * 3_600_000
  const said = heard ? t('over.heard', { at: formatMoment(locale, heard) }) : t('over.heard.never')
  if (!late) return <p class="hint">{said}</p>
  return (
    <Notice locale={locale} tone="warning">
      <p>
        {said} {heard && t('over.heard.late')}
      </p>
    </Notice>
  )
}

function Choice(props: {
  locale: Locale
  name: string
  label: string
  any: string
  value: string | undefined
  options: { value: string; label: string }[]
}) {
  return (
    <Select
      {...props}
      value={props.value ?? ''}
      empty={false}
      options={[{ value: '', label: props.any }, ...props.options]}
    />
  )
}

function readQuery(params: URLSearchParams): OverstayQuery {
  const [, day, person] = /^(\d{4}-\d\d-\d\d)_(.+)$/.exec(params.get('after') ?? '') ?? []
  if ((day || person) && !(day && person && isId(person) && isDay(day))) throw new Fault('not-found')
  const days = Number(params.get('days'))
  return {
    state: overstayStates.find((one) => one === params.get('state')),
    missing: missingCodes.find((one) => one === params.get('missing')) as Missing | undefined,
    days: dayChoices.includes(days) ? days : undefined,
    after: day && person ? { day, person } : undefined,
  }
}

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

function pathOf({ state, missing, days, after }: OverstayQuery): string {
  const params = new URLSearchParams()
  if (state) params.set('state', state)
  if (missing) params.set('missing', missing)
  if (days) params.set('days', String(days))
  if (after) params.set('after', `${after.day}_${after.person}`)
  return `/overstays?${params}`
}
