import type { CaseRow } from '../case/case-row.ts'
import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { openGround } from '../stay/grounds.ts'
import { getApplication } from './application-row.ts'
import { takePlaceBack, usePlace } from './hold-place.ts'

/**
 * An appeal against a revocation was won: the permit runs again to its last day, the stay with it, and a bar on the employer that
 * came with the revocation is lifted. Returns false when the appeal was not about a revoked permit.
 */
export async function reviveEmployerPermit(doing: Doing, row: CaseRow): Promise<boolean> {
  const { tx, today } = doing
  const permit = await tx.maybe<{ id: string; worker_person: string; valid_to: string }>(sql`
    update employer_permit.permit set state = case when valid_to < ${today.toString()}::date then 'expired' else 'active' end,
      ended_on = case when valid_to < ${today.toString()}::date then valid_to end, ended_because = case when valid_to < ${today.toString()}::date then 'term-over' end,
      version = version + 1
    where case_id = ${row.id}::uuid and state = 'revoked' returning id, worker_person, valid_to::text`)
  if (!permit) return false
  await tx.done(sql`
    update employer_permit.bar set lifted_on = ${today.toString()}::date, lifted_because = 'revocation-overturned'
    where lifted_on is null and decision_id in (select id from "case".decision where case_id = ${row.id}::uuid and kind = 'revoke')`)
  if (permit.valid_to >= today.toString()) {
    const application = await getApplication(tx, row.id)
    await takePlaceBack(doing, application)
    await usePlace(doing, application)
    await openGround(doing, {
      person: permit.worker_person,
      kind: 'labour-permit',
      from: today.toString(),
      to: permit.valid_to,
      basis: permit.id,
      lawState: 'in force',
    })
  }
  await doing.record({
    type: 'employer-permit-revived',
    subjects: [permit.worker_person],
    case: row.id,
    after: { permit: permit.id, to: permit.valid_to },
  })
  await doing.later('reaction', 'issue-employer-permit-document', { permit: permit.id })
  return true
}
