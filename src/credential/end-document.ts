import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { setStatus } from './find-status-list.ts'
import type { Status } from './status-list.ts'

interface Row {
  id: string
  serial: string
  subject: string
  case_id: string | null
  list_id: number | null
  idx: number | null
  revoked_at: Date | null
  suspended_at: Date | null
}

/**
 * Revokes a document for good, inside an act; strangers see it with their next look at the status list. Calling it again
 * changes nothing. Who could be harmed: the holder, who loses the proof of a lawful stay; so the caller is a decision with
 * reasons, and the bytes stay retrievable.
 * @param reason code of the ground, shown to the holder
 * @throws Fault not-found, the same for absent and forbidden
 */
export const revokeDocument = (doing: Doing, document: string, reason: string): Promise<void> =>
  change(doing, document, 'invalid', reason)

/** Stops a document for a time, e.g. while a key doubt is cleared. @throws Fault not-found, wrong-state when it is revoked */
export const suspendDocument = (doing: Doing, document: string, reason: string): Promise<void> =>
  change(doing, document, 'suspended', reason)

/** Lets a suspended document count again. @throws Fault not-found, wrong-state when it is revoked */
export const reinstateDocument = (doing: Doing, document: string): Promise<void> =>
  change(doing, document, 'valid', null)

async function change(doing: Doing, id: string, status: Status, reason: string | null): Promise<void> {
  const { tx } = doing
  const row =
    await tx.one<Row>(sql`select id, serial, subject, case_id, list_id, idx, revoked_at, suspended_at
    from credential.document where id = ${id}::uuid for update`)
  const before = row.revoked_at ? 'invalid' : row.suspended_at ? 'suspended' : 'valid'
  if (before === status) return
  if (before === 'invalid') throw new Fault('wrong-state')
  const now = doing.now.toString()
  await tx.done(sql`update credential.document set
    revoked_at = ${status === 'invalid' ? now : null}::timestamptz,
    suspended_at = ${status === 'suspended' ? now : null}::timestamptz, ended_reason = ${reason} where id = ${id}::uuid`)
  if (row.list_id !== null && row.idx !== null) await setStatus(tx, row.list_id, row.idx, status)
  const type = { invalid: 'document-revoked', suspended: 'document-suspended', valid: 'document-reinstated' }[
    status
  ]
  await doing.record({
    type,
    subjects: [row.subject],
    ...(row.case_id ? { case: row.case_id } : {}),
    ...(reason ? { ground: reason } : {}),
    before: { document: id, serial: row.serial, status: before },
    after: { document: id, serial: row.serial, status },
  })
}
