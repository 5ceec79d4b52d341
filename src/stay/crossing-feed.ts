import { z } from 'zod'
import { type FeedKind, personFields, senderFields } from '../feed/feed-kind.ts'

export const CrossingLine = z.object({
  ...senderFields,
  ...personFields,
  direction: z.enum(['entry', 'exit']),
  at: z.iso.datetime({ offset: true }).describe('With an offset.'),
  point: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/)
    .describe("The checkpoint's code."),
})
export type CrossingLine = z.infer<typeof CrossingLine>

const earliest = Date.parse('1991-12-16T00:00:00Z')
/** Clocks at the border may be ahead of ours by as much. */
const ahead = 5 * 60_000

/** Crossings of the border as the border service reports them. What they say of a person is a date and a direction, and no more than the clock needs. */
export const crossingFeed: FeedKind<CrossingLine> = {
  name: 'crossings',
  operation: 'recordCrossings',
  tag: 'stay',
  summary: 'Report crossings of the border',
  legalBasis: 'GOV-148',
  line: CrossingLine,
  columns: {
    direction: (line) => line.direction,
    at: (line) => line.at,
    point: (line) => line.point,
  },
  paths: {
    issuing_state: 'document.issuingState',
    document_number: 'document.number',
    birth_date: 'birthDate',
    direction: 'direction',
    at: 'at',
    point: 'point',
  },
  check(line, { now }) {
    const at = Date.parse(line.at)
    if (at > now.epochMilliseconds + ahead) return { reason: 'in-the-future', field: 'at' }
    if (at < earliest) return { reason: 'too-long-ago', field: 'at' }
    return line.at.slice(0, 10) < line.birthDate ? { reason: 'before-birth', field: 'at' } : undefined
  },
  example: {
    document: { issuingState: 'UZB', number: 'DEMO00001' },
    birthDate: '1990-03-27',
    direction: 'entry',
    at: '2026-11-23T05:00:00Z',
    point: 'zhibek-zholy',
    source: 'border',
    sourceReference: 'B-2026-000001',
  },
}
