import { z } from 'zod'
import {
  dayProblem,
  type FeedContext,
  type FeedKind,
  type FeedName,
  personFields,
  RegionCode,
  regionProblem,
  senderFields,
  words,
} from '../feed/feed-kind.ts'
import { noticeDueOn } from './give-arrival-notice.ts'

export const NoticeLine = z.object({
  ...senderFields,
  ...personFields,
  hostName: words(2, 120).describe('Who has taken the guest in: a person, or the hotel.'),
  region: RegionCode,
  address: words(5, 200),
  arrivedOn: z.iso.date(),
  noticedOn: z.iso.date().describe('The day on which the host told it; decides whether it was in time.'),
})
export type NoticeLine = z.infer<typeof NoticeLine>

const dueOn = new Map<string, string>()
/** Counting working days is dear, and a file has few days. */
function dueDay(arrivedOn: string): string {
  const known = dueOn.get(arrivedOn)
  if (known) return known
  const due = noticeDueOn(arrivedOn).toString()
  if (dueOn.size > 2000) dueOn.clear()
  dueOn.set(arrivedOn, due)
  return due
}

const noticeFeed = (given: {
  name: FeedName
  operation: string
  summary: string
  filedBy: string
  example: NoticeLine
}): FeedKind<NoticeLine> => ({
  name: given.name,
  operation: given.operation,
  tag: 'stay',
  summary: given.summary,
  legalBasis: 'GOV-148',
  line: NoticeLine,
  columns: {
    host_name: (line) => line.hostName,
    region: (line) => line.region,
    address: (line) => line.address,
    arrived_on: (line) => line.arrivedOn,
    noticed_on: (line) => line.noticedOn,
    due_on: (line) => dueDay(line.arrivedOn),
    filed_by: () => given.filedBy,
    filed_at: (_line, { now }) => now.toString(),
  },
  paths: {
    issuing_state: 'document.issuingState',
    document_number: 'document.number',
    birth_date: 'birthDate',
    host_name: 'hostName',
    region: 'region',
    address: 'address',
    arrived_on: 'arrivedOn',
    noticed_on: 'noticedOn',
  },
  check: (line, context: FeedContext) =>
    dayProblem(line.arrivedOn, 'arrivedOn', context) ??
    dayProblem(line.noticedOn, 'noticedOn', context) ??
    (line.noticedOn < line.arrivedOn ? { reason: 'out-of-order', field: 'noticedOn' } : undefined) ??
    regionProblem(line.region, context),
  example: given.example,
})

const guest = {
  document: { issuingState: 'UZB', number: 'DEMO00001' },
  birthDate: '1990-03-27',
  region: '75',
  arrivedOn: '2026-11-20',
  noticedOn: '2026-11-21',
}

/** Notices of arrival that hosts gave to another system of the state (Gov. Resolution 148). */
export const arrivalNoticeFeed = noticeFeed({
  name: 'arrival-notices',
  operation: 'reportArrivalNotices',
  summary: "Report hosts' notices of arrival",
  filedBy: 'feed',
  example: {
    ...guest,
    hostName: 'Omarova Aigul',
    address: 'Abay avenue 10',
    source: 'egov',
    sourceReference: 'N-2026-000001',
  },
})

/** Guests of hotels: the hotel is the host. Like eQonaq in what it is for; its form is our proposal. */
export const hotelNoticeFeed = noticeFeed({
  name: 'hotel-notices',
  operation: 'reportHotelNotices',
  summary: 'Report foreign guests of hotels',
  filedBy: 'hotel',
  example: {
    ...guest,
    hostName: 'Hotel Demo',
    address: 'Dostyk avenue 1',
    arrivedOn: '2026-11-21',
    source: 'hotel-demo',
    sourceReference: 'H-2026-000001',
  },
})
