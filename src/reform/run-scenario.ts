import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Replayed, replayer } from '../case/replay-decisions.ts'
import { act, canonical, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { type Policy, policy } from '../policy/load-policy.ts'
import { checkDraft } from './check-draft.ts'
import type { DraftText } from './draft-schema.ts'
import { type DraftRow, draftColumns, drafters, draftText } from './keep-draft.ts'
import { countPast, type Past, pieceSize, readPast } from './read-past.ts'
import { type PlacesCompared, replayPlaces } from './replay-places.ts'
import { fingerprintOfLaw, withDraft } from './write-draft.ts'

/** The counts of a scenario; of places where the draft takes those of several regions otherwise. */
export type ScenarioResult = Omit<Replayed, 'flips' | 'otherTexts'> & { places?: PlacesCompared }

export interface ScenarioRow extends Past {
  id: string
  institution: string
  draft: DraftText
  draft_id: string
  /** Fingerprint of the law the draft is made from. */
  law: string
  state: 'running' | 'done' | 'cancelled' | 'failed'
  because: string | null
  done: number
  total: number | null
  after_id: string | null
  result: ScenarioResult | null
  asked_at: Date
  finished_at: Date | null
  shared_at: Date | null
}
export const scenarioColumns = sql`id, institution, draft, draft_id, law, kind, since::text, until::text, decided_through::text, state, because, done, total, after_id, result, asked_at, finished_at, shared_at`

/** What a scenario is called by: the same draft over the same law and the same past has the same name. 24 hex digits. */
export const nameOfScenario = (
  institution: string,
  { title: _, ...draft }: DraftText,
  law: string,
  past: Past,
): string =>
  createHash('sha256').update(canonical({ institution, draft, law, past })).digest('hex').slice(0, 24)

/**
 * Replays past decisions under a draft, as a job with visible progress. Only a draft whose check is clean. Decisions of the day that
 * runs are left out, so that the same question gives the same answer tomorrow.
 * @returns the scenario's name; of one that was asked before, the same, without another run
 * @throws Fault stale-form, invalid-input for days that are not over
 */
export const askScenario = act({
  name: 'ask-scenario',
  who: drafters,
  input: z.object({
    draft: z.uuid(),
    version: z.coerce.number().int(),
    kind: z.string().optional(),
    since: z.iso.date('day').optional(),
    until: z.iso.date('day').optional(),
    /** Decisions of this day and before; yesterday unless named. */
    decidedThrough: z.iso.date('day').optional(),
  }),
  async do(input, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const draft = await doing.tx.one<DraftRow>(
      sql`select ${draftColumns} from reform.draft where id = ${input.draft}::uuid for update`,
    )
    if (draft.version !== input.version) throw new Fault('stale-form')
    if (input.kind !== undefined && !policy().routes.has(input.kind)) throw invalid('kind', 'unknown-route')
    const yesterday = doing.today.subtract({ days: 1 }).toString()
    const past: Past = {
      kind: input.kind ?? null,
      since: input.since ?? null,
      until: input.until ?? null,
      decided_through: input.decidedThrough ?? yesterday,
    }
    if (past.decided_through > yesterday) throw invalid('decidedThrough', 'not-over')
    const text = draftText(draft)
    const { problems, openTurns } = checkDraft(text)
    if (problems.length > 0 || openTurns.length > 0) return refuse({ code: 'draft-not-ready' })
    const law = fingerprintOfLaw()
    const id = nameOfScenario(doing.actor.institution, text, law, past)
    const known = await doing.tx.maybe<{ state: string }>(
      sql`select state from reform.scenario where id = ${id} for update`,
    )
    if (known?.state === 'running' || known?.state === 'done') {
      await doing.record({ type: 'scenario-asked-again', subjects: [], after: { scenario: id } })
      return { id }
    }
    if (known) {
      await doing.tx.done(sql`select reform.discard_flips(${id})`)
      await doing.tx.done(sql`
        update reform.scenario set state = 'running', because = null, done = 0, total = null, after_id = null, result = null, finished_at = null where id = ${id}`)
    } else
      await doing.tx.done(sql`
        insert into reform.scenario (id, institution, draft, draft_id, law, kind, since, until, decided_through, state, asked_by, asked_at)
        values (${id}, ${doing.actor.institution}, ${JSON.stringify(text)}::jsonb, ${draft.id}::uuid, ${law}, ${past.kind}, ${past.since}::date, ${past.until}::date,
          ${past.decided_through}::date, 'running', ${doing.actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'scenario-asked',
      subjects: [],
      after: { scenario: id, draft: draft.id, ...past },
    })
    await doing.later('reaction', 'replay-scenario', { scenario: id, after: null })
    return { id }
  },
})

/** Stops a running scenario; what was counted so far is thrown away. @throws Fault wrong-state */
export const cancelScenario = act({
  name: 'cancel-scenario',
  who: drafters,
  input: z.object({ scenario: z.string() }),
  async do(input, doing) {
    const row = await doing.tx.one<{ state: string }>(
      sql`select state from reform.scenario where id = ${input.scenario} for update`,
    )
    if (row.state !== 'running') throw new Fault('wrong-state')
    await doing.tx.done(sql`select reform.discard_flips(${input.scenario})`)
    await doing.tx.done(sql`
      update reform.scenario set state = 'cancelled', result = null, finished_at = ${doing.now.toString()}::timestamptz where id = ${input.scenario}`)
    await doing.record({ type: 'scenario-cancelled', subjects: [], after: { scenario: input.scenario } })
    return { id: input.scenario }
  },
})

/**
 * Replays the next piece of a scenario and leaves a job for the one after. Safe to do twice: a piece counts only when it begins where
 * the scenario stands. Refused when it was cancelled or is over; it fails, visibly, when the law it was made from is another by now.
 */
export const replayPiece = act({
  name: 'replay-piece',
  who: system,
  input: z.object({ scenario: z.string(), after: z.uuid().nullable() }),
  async do(input, doing) {
    const row = await doing.tx.one<ScenarioRow>(
      sql`select ${scenarioColumns} from reform.scenario where id = ${input.scenario} for update`,
    )
    if (row.state !== 'running' || row.after_id !== input.after) return refuse({ code: 'not-running' })
    const finished = doing.now.toString()
    if (row.law !== fingerprintOfLaw()) {
      await doing.tx.done(
        sql`update reform.scenario set state = 'failed', because = 'law-changed', finished_at = ${finished}::timestamptz where id = ${row.id}`,
      )
      await doing.tx.done(sql`select reform.discard_flips(${row.id})`)
      await doing.record({
        type: 'scenario-failed',
        subjects: [],
        ground: 'law-changed',
        after: { scenario: row.id },
      })
      return { done: row.done, over: true }
    }
    const total = row.total ?? (await countPast(doing.tx, row))
    const rows = await readPast(doing.tx, row, row.after_id, pieceSize)
    const places = await replayPlaces(doing.tx, row, lawOf(row))
    const replay = replayer(policy(), lawOf(row), {
      among: true,
      most: pieceSize,
      ...(places ? { otherFacts: places.otherFacts } : {}),
    })
    replay.take(rows)
    const { flips, ...told } = replay.told()
    const counts: ScenarioResult = { ...told, ...(places ? { places: places.compared } : {}) }
    const caseOf = new Map(rows.map((one) => [one.id, one]))
    await doing.tx.done(sql`
      insert into reform.flip (scenario, decision, case_id, region, before, after, because)
      select ${row.id}, f.decision, f.case_id, f.region, f.before, f.after, array(select jsonb_array_elements_text(f.because))
      from jsonb_to_recordset(${JSON.stringify(
        flips.map(({ decision, before, after, because }) => ({
          decision,
          case_id: caseOf.get(decision)?.case_id,
          region: caseOf.get(decision)?.region,
          before,
          after,
          because,
        })),
      )}::jsonb) as f(decision uuid, case_id uuid, region text, before text, after text, because jsonb)`)
    const over = rows.length < pieceSize
    const after = rows.at(-1)?.id ?? row.after_id
    const done = row.done + rows.length
    await doing.tx.done(sql`
      update reform.scenario set done = ${done}, total = ${total}, after_id = ${after}::uuid, result = ${JSON.stringify(sum(row.result, counts))}::jsonb,
        state = ${over ? 'done' : 'running'}, finished_at = ${over ? finished : null}::timestamptz where id = ${row.id}`)
    await doing.record({
      type: over ? 'scenario-replayed' : 'scenario-piece-replayed',
      subjects: [],
      after: { scenario: row.id, done, total },
    })
    if (!over) await doing.later('reaction', 'replay-scenario', { scenario: row.id, after })
    return { done, over }
  },
})

function sum(a: ScenarioResult | null, b: ScenarioResult): ScenarioResult {
  if (!a) return b
  const add = (x: Record<string, number> = {}, y: Record<string, number> = {}) => {
    const all = { ...x }
    for (const [what, n] of Object.entries(y)) all[what] = (all[what] ?? 0) + n
    return all
  }
  return {
    decisions: a.decisions + b.decisions,
    skipped: a.skipped + b.skipped,
    flipped: a.flipped + b.flipped,
    by: add(a.by, b.by),
    among: add(a.among, b.among),
    ...(b.places ? { places: b.places } : {}),
  }
}

// The law of the scenario that runs is kept between its pieces: writing and loading it takes a second.
let kept: { id: string; law: Policy } | undefined

function lawOf(row: Pick<ScenarioRow, 'id' | 'draft'>): Policy {
  if (kept?.id !== row.id) kept = { id: row.id, law: withDraft(row.draft, (_, load) => load()) }
  return kept.law
}
