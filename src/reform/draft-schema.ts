import { z } from 'zod'
import { LawState } from '../policy/law-state.ts'
import { Operator } from '../policy/policy-schema.ts'

const DayText = z.iso.date('day')
const Words = z.string().trim().min(3, 'required').max(400)
const Article = z.string().trim().min(3, 'article-missing').max(300)
const Name = z.string().trim().min(1, 'required').max(120)
/** In which state the change is tried: as if it were law, or as law that an officer still has to look at. */
const Tried = LawState.exclude(['proposed', 'pilot']).default('in force')

/** Another value from a day on, as typed: a number, yes or no, a code, or codes between commas. */
export const ValueChange = z.object({
  kind: z.literal('value'),
  id: Name,
  value: z.string().trim().min(1, 'required').max(2000),
  from: DayText,
  to: DayText.optional(),
  article: Article,
  state: Tried,
})
/** Rows of a table or list added or taken out from a day on. */
export const ListChange = z.object({
  kind: z.literal('list'),
  id: Name,
  add: z.array(z.string().trim().min(1).max(60)).max(200).default([]),
  remove: z.array(z.string().trim().min(1).max(60)).max(200).default([]),
  from: DayText,
  to: DayText.optional(),
  article: Article,
  state: Tried,
})
/** A condition compares otherwise from a day on; `value` is a literal, or `dated:ID` for a value of the law. */
export const ConditionChange = z.object({
  kind: z.literal('condition'),
  route: Name,
  id: Name,
  is: Operator,
  value: z.string().trim().max(2000).default(''),
  from: DayText,
  article: Article,
  state: Tried,
})
/** A condition that the route does not have yet. */
export const NewCondition = ConditionChange.extend({
  kind: z.literal('new-condition'),
  id: z.string().regex(/^[a-z0-9-]{3,60}$/, 'code'),
  fact: Name,
  says: z.object({ kk: Words, ru: Words, en: Words }),
})
/** A condition holds no longer from a day on. */
export const EndedCondition = z.object({
  kind: z.literal('end-condition'),
  route: Name,
  id: Name,
  from: DayText,
  article: Article,
})
/** A whole file of `policy/` as YAML, for what the forms cannot say. */
export const FileChange = z.object({
  kind: z.literal('file'),
  file: z.string().regex(/^(values|routes|cases|calendar)\/[a-z0-9-]{1,60}\.yaml$/, 'file-name'),
  text: z.string().min(1, 'required').max(400_000, 'too-big'),
})

export const Change = z.discriminatedUnion('kind', [
  ValueChange,
  ListChange,
  ConditionChange,
  NewCondition,
  EndedCondition,
  FileChange,
])
export type Change = z.infer<typeof Change>

const Fact = z.union([z.string().max(200), z.number(), z.boolean()])
/** A situation of the draft with the answer it should get: what pins the change down. */
export const DraftCase = z.object({
  route: Name,
  case: Words,
  at: DayText,
  with: z.record(z.string().regex(/^[a-z0-9-]{1,60}$/), Fact).default({}),
  without: z.array(z.string()).default([]),
  answer: z.enum(['met', 'not-met', 'needs-officer', 'not-needed'], { error: 'required' }),
  ground: z.string().trim().max(80).optional(),
})
export type DraftCase = z.infer<typeof DraftCase>

/** A case of the law in force whose answer the draft means to change. */
export const Turn = z.object({
  route: Name,
  case: z.string().max(400),
  answer: z.string().max(40),
  ground: z.string().max(80).optional(),
})
export type Turn = z.infer<typeof Turn>

/** What a draft says: everything that makes its law, and nothing of who wrote it. */
export const DraftText = z.object({
  title: Words,
  changes: z.array(Change).max(40),
  cases: z.array(DraftCase).max(200),
  turns: z.array(Turn).max(400),
})
export type DraftText = z.infer<typeof DraftText>
