import { type LawState, weaker } from '../policy/law-state.ts'
import { numberAt, valueAt } from '../policy/value-at.ts'

/** A day that the law counts, with the rule it comes from. */
export interface Term {
  day: string
  article: string
  state: LawState
}

export interface AsylumTerms {
  /** Last day to ask, counted from the arrival or from when the person learned of the danger. */
  askBy: Term
  /** Of the asylum seeker's certificate, renewed while the request is pending. */
  certificateUntil: Term
  fingerprintsBy: Term
  decideBy: Term
  /** The last day to which a decision may be put off for additional checks. */
  postponeTo: Term
}

const term = (
  id: string,
  from: Temporal.PlainDate,
  unit: 'days' | 'months',
  on: Temporal.PlainDate,
): Term => {
  const { article, state } = valueAt(id, on)
  return { day: from.add({ [unit]: numberAt(id, on) }).toString(), article, state }
}

/**
 * The terms of a request (Law on Refugees art. 11, rules of 7 April 2022), in calendar days and months, by the law of the day on which it
 * was taken. The first day is not counted. The postponement is counted from the end of the term to decide, which is our reading.
 * @param since the day of arrival, or on which the person learned of the danger
 */
export function termsOf(received: Temporal.PlainDate, since: Temporal.PlainDate): AsylumTerms {
  const decideBy = term('refugee.decision-months', received, 'months', received)
  const postponeTo = term(
    'refugee.postponement-months',
    Temporal.PlainDate.from(decideBy.day),
    'months',
    received,
  )
  return {
    askBy: term('refugee.application-days', since, 'days', received),
    certificateUntil: certificateFrom(received),
    fingerprintsBy: term('refugee.fingerprint-days', received, 'days', received),
    decideBy,
    postponeTo: { ...postponeTo, state: weaker(postponeTo.state, decideBy.state) },
  }
}

/** The last day of a certificate issued on a day. */
export const certificateFrom = (day: Temporal.PlainDate): Term =>
  term('refugee.certificate-months', day, 'months', day)

/** The last day of a status given on a day; its length was not read in the rules. */
export const statusFrom = (day: Temporal.PlainDate): Term => term('refugee.status-months', day, 'months', day)
