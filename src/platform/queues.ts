/**
 * The kinds of work after an act. A job names what it does in its data; the queue only says how it is tried again.
 * `reaction`: an upper module answers an event. `partner`: a message or order leaves the house (backs off for hours).
 * `failed`: what was given up, kept with its error for a person to look at.
 * A job whose program was killed counts as failed when its time is up, and is tried again: so the times are short.
 */
export const queues = {
  failed: { retryLimit: 0, deleteAfterSeconds: 0 },
  reaction: {
    retryLimit: 10,
    retryDelay: 5,
    retryBackoff: true,
    expireInSeconds: 60,
    deadLetter: 'failed',
  },
  partner: {
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    expireInSeconds: 120,
    deadLetter: 'failed',
  },
} as const

export type Queue = keyof typeof queues
