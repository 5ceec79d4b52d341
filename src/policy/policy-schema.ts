import { z } from 'zod'
import { LawState } from './law-state.ts'

const DayText = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'is no date of the form 2026-01-31')
  .refine((text) => {
    try {
      return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
    } catch {
      return false
    }
  }, 'is no day of the calendar')

/**
 * What a value or condition rests on; `seen` says how we know: a public page prints it, the act is named but was not read, it is
 * background knowledge, or two officials of the ministry published it here.
 */
export const Source = z.strictObject({
  instrument: z.string(),
  url: z.url().optional(),
  seen: z.enum(['page', 'not-seen', 'background', 'published']),
})
export type Source = z.infer<typeof Source>

export const Instruments = z.strictObject({
  instruments: z.array(z.strictObject({ id: z.string(), title: z.string(), url: z.url().optional() })),
})
export type Instrument = z.infer<typeof Instruments>['instruments'][number] & {
  /** Of a text that was published here: when, and by which two officials of which institution. */
  published?: {
    serial: number
    at: Temporal.Instant
    institution: { kk: string; ru: string; en: string }
    by: [string, string]
  }
}

const Title = z.strictObject({ kk: z.string(), ru: z.string(), en: z.string() })

/** Texts that a worker reads: six languages, English is the source; Chinese and Turkish where they were written. */
export const Says = z.strictObject({
  kk: z.string(),
  ru: z.string(),
  en: z.string(),
  uz: z.string(),
  tg: z.string(),
  ky: z.string(),
  zh: z.string().optional(),
  tr: z.string().optional(),
})
export type Says = z.infer<typeof Says>

export const Unit = z.enum([
  'KZT',
  'KZT per month',
  'MCI',
  'days',
  'working days',
  'months',
  'years',
  'people',
  'percent',
  'times',
  'USD',
  'minutes',
  'points',
  'count',
  'flag',
  'list',
  'text',
])
export type Unit = z.infer<typeof Unit>

export const PolicyValue = z.union([z.number(), z.string(), z.boolean(), z.array(z.string())])
export type PolicyValue = z.infer<typeof PolicyValue>

/** A row for each region (KZ-55) or word of the value; what was not seen has no row. No condition compares with a table. */
export const PolicyTable = z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.number())
export type PolicyTable = z.infer<typeof PolicyTable>

/**
 * How much of a first day we have read, where it is less than the day: the year, the month, or nothing of it. Then the day that stands
 * there is one we chose, and whoever reads the rule is told so.
 */
export const FromSeen = z.enum(['year', 'month', 'not-seen'])
export type FromSeen = z.infer<typeof FromSeen>

export const ValueVersion = z.strictObject({
  value: z.union([PolicyValue, PolicyTable]),
  /** Applies to relations from this day on (inclusive). */
  from: DayText,
  'from-seen': FromSeen.optional(),
  /** The last day (inclusive); only the newest version may leave it open. */
  to: DayText.optional(),
  adopted: DayText.optional(),
  'in-force': DayText.optional(),
  article: z.string().min(1).optional(),
  state: LawState.optional(),
  source: Source,
  note: z.string().optional(),
})

export const ValuesFile = z.strictObject({
  /** What the values of the file are about. */
  about: Title.optional(),
  values: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9.-]+$/),
      title: Title,
      unit: Unit,
      article: z.string().min(1).optional(),
      state: LawState.optional(),
      /** Officials of the ministry set it: its newer versions are published in the product by two of them. */
      'set-by-officials': z.boolean().optional(),
      /** What the codes of a list, text or table are called. */
      words: z.record(z.string(), Title).optional(),
      versions: z.array(ValueVersion).min(1),
    }),
  ),
})

export const Operator = z.enum([
  'at-most',
  'at-least',
  'equals',
  'one-of',
  'not-one-of',
  'before',
  'after',
  'on-or-before',
  'on-or-after',
  'within-days',
  'known',
])
export type Operator = z.infer<typeof Operator>

/** What a fact is compared with: itself, a dated value of `policy/values`, or another fact. */
export const Threshold = z.union([
  PolicyValue,
  z.strictObject({ dated: z.string() }),
  z.strictObject({ fact: z.string() }),
])

export const Party = z.enum(['worker', 'employer', 'authority', 'nobody'])
export type Party = z.infer<typeof Party>

const When = z.union([
  z.strictObject({ fact: z.string(), equals: z.union([z.string(), z.boolean(), z.number()]) }),
  z.strictObject({ fact: z.string(), 'one-of': z.array(z.string()).min(1) }),
])
export type When = z.infer<typeof When>

export const ConditionRow = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  says: Says,
  article: z.string().min(1),
  source: Source,
  state: LawState,
  from: DayText,
  'from-seen': FromSeen.optional(),
  to: DayText.optional(),
  /** Only where this holds; elsewhere the condition does not apply and is not in the trace. */
  when: z.union([When, z.array(When).min(1)]).optional(),
  fact: z.string(),
  is: Operator,
  value: Threshold.optional(),
  /** For `within-days`: the fact whose day the term runs from. */
  of: z.string().optional(),
  unit: Unit.optional(),
  changeable: z.boolean(),
  'changed-by': Party,
  /** Who is asked when the fact is missing, and what they are asked. */
  asks: Party,
  'on-missing': Says,
  note: z.string().optional(),
})
export type ConditionRow = z.infer<typeof ConditionRow>

export const FactType = z.enum(['number', 'text', 'flag', 'day'])
export type FactType = z.infer<typeof FactType>

/** A fact as a person is asked about it; text facts name their answers, or a list of the classifier. */
export const Question = z.strictObject({
  type: FactType,
  ask: Says,
  options: z
    .union([z.record(z.string(), Says), z.enum(['countries', 'regions', 'household-work'])])
    .optional(),
  unit: Unit.optional(),
})
export type Question = z.infer<typeof Question>

export const RouteFile = z.strictObject({
  route: z.string(),
  title: Title,
  /** Before this day the route did not exist. */
  from: DayText,
  facts: z.record(z.string().regex(/^[a-z0-9-]+$/), z.union([FactType, Question])),
  /** If one of these holds, no permit is needed at all: that is the answer, before any condition. */
  'not-needed': z.array(ConditionRow).default([]),
  conditions: z.array(ConditionRow).min(1),
})

const MonthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)

export const CalendarFile = z.strictObject({
  complete: z.strictObject({ from: DayText, to: DayText }),
  rule: z.strictObject({ article: z.string(), source: Source }),
  holidays: z.array(
    z.strictObject({
      day: MonthDay,
      moves: z.boolean(),
      from: DayText,
      to: DayText.optional(),
      state: LawState,
      name: Title,
      source: Source,
      note: z.string().optional(),
    }),
  ),
  'kurban-ait': z.array(
    z.strictObject({ on: DayText, state: LawState, source: Source, note: z.string().optional() }),
  ),
  moved: z.array(
    z.strictObject({
      rest: DayText,
      work: DayText,
      state: LawState,
      source: Source,
      note: z.string().optional(),
    }),
  ),
})
export type Calendar = z.infer<typeof CalendarFile>
