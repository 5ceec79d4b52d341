import { z } from 'zod'
import { administrators } from '../institution/keep-staff.ts'
import { act, type Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { feedNames, getFeedKind } from './feed-kind.ts'
import { eventOf, getKeptLine, type KeptLine, keptColumns } from './quarantined-line.ts'
import { lineWriter } from './stage-lines.ts'
import { takeLines } from './take-feed.ts'

/** What became of a line: a fact, or why it still is none. */
export type Outcome = { recorded: true } | { recorded: false; reason: string; field?: string }

/** Operators of the whole country: the lines are of every institution. @throws Fault not-allowed */
const onlyOperators = ({ actor }: Doing): void => {
  if (actor.kind === 'staff' && actor.regions !== 'all') throw new Fault('not-allowed')
}

/**
 * Takes a waiting line again, mended or as it came: into the file and the institution that it came from. What came stays as it came;
 * what an operator made of it stands beside it. A line that is still no fact waits on, with the reason of today.
 * @throws Fault not-found
 */
export const takeLineAgain = act({
  name: 'take-line-again',
  who: administrators,
  input: z.object({ line: z.uuid(), event: z.record(z.string(), z.unknown()).optional() }),
  async do({ line, event }, doing) {
    onlyOperators(doing)
    const row = await getKeptLine(doing.tx, line, true)
    if (event) await keepMended(doing, row, event)
    const [outcome] = await takeKept(doing, [event ? { ...row, mended: event } : row])
    if (!outcome) throw new Fault('unexpected')
    await doing.record({
      type: outcome.recorded ? 'quarantined-line-taken' : 'quarantined-line-waits',
      subjects: outcome.subjects,
      ...(event ? { ground: 'mended' } : {}),
      before: { line, file: row.file, reason: row.reason },
      ...(outcome.recorded ? {} : { after: { reason: outcome.reason } }),
    })
    const { subjects: _subjects, ...answer } = outcome
    return answer as Outcome
  },
})

/** Takes what waits of one kind with one reason again, at most 1,000 at once: after the cause was mended elsewhere. */
export const takeAllAgain = act({
  name: 'take-all-again',
  who: administrators,
  input: z.object({ kind: z.enum(feedNames), reason: z.string().min(1).max(60) }),
  async do({ kind, reason }, doing) {
    onlyOperators(doing)
    const rows = await doing.tx.rows<KeptLine>(sql`
      select ${keptColumns} from feed.quarantine where state = 'waiting' and kind = ${kind} and reason = ${reason} order by id limit 1000 for update skip locked`)
    const outcomes = await takeKept(doing, rows)
    const recorded = outcomes.filter((one) => one.recorded).length
    await doing.record({
      type: 'quarantined-lines-taken',
      subjects: [...new Set(outcomes.flatMap((one) => one.subjects))],
      before: { kind, reason, tried: rows.length },
      after: { recorded },
    })
    return { tried: rows.length, recorded }
  },
})

/** Drops a waiting line, or all of one kind and reason (at most 1,000 at once), for a reason that is kept. They stay on record. @throws Fault not-found */
export const dropLines = act({
  name: 'drop-quarantined-lines',
  who: administrators,
  input: z.object({
    lines: z.union([z.uuid(), z.object({ kind: z.enum(feedNames), reason: z.string().min(1).max(60) })]),
    because: z.string().trim().min(3, 'required').max(500),
  }),
  async do({ lines, because }, doing) {
    onlyOperators(doing)
    const which =
      typeof lines === 'string'
        ? sql`id = ${lines}::uuid`
        : sql`id in (select id from feed.quarantine where state = 'waiting' and kind = ${lines.kind} and reason = ${lines.reason} order by id limit 1000)`
    const dropped = await doing.tx.rows<{ id: string; file: string }>(sql`
      update feed.quarantine set state = 'dropped', because = ${because}, decided_at = ${doing.now.toString()}, decided_by = platform.actor()
      where state = 'waiting' and ${which} returning id, file`)
    if (dropped.length === 0) throw new Fault('not-found')
    await doing.record({
      type: 'quarantined-lines-dropped',
      subjects: [],
      ground: because,
      before: { lines, count: dropped.length },
    })
    return { count: dropped.length }
  },
})

/** The event that somebody made of the line, and whom it names now. */
const keepMended = (doing: Doing, row: KeptLine, event: Record<string, unknown>): Promise<number> => {
  const given = event as {
    document?: { issuingState?: unknown; number?: unknown }
    birthDate?: unknown
    iin?: unknown
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return doing.tx.done(sql`
    update feed.quarantine set mended = ${JSON.stringify(event)}::jsonb, issuing_state = ${text(given.document?.issuingState)}, document_number = ${text(given.document?.number)},
      birth_date = ${text(given.birthDate)}, iin = ${text(given.iin)} where id = ${row.id}::uuid`)
}

/** Takes lines of the quarantine as of the files they came in, and says of each what became of it. */
export async function takeKept(
  doing: Doing,
  rows: KeptLine[],
): Promise<(Outcome & { id: string; subjects: string[] })[]> {
  const outcomes: (Outcome & { id: string; subjects: string[] })[] = []
  for (const group of Map.groupBy(rows, (row) => `${row.kind} ${row.institution} ${row.file}`).values()) {
    const [{ kind: name, file, institution }] = group as [KeptLine]
    const kind = getFeedKind(name)
    const context = { now: doing.now, today: doing.today, institution, regions: 'all' as const }
    const write = lineWriter(kind, context)
    const text = group.map((row) => `${write(row.line, eventOf(kind, row))}\n`).join('')
    const taken = await takeLines(doing, kind, file, context, once(Buffer.from(text)))
    const verdicts = new Map(taken.verdicts.map((one) => [one.line, one]))
    for (const { id, line } of group) {
      const verdict = verdicts.get(line)
      const recorded = verdict === undefined || verdict.code === 'repeated'
      if (recorded) outcomes.push({ id, recorded, subjects: taken.subjects })
      else
        outcomes.push({
          id,
          recorded,
          reason: verdict.code,
          ...(verdict.field ? { field: verdict.field } : {}),
          subjects: [],
        })
    }
  }
  await keepOutcomes(doing, outcomes)
  return outcomes
}

const keepOutcomes = (doing: Doing, outcomes: (Outcome & { id: string })[]): Promise<number> =>
  doing.tx.done(sql`
    update feed.quarantine q set state = case when o.recorded then 'recorded' else 'waiting' end, reason = coalesce(o.reason, q.reason), field = o.field,
      decided_at = case when o.recorded then ${doing.now.toString()}::timestamptz end, decided_by = case when o.recorded then platform.actor() end
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o(id uuid, recorded boolean, reason text, field text) where q.id = o.id`)

async function* once(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk
}
