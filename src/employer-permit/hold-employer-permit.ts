import { sql, type Tx } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'

export interface HeldPermit {
  id: string
  number: string
  case_id: string
  worker_person: string
  employer_id: string
  employer_account: string
  regions: string[]
  state: string
  valid_from: string
  valid_to: string
  version: number
}

/** A running permit, held until the act ends. @throws Fault not-found, stale-form, wrong-state when it does not run any more */
export async function holdEmployerPermit(
  tx: Tx,
  given: { permit: string; expectedVersion?: number },
): Promise<HeldPermit> {
  const permit = await tx.one<HeldPermit>(sql`
    select id, number, case_id, worker_person, employer_id, employer_account, regions, state, valid_from, valid_to, version
    from employer_permit.permit where id = ${given.permit}::uuid for update`)
  if (given.expectedVersion !== undefined && permit.version !== given.expectedVersion)
    throw new Fault('stale-form')
  if (permit.state !== 'active') throw new Fault('wrong-state')
  return permit
}
