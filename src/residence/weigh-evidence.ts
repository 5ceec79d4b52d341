import { type EvidenceModel, type EvidenceSet, evidenceModel } from './evidence-model.ts'

/** A document as it stands: not assessed yet, or the last officer's answer. */
export interface Weighed {
  kind: string
  answer?: 'accepted' | 'doubt' | 'rejected' | undefined
}

export interface SetState {
  set: EvidenceSet
  /** Every need is filled by accepted documents. */
  complete: boolean
  /** It would be complete if every document that waits were accepted. */
  covered: boolean
  /** For each need that is open: how many of which kinds are still wanted. Kinds that wait for an officer are not wanted. */
  missing: { count: number; of: string[] }[]
}

export interface Weight {
  /** The first set that accepted documents fill. */
  complete: EvidenceSet | undefined
  /** The first set that is covered when what waits is accepted. */
  covered: EvidenceSet | undefined
  /** All sets, the nearest to complete first. */
  sets: SetState[]
}

/**
 * Says which sets of the evidence model are filled by documents, and what the others lack. Two documents of one kind count once;
 * a rejected one counts nothing, a doubtful one waits. Pure: the self-check, the applicant's page and the officer's use it alike.
 */
export function weighEvidence(
  documents: readonly Weighed[],
  model: EvidenceModel = evidenceModel().model,
): Weight {
  const accepted = new Set(documents.filter((one) => one.answer === 'accepted').map((one) => one.kind))
  const hoped = new Set(documents.filter((one) => one.answer !== 'rejected').map((one) => one.kind))
  const lacks = (set: EvidenceSet, has: Set<string>) =>
    set.needs.flatMap((need) => {
      const count = need.count - need.any.filter((kind) => has.has(kind)).length
      return count > 0 ? [{ count, of: need.any.filter((kind) => !has.has(kind)) }] : []
    })
  const wanted = (state: SetState) => state.missing.reduce((sum, one) => sum + one.count, 0)
  const sets = model.sets
    .map((set): SetState => {
      const missing = lacks(set, hoped)
      return { set, complete: lacks(set, accepted).length === 0, covered: missing.length === 0, missing }
    })
    .sort((a, b) => Number(b.complete) - Number(a.complete) || wanted(a) - wanted(b))
  return {
    complete: sets.find((one) => one.complete)?.set,
    covered: sets.find((one) => one.covered)?.set,
    sets,
  }
}
