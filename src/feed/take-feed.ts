import { z } from 'zod'
import { act, type Doing } from '../platform/act.ts'
import { type Actor, anyOf, client, staff, system } from '../platform/actor.ts'
import { copyRows } from '../platform/copy-rows.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { type FeedContext, type FeedKind, feedNames, getFeedKind } from './feed-kind.ts'
import { type Read, uncounted } from './read-lines.ts'
import { stageColumns, stageLines } from './stage-lines.ts'

/** How a file went. What it says never tells whether somebody is registered. */
export const FeedAnswer = z.strictObject({
  file: z.uuid().describe('The file: one act. Rows that came of it carry this id.'),
  lines: z.int(),
  accepted: z.int().describe('Taken, or kept until the person it names is registered.'),
  repeated: z.int().describe('Known already by source and reference; nothing changed.'),
  quarantined: z.int().describe('No fact until somebody has mended it.'),
  wrong: z
    .array(
      z.strictObject({
        line: z.int().describe('Counted from 1.'),
        code: z.string(),
        field: z.string().optional(),
      }),
    )
    .describe('The first hundred of these.'),
})
export type FeedAnswer = z.infer<typeof FeedAnswer>

export const FeedInput = z.object({
  kind: z.enum(feedNames),
  institution: z.string().min(1, 'required').max(100),
  format: z.enum(['ndjson', 'csv']),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  declared: z.object({
    lines: z.int().nonnegative().optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'not-a-digest')
      .optional(),
  }),
  open: z.custom<() => AsyncIterable<Uint8Array>>((value) => typeof value === 'function'),
})

/** What `feed.take` tells. */
export interface Taken {
  lines: number
  recorded: number
  repeated: number
  waiting: number
  quarantined: number
  wrong: FeedAnswer['wrong']
  /** Of a file of at most 1,000 lines: each line that is no new fact, with `repeated` or the reason. */
  verdicts: FeedAnswer['wrong']
  subjects: string[]
}

export const feedSenders = anyOf(...feedNames.map((name) => client(name)), staff('administrator'), system)

/**
 * Takes one file of events, or a single one, whole or not at all: one act whose rows carry its id, one event, whatever its size. The
 * same file again gets the same answer; the same event in another file changes nothing; a correction sets aside what it names. Late
 * and reordered events are as good as early ones. Lines that are no facts wait in the quarantine, and so do those of somebody who is not
 * registered yet. Persons are named by the event up to a thousand lines; beyond, each row leads to its file.
 * @throws Fault invalid-input: `breaks-off`, `lines-differ`, `digest-differs`, `count-not-declared`, `unknown-header`, `unknown-institution`
 */
export const takeFeed = act({
  name: 'take-feed',
  who: feedSenders,
  input: FeedInput,
  async do(input, doing): Promise<FeedAnswer> {
    const kind = getFeedKind(input.kind)
    mayReport(doing.actor, input.kind, input.institution)
    if (input.declared.sha256 && input.declared.sha256 !== input.sha256)
      throw invalid('sha256', 'digest-differs')
    const known = await doing.tx.one<{ answer: FeedAnswer | null }>(
      sql`select feed.known_file(${input.institution}, ${input.kind}, ${Buffer.from(input.sha256, 'hex')}) as answer`,
    )
    if (known.answer) {
      await doing.record({ type: 'feed-repeated', subjects: [], after: { file: known.answer.file } })
      return known.answer
    }
    await checkInstitution(doing, input.institution)
    const file = newId()
    const read: Read = { lines: 0 }
    const context = {
      now: doing.now,
      today: doing.today,
      institution: input.institution,
      regions: 'regions' in doing.actor ? doing.actor.regions : 'all',
    }
    const taken = await takeLines(doing, kind, file, context, stageLines(kind, input, context, read))
    const { subjects, recorded, waiting, ...counts } = taken
    const answer = {
      file,
      lines: counts.lines,
      accepted: recorded + waiting,
      repeated: counts.repeated,
      quarantined: counts.quarantined,
      wrong: counts.wrong.slice(0, 100),
    }
    const { kind: sent_by_kind } = doing.actor
    const kept = {
      file,
      kind: input.kind,
      institution: input.institution,
      sha256: input.sha256,
      bytes: input.bytes,
      lines: counts.lines,
      recorded,
      repeated: counts.repeated,
      waiting,
      quarantined: counts.quarantined,
      sent_by_kind,
      sent_by: senderOf(doing.actor),
      now: doing.now.toString(),
    }
    await doing.tx.done(
      sql`select feed.keep_file(${JSON.stringify(kept)}::jsonb, ${JSON.stringify(answer)}::jsonb)`,
    )
    await doing.record({
      type: 'feed-taken',
      subjects,
      ground: kind.legalBasis,
      after: {
        file,
        kind: input.kind,
        sha256: input.sha256,
        lines: counts.lines,
        recorded,
        repeated: counts.repeated,
        waiting,
        quarantined: counts.quarantined,
      },
    })
    return answer
  },
})

