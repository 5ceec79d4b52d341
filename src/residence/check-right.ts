import { z } from 'zod'
import { limitTries } from '../credential/check-by-serial.ts'
import { readSerial } from '../credential/serial-number.ts'
import { type Actor, client, everyone } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import type { LawState } from '../policy/law-state.ts'
import { policy } from '../policy/load-policy.ts'
import { findValueAt } from '../policy/value-at.ts'
import type { Route } from './application-row.ts'

/** The one question each asker has, and who mostly asks it. */
export const rights = [
  'enter-and-reside',
  'work',
  'do-business',
  'make-deals-as-resident',
  'own-property-as-resident',
  'open-account-as-resident',
  'medical-care',
  'education',
  'vote',
  'civil-service',
] as const
export type Right = (typeof rights)[number]

export interface RightAnswer {
  right: Right
  /** `unsettled`: no rule was read, or it is only proposed; then nothing follows, for or against the holder. */
  answer: 'yes' | 'no' | 'unsettled'
  /** Last day of a yes, inclusive. */
  validTo: string | null
  /** Why a document that was found gives no yes: its time is over, it was ended, or the law says no. */
  because: 'not-yet-valid' | 'over' | 'ended' | 'law' | null
  article: string | null
  lawState: LawState | null
}

export const RightQuestion = z.object({
  serial: z.string().trim().min(4).max(40),
  birthDate: z.iso.date('day'),
  right: z.enum(rights, { error: 'required' }),
})

/**
 * Answers one question about one right of the holder of a kandas certificate or card, to whoever holds its serial number and knows the
 * birth date: yes, no or not settled, until when, by which article. No name, ground or place leaves. The holder sees that it was
 * asked, by whom and what. Wrong number, wrong date and no document are one answer, undefined. Few tries for a number (`limitTries`).
 * Who could be harmed: the holder turned away by a wrong no; so a proposal is never told as law, and an unread rule never as a no.
 * @throws Fault too-many-requests
 */
export async function checkRight(
  instance: Instance,
  actor: Actor,
  asked: z.output<typeof RightQuestion>,
): Promise<RightAnswer | undefined> {
  const serial = readSerial(asked.serial)
  return read(
    instance,
    actor,
    {
      what: 'right-check',
      who: actor.kind === 'client' ? client('rights') : everyone,
      purpose: `check-right:${asked.right}`,
      legalBasis: 'MLSP-KANDAS',
      categories: ['decision'],
    },
    async ({ tx, now, today }) => {
      if (serial) await limitTries(tx, now, serial)
      const held = serial
        ? await tx.maybe<{
            person_id: string
            kind: Route
            state: string
            valid_from: string
            valid_to: string
            revoked: boolean
          }>(sql`
            select person_id, kind, state, valid_from::text, valid_to::text, revoked from residence.holder_of(${serial}, ${asked.birthDate})`)
        : undefined
      if (!held) return { answer: undefined, subjects: [] }
      return { answer: answerOf(asked.right, held, today), subjects: [held.person_id] }
    },
  )
}

/** What the law of a day says of one right of a status or card; pure. */
export function answerOf(
  right: Right,
  held: {
    kind: Route
    state: string
    valid_from: string
    valid_to: string
    revoked: boolean
  },
  today: Temporal.PlainDate,
): RightAnswer {
  const day = today.toString()
  const id = `${held.kind}.may.${right}`
  const rule = policy().values.has(id) ? findValueAt(id, today) : undefined
  const told = { right, article: rule?.article ?? null, lawState: rule?.state ?? null }
  const no = (because: RightAnswer['because']): RightAnswer => ({
    ...told,
    answer: 'no',
    validTo: null,
    because,
  })
  if (day < held.valid_from) return no('not-yet-valid')
  if (held.state === 'expired' || day > held.valid_to) return no('over')
  if (held.state !== 'active' || held.revoked) return no('ended')
  if (!rule || rule.state === 'proposed')
    return { ...told, answer: 'unsettled', validTo: null, because: null }
  return rule.value === true ? { ...told, answer: 'yes', validTo: held.valid_to, because: null } : no('law')
}
