import { z } from 'zod'
import { findCountry } from '../classifier/countries.ts'
import { findRegion } from '../classifier/regions.ts'
import { covers } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import type { ApiTag } from '../ui/api-route.ts'

/** What a line is checked against beyond its own form. */
export interface FeedContext {
  now: Temporal.Instant
  today: Temporal.PlainDate
  institution: string
  /** Regions that the sender may report about. */
  regions: string[] | 'all'
}

/** Why a line is no fact, and in which of its fields. */
export interface LineProblem {
  reason: string
  field?: string
}

type CopyField = string | number | boolean | null | undefined

/** Fields of every line; a kind adds its own. */
export interface CommonLine {
  source?: string | undefined
  sourceReference: string
  corrects?: string | undefined
  withdrawn?: boolean | undefined
  document?: { issuingState: string; number: string } | undefined
  birthDate?: string | undefined
  iin?: string | undefined
}

/** One kind of events that other institutions report: what a line looks like, and what becomes of it. */
export interface FeedKind<L extends CommonLine = CommonLine> {
  /** Also the scope of a token and the end of the address. */
  name: FeedName
  operation: string
  tag: ApiTag
  summary: string
  legalBasis: string
  /** One line. What it takes is a line of the field; what it lets through is a fact about somebody. */
  line: z.ZodType<L>
  /** Columns of the kind's own table with the value of a line, in the order of its shape in the database. */
  columns: Record<string, (line: L, context: FeedContext) => CopyField>
  /** Where a column came from, to show and mend a line that is kept by column; derived columns have none. */
  paths: Record<string, string>
  /** Makes of a column's text what the sender wrote, where the two differ. */
  restore?: Record<string, (text: string) => unknown>
  /** Fields that are numbers: CSV has only text. */
  numbers?: string[]
  /** What form alone cannot tell. */
  check?(line: L, context: FeedContext): LineProblem | undefined
  example: L
}

/** Every feed there is, in the order of the pages. */
export const feedNames = [
  'crossings',
  'arrival-notices',
  'hotel-notices',
  'registrations',
  'address-changes',
  'contracts',
  'tax-events',
] as const
export type FeedName = (typeof feedNames)[number]

const kinds = new Map<string, FeedKind>()

/** A module above says what one kind of events is. */
export function registerFeedKind<L extends CommonLine>(kind: FeedKind<L>): void {
  kinds.set(kind.name, kind as unknown as FeedKind)
}

/** @throws Fault not-found for a kind that nobody registered */
export function getFeedKind(name: string): FeedKind {
  const kind = kinds.get(name)
  if (!kind) throw new Fault('not-found')
  return kind
}

export const feedKinds = (): FeedKind[] => [...kinds.values()]

/** Text without control characters. */
export const words = (least: number, most: number) =>
  z
    .string()
    .min(least)
    .max(most)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
    .regex(/^[^\u0000-\u001f\u007f]*$/)

/** A number of the sender's own, never used for anything else. */
const Reference = z
  .string()
  .regex(/^[^\s"'\\]{1,80}$/)
  .describe('Made by the sender, unique in their source and never used again: it makes a repeat harmless.')

/** Fields that every line has. */
export const senderFields = {
  source: z
    .string()
    .regex(/^[\w.-]{1,40}$/)
    .optional()
    .describe("The sender's system; the name of the feed unless given."),
  sourceReference: Reference,
  corrects: Reference.optional().describe(
    'Reference of the earlier line that was wrong. That fact is set aside, not overwritten, and this line stands instead; may come before the line it corrects.',
  ),
  withdrawn: z.boolean().optional().describe('With `corrects`: it never happened; nothing stands instead.'),
}

/** Whose event it is, by a travel document and the date of birth: both, so that a mistyped number is nobody. */
export const personFields = {
  document: z.object({
    issuingState: z
      .string()
      .regex(/^[A-Z]{1,3}$/)
      .refine((code) => code === 'D' || findCountry(code) !== undefined, 'unknown-country')
      .describe('ISO 3166-1 alpha-3, or the code of ICAO Doc 9303.'),
    number: z.string().regex(/^[A-Z0-9]{3,20}$/),
  }),
  birthDate: z.iso.date(),
}

export const RegionCode = z
  .string()
  .regex(/^\d{2}$/)
  .refine((code) => findRegion(`KZ-${code}`) !== undefined, 'unknown-region')
  .describe('Two digits of KATO.')

const earliest = '1991-12-16'

/** A day that can have been: not before independence, not after today. */
export function dayProblem(day: string, field: string, { today }: FeedContext): LineProblem | undefined {
  if (day > today.toString()) return { reason: 'in-the-future', field }
  return day < earliest ? { reason: 'too-long-ago', field } : undefined
}

/** A sender reports about its own regions. */
export const regionProblem = (region: string, { regions }: FeedContext): LineProblem | undefined =>
  covers(regions, region) ? undefined : { reason: 'region-not-yours', field: 'region' }
