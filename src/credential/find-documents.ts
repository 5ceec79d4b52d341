import { type Query, sql } from '../platform/database.ts'
import { isoDay } from '../platform/day.ts'
import type { Face } from './issue-credential.ts'
import type { Document } from './render-document.ts'
import { readSerial } from './serial-number.ts'

/** A document as its holder and the officers see it in a list; never its bytes. Days are ISO text, moments UTC. */
export interface DocumentRow {
  id: string
  serial: string
  kind: Document['kind']
  subject: string
  case_id: string | null
  permit_id: string | null
  languages: string[]
  valid_from: string | null
  valid_until: string | null
  issued_at: Date
  suspended_at: Date | null
  revoked_at: Date | null
  ended_reason: string | null
}

const columns = sql`id, serial, kind, subject, case_id, permit_id, languages, valid_from, valid_until, issued_at, suspended_at, revoked_at, ended_reason`

export const findDocuments = (
  query: Query,
  of: { subject: string } | { case: string } | { permit: string },
): Promise<DocumentRow[]> => {
  const where =
    'subject' in of
      ? sql`subject = ${of.subject}::uuid`
      : 'case' in of
        ? sql`case_id = ${of.case}::uuid`
        : sql`permit_id = ${of.permit}::uuid`
  return query.rows<DocumentRow>(
    sql`select ${columns} from credential.document where ${where} order by issued_at desc, id desc`,
  )
}

/** The document of a permit or status that counts; undefined until it is made and once it was revoked. */
export const findCountingDocument = async (query: Query, permit: string): Promise<DocumentRow | undefined> =>
  (await findDocuments(query, { permit })).find((one) => !one.revoked_at)

/** The very bytes that were handed out. @throws Fault not-found, the same for absent and forbidden */
export const getDocumentBytes = (
  query: Query,
  id: string,
): Promise<{
  serial: string
  subject: string
  case_id: string | null
  pdf: Uint8Array
  sha256: Uint8Array
}> =>
  query.one(sql`select serial, subject, case_id, pdf, sha256 from credential.document where id = ${id}::uuid`)

/** The complete credential for the holder's wallet, and what the QR says. @throws Fault not-found */
export const getCredential = (
  query: Query,
  id: string,
): Promise<{ serial: string; subject: string; credential: string; presentation: string }> =>
  query.one(
    sql`select serial, subject, credential, presentation from credential.document where id = ${id}::uuid and credential is not null`,
  )

/** What the check without a code answers: the face, and whether the document counts today. */
export interface CheckedDocument {
  kind: DocumentRow['kind']
  serial: string
  face: Face | null
  validFrom: string | null
  validUntil: string | null
  verdict: 'valid' | 'not-valid'
  reason: 'not-yet-valid' | 'expired' | 'revoked' | 'suspended' | null
}

/**
 * Finds a document by its serial number and the holder's birth date, for anybody, without a read record: the asker holds both
 * keys and sees the face only. Wrong serial, wrong date and no document give the same undefined; the route must limit tries.
 * @param birthDate as registered, `YYYY-MM-DD`
 */
export async function findDocument(
  query: Query,
  serial: string,
  birthDate: string,
  today: Temporal.PlainDate,
): Promise<CheckedDocument | undefined> {
  const read = readSerial(serial)
  if (!read) return undefined
  const { found } = await query.one<{
    found: (Omit<CheckedDocument, 'verdict' | 'reason'> & { suspended: boolean; revoked: boolean }) | null
  }>(sql`select credential.check_document(${read}, ${birthDate}) as found`)
  if (!found) return undefined
  const day = isoDay(today)
  const reason = found.revoked
    ? 'revoked'
    : found.suspended
      ? 'suspended'
      : found.validFrom && day < found.validFrom
        ? 'not-yet-valid'
        : found.validUntil && day > found.validUntil
          ? 'expired'
          : null
  const { suspended: _, revoked: __, ...shown } = found
  return { ...shown, verdict: reason ? 'not-valid' : 'valid', reason }
}