/** Bytes of staged lines that the database takes at once: few at first, then twice as many each time, which takes about as long to check as the former to write. */
const portions = { first: 256 * 1024, most: 4 * 1024 * 1024 }

/**
 * Takes lines as of `file`, portion by portion in the act's one transaction: the database takes one while the program checks the next, which is as
 * good as all at once because lines may come in any order. Two portions at most are in memory.
 */
export async function takeLines(
  doing: Doing,
  kind: FeedKind,
  file: string,
  context: FeedContext,
  lines: AsyncIterable<Uint8Array>,
): Promise<Taken> {
  const given = { kind: kind.name, file, institution: context.institution, now: doing.now.toString() }
  const source = lines[Symbol.asyncIterator]()
  const parts: Taken[] = []
  await doing.tx.done(sql`select feed.open_stage(${kind.name})`)
  let bytes = portions.first
  let portion = await nextPortion(source, bytes)
  while (portion.length > 0) {
    await copyRows(doing.tx, `pg_temp.stage (${stageColumns(kind)})`, portion)
    const taking = doing.tx.one<{ taken: Taken }>(
      sql`select feed.take(${JSON.stringify(given)}::jsonb) as taken`,
    )
    bytes = Math.min(bytes * 2, portions.most)
    const coming = nextPortion(source, bytes)
    // Both end before either's fault is thrown: nothing of this act is still on its way when it is undone.
    await Promise.allSettled([taking, coming])
    parts.push((await taking).taken)
    portion = await coming
  }
  return sumOf(parts)
}

async function nextPortion(source: AsyncIterator<Uint8Array>, bytes: number): Promise<Uint8Array[]> {
  const portion: Uint8Array[] = []
  for (let size = 0; size < bytes; ) {
    const { done, value } = await source.next()
    if (done) break
    portion.push(value)
    size += value.byteLength
  }
  return portion
}

/** Persons and single verdicts are told of a small file only, whatever its portions were. */
function sumOf(parts: Taken[]): Taken {
  const total = (of: 'lines' | 'recorded' | 'repeated' | 'waiting' | 'quarantined') =>
    parts.reduce((sum, part) => sum + part[of], 0)
  const lines = total('lines')
  const small = lines <= uncounted ? parts : []
  return {
    lines,
    recorded: total('recorded'),
    repeated: total('repeated'),
    waiting: total('waiting'),
    quarantined: total('quarantined'),
    wrong: parts.flatMap((part) => part.wrong),
    verdicts: small.flatMap((part) => part.verdicts),
    subjects: [...new Set(small.flatMap((part) => part.subjects))],
  }
}

/** A machine reports its own kinds for its own institution; an administrator for theirs, or for all. */
function mayReport(actor: Actor, kind: string, institution: string): void {
  const may =
    actor.kind === 'system' ||
    (actor.kind === 'client' && actor.scopes.includes(kind) && actor.institution === institution) ||
    (actor.kind === 'staff' && actor.regions === 'all')
  if (!may) throw new Fault('not-allowed')
}

async function checkInstitution(doing: Doing, institution: string): Promise<void> {
  const found = await doing.tx.maybe(sql`select 1 from institution.institution where code = ${institution}`)
  if (!found) throw invalid('institution', 'unknown-institution')
}

const senderOf = (actor: Actor): string =>
  actor.kind === 'client'
    ? actor.client
    : actor.kind === 'staff'
      ? actor.staff
      : actor.kind === 'system'
        ? actor.job
        : ''
