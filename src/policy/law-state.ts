import { z } from 'zod'

/**
 * How much a value or a condition binds. `in force` and `pilot` decide. `unverified` means that the text was not read: it
 * never refuses by itself, an officer decides. `proposed` is shown beside the law and decides nothing.
 */
export const LawState = z.enum(['in force', 'pilot', 'unverified', 'proposed'])
export type LawState = z.infer<typeof LawState>

/** All states, the most binding first. */
export const lawStates = LawState.options

/** The less binding of two states: a condition in force over an unverified figure is unverified. */
export function weaker(a: LawState, b: LawState): LawState {
  return lawStates.indexOf(a) >= lawStates.indexOf(b) ? a : b
}

/** The states a decision rests on: what is only proposed was evaluated and shown beside the law, and never counted. */
export const restsOn = (states: readonly LawState[]): LawState[] =>
  states.filter((state) => state !== 'proposed')
