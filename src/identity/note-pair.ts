import { createHash } from 'node:crypto'
import { sql, type Tx } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import type { Candidate } from './find-candidates.ts'

/** What somebody who compared the two at the desk said of them. */
export interface DeskAnswer {
  answer: 'not-same' | 'unsure'
  reason: string
  by: string
  /** Whether they may decide: a registrar's or supervisor's `not-same` closes the pair, another officer's is only noted. */
  decides: boolean
}

interface Told {
  id: string
  birth_date: string
  sex: string
  names: unknown
}

/**
 * Notes that two records may be of one person, so that reviewers see them. A pair that was decided is opened again only when what is
 * written in the register of either has changed since, and not because names are folded in another way. @returns whether it waits anew
 */
export async function notePair(
  tx: Tx,
  self: { id: string; regions: string[] },
  candidate: Candidate,
  now: Temporal.Instant,
  said?: DeskAnswer,
): Promise<boolean> {
  const [a, b] = [self.id, candidate.id].sort() as [string, string]
  const { told } = await tx.one<{ told: Told[] }>(
    sql`select identity.compared(${a}::uuid, ${b}::uuid) as told`,
  )
  const facts = told.map(({ id, birth_date, sex, names }) => ({ id, birth_date, sex, names }))
  const pair = {
    id: newId(),
    a,
    b,
    regions: [...new Set([...self.regions, ...candidate.regions])],
    probability: candidate.score.probability,
    steps: candidate.score.steps,
    weights: candidate.weights ?? 1,
    digest: createHash('sha256').update(JSON.stringify(facts)).digest('hex'),
    now: now.toString(),
    ...(said ? { review: { id: newId(), ...said } } : {}),
  }
  const { noted } = await tx.one<{ noted: boolean }>(
    sql`select identity.note_pair(${JSON.stringify(pair)}::jsonb) as noted`,
  )
  return noted
}
