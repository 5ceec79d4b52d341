import { z } from 'zod'
import {
  dayProblem,
  type FeedKind,
  type FeedName,
  personFields,
  RegionCode,
  regionProblem,
  senderFields,
  words,
} from '../feed/feed-kind.ts'

export const AddressLine = z.object({
  ...senderFields,
  ...personFields,
  region: RegionCode,
  address: words(5, 200),
  validFrom: z.iso.date(),
  validTo: z.iso.date().optional().describe('The last day, where one is known.'),
})
export type AddressLine = z.infer<typeof AddressLine>

const addressFeed = (given: {
  name: FeedName
  operation: string
  summary: string
  as: 'registration' | 'address-change'
  reference: string
}): FeedKind<AddressLine> => ({
  name: given.name,
  operation: given.operation,
  tag: 'stay',
  summary: given.summary,
  legalBasis: 'GOV-148',
  line: AddressLine,
  columns: {
    kind: () => given.as,
    region: (line) => line.region,
    address: (line) => line.address,
    valid_from: (line) => line.validFrom,
    valid_to: (line) => line.validTo,
  },
  paths: {
    issuing_state: 'document.issuingState',
    document_number: 'document.number',
    birth_date: 'birthDate',
    region: 'region',
    address: 'address',
    valid_from: 'validFrom',
    valid_to: 'validTo',
  },
  check: (line, context) =>
    dayProblem(line.validFrom, 'validFrom', context) ??
    (line.validTo && line.validTo < line.validFrom
      ? { reason: 'out-of-order', field: 'validTo' }
      : undefined) ??
    regionProblem(line.region, context),
  example: {
    document: { issuingState: 'UZB', number: 'DEMO00001' },
    birthDate: '1990-03-27',
    region: '75',
    address: 'Abay avenue 10',
    validFrom: '2026-11-20',
    source: 'egov',
    sourceReference: given.reference,
  },
})

/** Registrations of an address made in another system of the state. */
export const registrationFeed = addressFeed({
  name: 'registrations',
  operation: 'reportRegistrations',
  summary: 'Report registrations of an address',
  as: 'registration',
  reference: 'R-2026-000001',
})

/** Moves from one address to another. */
export const addressChangeFeed = addressFeed({
  name: 'address-changes',
  operation: 'reportAddressChanges',
  summary: 'Report changes of address',
  as: 'address-change',
  reference: 'C-2026-000001',
})
