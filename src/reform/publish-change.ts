import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { findPublications, type Publication } from '../policy/find-publications.ts'
import { dayAfter, type Policy, policy } from '../policy/load-policy.ts'
import { lawKeepers, ProposedLaw, proposeText } from '../policy/publish-law.ts'
import type { Content } from '../policy/published-law.ts'
import { findValueAt } from '../policy/value-at.ts'
import { checkDraft } from './check-draft.ts'
import type { Change, DraftText } from './draft-schema.ts'
import { getScenario } from './find-reforms.ts'

/** A text that officials can publish as it was tried: what it says and on which days are those of the scenario. */
export interface TriedText {
  key: string
  content: Extract<Content, { value: unknown }>
  appliesFrom: string
  appliesTo: string | undefined
  article: string
  /** A version begins on the same day: this one takes its place. */
  corrects: boolean
}

/** How a change of a draft becomes law here: published by two officials, or, with the reason, only with the files of the law. */
export type WayToLaw =
  | { way: 'publication'; at: number; change: Change; text: TriedText }
  | {
      way: 'file'
      at: number
      change: Change
      because: 'condition' | 'whole-file' | 'not-official' | 'ends' | 'law-changed'
    }

/**
 * The way of each change of a draft to law. A value or list that officials set is a row they can publish. A condition, a file, and a value
 * that an act of parliament or government sets come with the files; so does a text that ends while nothing is set for the days after it,
 * as that would take two rows. Pure; `law-changed` where the draft no longer fits the law of now.
 */
export function waysToLaw(draft: DraftText, law: Policy = policy()): WayToLaw[] {
  const drafted = checkDraft(draft).law
  return draft.changes.map((change, at): WayToLaw => {
    const byFile = (because: Extract<WayToLaw, { way: 'file' }>['because']): WayToLaw => ({
      way: 'file',
      at,
      change,
      because,
    })
    if (change.kind === 'file') return byFile('whole-file')
    if (change.kind !== 'value' && change.kind !== 'list') return byFile('condition')
    const value = law.values.get(change.id)
    if (!value?.official) return byFile('not-official')
    const next = value.versions.find(({ from }) => from > change.from)
    if (change.to !== undefined && next?.from !== dayAfter(change.to)) return byFile('ends')
    const version = drafted && findValueAt(change.id, change.from, drafted)
    if (!version) return byFile('law-changed')
    return {
      way: 'publication',
      at,
      change,
      text: {
        key: change.id,
        content: { value: version.value },
        appliesFrom: change.from,
        appliesTo: change.to,
        article: change.article,
        corrects: value.versions.some(({ from }) => from === change.from),
      },
    }
  })
}

/** Where a change stands on its way: its publication, also one that waits for those who may see it; declined and withdrawn ones are none. */
export const publicationOf = (one: WayToLaw, rows: Publication[]): Publication | undefined =>
  one.way === 'publication'
    ? rows.find(
        (row) =>
          row.key === one.text.key &&
          row.applies_from === one.text.appliesFrom &&
          row.act !== 'withdraw' &&
          !row.decline_reasons &&
          !row.withdrawn,
      )
    : undefined

/** Texts that come from a scenario: published ones for everybody, those that wait for the ministry. */
export const findPublicationsOf = (query: Pick<Query, 'rows'>, scenario: string): Promise<Publication[]> =>
  findPublications(query, { scenario })

/**
 * An official of the ministry proposes, for publication, a change that was tried on past decisions. Value and days are the scenario's and
 * cannot be written otherwise; the act that sets them is named. Another official publishes it (`concludeLaw`).
 * @throws Fault not-found for another institution's scenario, wrong-state before it is done or where the change is no row that officials
 * publish, not-allowed outside a ministry, and as `proposeLaw`
 */
export const proposeFromScenario = act({
  name: 'propose-law-from-scenario',
  who: lawKeepers,
  input: ProposedLaw.pick({
    adopted: true,
    inForce: true,
    instrument: true,
    article: true,
    url: true,
    state: true,
    note: true,
  }).extend({ scenario: z.string(), at: z.coerce.number().int().min(0) }),
  async do({ scenario, at, ...ground }, doing) {
    const row = await getScenario(doing.tx, scenario)
    const way = waysToLaw(row.draft)[at]
    if (row.state !== 'done' || way?.way !== 'publication') throw new Fault('wrong-state')
    if (publicationOf(way, await findPublicationsOf(doing.tx, scenario)))
      return refuse({ code: 'already-proposed' })
    const text = { kind: 'value' as const, ...way.text, ...ground }
    return proposeText(doing, text, scenario)
  },
})

/** A text that was tried in a scenario is law now: with it everybody may read what it would have done. Safe to do twice. */
export const shareScenario = act({
  name: 'share-scenario',
  who: system,
  input: z.object({ scenario: z.string() }),
  async do({ scenario }, doing) {
    const shared = await doing.tx.maybe(sql`
      update reform.scenario set shared_at = ${doing.now.toString()}::timestamptz where id = ${scenario} and shared_at is null and state = 'done' returning id`)
    if (!shared) return refuse({ code: 'shared-already' })
    await doing.record({ type: 'scenario-shared', subjects: [], after: { scenario } })
    return { scenario }
  },
})
