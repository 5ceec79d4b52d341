import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { limitRate } from '../platform/limit-rate.ts'

/**
 * Somebody whom an officer registered opens their record with their own telephone or e-mail, passport and birth date; all three
 * must be right, and the first account of a record only. A wrong answer says nothing about which was wrong; ten tries a day.
 */
export const claimRecord = act({
  name: 'claim-record',
  who: account,
  input: z.object({
    issuingState: z.string().trim().toUpperCase().min(1).max(3),
    documentNumber: z.string().trim().toUpperCase().min(3).max(20),
    birthDate: z.string().max(10),
  }),
  async do(input, doing) {
    if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
    if (doing.actor.person) throw new Fault('already-exists')
    await limitRate(doing.tx, doing.now, {
      what: 'claim-record',
      who: doing.actor.account,
      most: 10,
      seconds: 86_400,
    })
    const { person } = await doing.tx.one<{ person: string | null }>(
      sql`select person.claim_record(${input.issuingState}, ${input.documentNumber}, ${input.birthDate}) as person`,
    )
    if (!person) return refuse({ code: 'no-such-record' })
    await doing.record({ type: 'record-claimed', subjects: [person] })
    return { person }
  },
})
