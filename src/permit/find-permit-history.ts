import { type Query, sql } from '../platform/database.ts'

export const permitSteps = [
  'offered',
  'confirmed',
  'filed',
  'paid',
  'issued',
  'extension-filed',
  'extended',
  'document',
  'revocation-announced',
  'revocation-taken-back',
  'over',
] as const

export interface PermitStep {
  step: (typeof permitSteps)[number]
  at: Date
}

/**
 * What happened to a permit, the latest first: from the offer to its end, as far as row-level security shows the asker the rows
 * it is made of (the employer reads nothing of a revocation, the worker nothing of the employer's payments).
 */
export const findPermitHistory = (query: Query, permit: string): Promise<PermitStep[]> =>
  query.rows<PermitStep>(sql`
    with p as (select * from permit.permit where id = ${permit}::uuid),
    applications as (
      select a.*, a.extends_permit is not null as extends from permit.application a, p where a.case_id = p.case_id or a.extends_permit = p.id
    )
    select step, at from (
      select 'offered' as step, o.made_at as at from permit.offer o, p where o.id = p.offer_id
      union all select 'confirmed', c.answered_at from permit.confirmation c, p where c.offer_id = p.offer_id and c.answer = 'confirmed'
      union all select case when extends then 'extension-filed' else 'filed' end, filed_at from applications
      union all select 'paid', b.paid_at from applications a join payment.obligation b on b.id = a.obligation_id where b.paid_at is not null
      union all select 'issued', p.issued_at from p
      union all select 'extended', d.decided_at from applications a join "case".decision d on d.case_id = a.case_id
        where a.extends and not d.adverse and d.kind in ('grant', 'extend')
      union all select 'document', d.issued_at from credential.document d where d.permit_id = ${permit}::uuid
      union all select 'revocation-announced', r.announced_at from permit.revocation r, p where r.permit_id = p.id
      union all select 'revocation-taken-back', r.concluded_at from permit.revocation r, p where r.permit_id = p.id and r.outcome = 'taken-back'
      union all select 'over', (p.ended_on + 1)::timestamp at time zone 'Asia/Almaty' from p where p.ended_on is not null
    ) steps order by at desc, step`)
