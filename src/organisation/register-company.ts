import { z } from 'zod'
import { findIndustry } from '../classifier/industries.ts'
import { checkBin } from '../person/check-bin.ts'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export const Company = z.object({
  bin: z.string().trim().max(40),
  name: z.string().trim().min(2, 'required').max(200),
  /** KATO prefix of the region where the work is. */
  region: z.string().regex(/^\d{2}$/, 'required'),
  address: z.string().trim().min(5, 'required').max(200),
  /** Section of OKED the company works in, where it says so. */
  sector: z
    .string()
    .refine((code) => findIndustry(code) !== undefined, { error: 'required' })
    .optional(),
})

/**
 * A legal entity becomes known as an employer, by its BIN, through the account that speaks for it. That the account may speak for
 * it is declared only: an officer sees the power of attorney before anything is granted (condition `representation-shown`).
 * @throws Fault invalid-input (`bin` with the code of what is wrong), wrong-state before the person is registered
 */
export const registerCompany = act({
  name: 'register-company',
  who: account,
  input: Company,
  async do(input, doing) {
    if (doing.actor.kind !== 'person' || !doing.actor.person)
      throw new Fault('wrong-state', { details: { needs: 'registration' } })
    const verdict = checkBin(input.bin)
    if (!verdict.valid || !verdict.digits) throw invalid('bin', verdict.problems[0] ?? 'bin-length')
    const row = await doing.tx.one<{ id: string }>(sql`
      insert into organisation.employer (id, kind, account_id, bin, name, region, address, sector, registered_at, registered_by)
      values (${newId()}, 'legal-entity', ${doing.actor.account}, ${verdict.digits}, ${input.name}, ${input.region}, ${input.address}, ${input.sector ?? null}, ${doing.now.toString()}, 'self')
      on conflict (account_id, bin) where kind = 'legal-entity'
      do update set name = excluded.name, region = excluded.region, address = excluded.address, sector = coalesce(excluded.sector, employer.sector)
      returning id`)
    await doing.record({
      type: 'company-registered',
      subjects: [doing.actor.person],
      ground: 'LAW-MIG',
      after: { employer: row.id, bin: verdict.digits, region: input.region },
    })
    return { id: row.id }
  },
})
