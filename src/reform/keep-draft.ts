import { z } from 'zod'
import { act, type Doing, refuse } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { Change, DraftCase, type DraftText, Turn } from './draft-schema.ts'

/** Who drafts: analysts, and the administrator who stands in for them. Row-level security keeps each institution to its own. */
export const drafters = staff('analyst', 'administrator')

export interface DraftRow extends DraftText {
  id: string
  recommendation: string
  made_by: string
  made_at: Date
  closed_at: Date | null
  version: number
}
export const draftColumns = sql`id, title, recommendation, changes, cases, turns, made_by, made_at, closed_at, version`

/** What of a draft makes its law, without the row around it. */
export const draftText = ({ title, changes, cases, turns }: DraftText): DraftText => ({
  title,
  changes,
  cases,
  turns,
})

/** @throws Fault not-found, also for another institution's */
export const getDraft = (tx: Tx, id: string): Promise<DraftRow> =>
  tx.one<DraftRow>(sql`select ${draftColumns} from reform.draft where id = ${id}::uuid`)

/** Begins a draft: what is recommended and why, before any text. */
export const startDraft = act({
  name: 'start-draft-of-law',
  who: drafters,
  input: z.object({
    title: z.string().trim().min(3, 'required').max(400),
    recommendation: z.string().trim().min(20, 'too-short').max(4000),
  }),
  async do(input, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const id = newId()
    await doing.tx.done(sql`
      insert into reform.draft (id, institution, title, recommendation, made_by, made_at)
      values (${id}::uuid, ${doing.actor.institution}, ${input.title}, ${input.recommendation}, ${doing.actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({ type: 'law-drafted', subjects: [], after: { draft: id, title: input.title } })
    return { id }
  },
})

const At = z.object({ draft: z.uuid(), version: z.coerce.number().int() })

/** One more change in a draft. Whether it can be made is told by the check, with its place. @throws Fault stale-form, wrong-state */
export const addChange = act({
  name: 'add-change-to-draft',
  who: drafters,
  input: At.extend({ change: Change }),
  async do(input, doing) {
    const draft = await holdDraft(doing, input)
    const same = (one: Change) =>
      one.kind === 'file' && input.change.kind === 'file' && one.file === input.change.file
    return write(doing, draft, { changes: [...draft.changes.filter((one) => !same(one)), input.change] })
  },
})

/** One more situation with the answer that the draft means to give it. @throws Fault invalid-input for a name that stands already */
export const addCase = act({
  name: 'add-case-to-draft',
  who: drafters,
  input: At.extend({ case: DraftCase }),
  async do(input, doing) {
    const draft = await holdDraft(doing, input)
    if (draft.cases.some((one) => one.route === input.case.route && one.case === input.case.case))
      throw invalid('case', 'same-name')
    return write(doing, draft, { cases: [...draft.cases, input.case] })
  },
})

/** Takes a change, a case or an accepted turn out of a draft, by its place. @throws Fault not-found, stale-form */
export const removePart = act({
  name: 'remove-from-draft',
  who: drafters,
  input: At.extend({ part: z.enum(['changes', 'cases', 'turns']), at: z.coerce.number().int().min(0) }),
  async do(input, doing) {
    const draft = await holdDraft(doing, input)
    if (input.at >= draft[input.part].length) throw new Fault('not-found')
    return write(doing, draft, { [input.part]: draft[input.part].toSpliced(input.at, 1) })
  },
})

/** Says that cases of today are meant to be answered otherwise: each named with its new answer. */
export const acceptTurns = act({
  name: 'accept-turned-cases',
  who: drafters,
  input: At.extend({ turns: z.array(Turn).min(1, 'required') }),
  async do(input, doing) {
    const draft = await holdDraft(doing, input)
    const others = draft.turns.filter(
      (one) => !input.turns.some((turn) => turn.route === one.route && turn.case === one.case),
    )
    return write(doing, draft, { turns: [...others, ...input.turns] })
  },
})

/** Puts a draft away; its scenarios and proposals stay. */
export const closeDraft = act({
  name: 'close-draft-of-law',
  who: drafters,
  input: At,
  async do(input, doing) {
    const draft = await holdDraft(doing, input)
    await doing.tx.done(
      sql`update reform.draft set closed_at = ${doing.now.toString()}::timestamptz, version = version + 1 where id = ${draft.id}::uuid`,
    )
    await doing.record({ type: 'law-draft-closed', subjects: [], after: { draft: draft.id } })
    return { id: draft.id }
  },
})

/** A draft, held until the act ends. */
async function holdDraft(doing: Doing, given: { draft: string; version: number }): Promise<DraftRow> {
  const draft = await doing.tx.one<DraftRow>(
    sql`select ${draftColumns} from reform.draft where id = ${given.draft}::uuid for update`,
  )
  if (draft.version !== given.version) throw new Fault('stale-form')
  if (draft.closed_at) throw new Fault('wrong-state')
  return draft
}

type Parts = Partial<Pick<DraftText, 'changes' | 'cases' | 'turns'>>

async function write(doing: Doing, draft: DraftRow, parts: Parts) {
  const next = { ...draftText(draft), ...parts }
  if (next.changes.length > 40 || next.cases.length > 200) return refuse({ code: 'draft-too-long' })
  await doing.tx.done(sql`
    update reform.draft set changes = ${JSON.stringify(next.changes)}::jsonb, cases = ${JSON.stringify(next.cases)}::jsonb, turns = ${JSON.stringify(next.turns)}::jsonb,
      version = version + 1 where id = ${draft.id}::uuid`)
  await doing.record({
    type: 'law-draft-changed',
    subjects: [],
    before: {
      draft: draft.id,
      ...Object.fromEntries(Object.keys(parts).map((part) => [part, draft[part as keyof Parts]])),
    },
    after: parts,
  })
  return { version: draft.version + 1 }
}
