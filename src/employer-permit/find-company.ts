import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { read } from '../platform/read.ts'
import type { Visit } from '../ui/visit.ts'
import type { Category } from './application-row.ts'

export interface CompanyRow {
  id: string
  bin: string
  name: string
  region: string
  address: string
  sector: string | null
  barred_until: string | null
}

export interface CompanyHome {
  companies: CompanyRow[]
  permits: {
    id: string
    number: string
    worker_name: string
    worker_person: string
    category: Category
    employer_name: string
    valid_to: string
    state: 'awaiting-fee' | 'active' | 'ended' | 'revoked' | 'expired' | 'lapsed'
    obligation: string | null
  }[]
  applications: {
    case_number: string
    case_state: string
    worker_name: string
    worker_person: string
    category: Category
    kind: 'first' | 'extension'
    filed_at: Date
    open: boolean
  }[]
}

/** Everything of the companies that an account speaks for: permits and applications, the newest first, a hundred each. */
export function lookAtCompanies(visit: Visit): Promise<CompanyHome> {
  const { instance, actor } = visit
  if (actor.kind !== 'person') throw new Fault('not-signed-in')
  return read(
    instance,
    actor,
    {
      what: 'company',
      who: account,
      purpose: 'employ-foreign-workers',
      legalBasis: 'MLSP-279',
      categories: ['identity', 'employment', 'payment'],
    },
    async ({ tx, today }) => {
      const companies = await tx.rows<CompanyRow>(sql`
        select e.id, e.bin, e.name, e.region, e.address, e.sector,
          (select max(b.to_on)::text from employer_permit.bar b where b.employer_id = e.id and b.lifted_on is null and b.to_on >= ${today.toString()}::date) as barred_until
        from organisation.employer e where e.account_id = ${actor.account}::uuid and e.kind = 'legal-entity' order by e.registered_at`)
      const permits = await tx.rows<CompanyHome['permits'][number]>(sql`
        select p.id, p.number, p.worker_name, p.worker_person, p.category, p.employer_name, p.valid_to, p.state,
          (select a.obligation_id from employer_permit.application a join payment.obligation o on o.id = a.obligation_id
            where (a.case_id = p.case_id or a.extends_permit = p.id) and o.state = 'open' order by a.filed_at desc limit 1) as obligation
        from employer_permit.permit p where p.employer_account = ${actor.account}::uuid order by p.granted_at desc limit 100`)
      const applications = await tx.rows<CompanyHome['applications'][number]>(sql`
        select c.number as case_number, c.state as case_state, a.worker_name, a.worker_person, a.category, a.kind, a.filed_at, c.closed_at is null as open
        from employer_permit.application a join "case"."case" c on c.id = a.case_id
        where a.employer_account = ${actor.account}::uuid order by a.filed_at desc limit 100`)
      return {
        answer: { companies, permits, applications },
        subjects: [...permits, ...applications].map((one) => one.worker_person),
      }
    },
  )
}
