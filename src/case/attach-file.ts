import type { Doing } from '../platform/act.ts'
import { actorId } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'

export interface AttachmentRow {
  file_id: string
  label: string
  attached_at: Date
  media_type: string | null
  name: string | null
}

/** Puts a file of `person.file` into a case; who sees the case and the file's owner sees it. */
export const attachFile = (
  doing: Doing,
  given: { caseId: string; fileId: string; label: string },
): Promise<number> =>
  doing.tx.done(sql`
    insert into "case".attachment (case_id, file_id, label, attached_at, attached_by)
    values (${given.caseId}::uuid, ${given.fileId}::uuid, ${given.label}, ${doing.now.toString()}::timestamptz, ${actorId(doing.actor)})
    on conflict do nothing`)

/** What is attached, oldest first; a file that the reader may not see keeps its label only. */
export const findAttachments = (query: Query, caseId: string): Promise<AttachmentRow[]> =>
  query.rows<AttachmentRow>(sql`
    select a.file_id, a.label, a.attached_at, f.media_type, f.name from "case".attachment a left join person.file f on f.id = a.file_id
    where a.case_id = ${caseId}::uuid order by a.attached_at`)
