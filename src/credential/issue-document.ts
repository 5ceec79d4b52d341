import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Doing } from '../platform/act.ts'
import { dayOf } from '../platform/clock.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { getSigner } from './find-signing-keys.ts'
import { allocateStatus } from './find-status-list.ts'
import { type Face, issueCredential, type Particulars } from './issue-credential.ts'
import {
  type Certificate,
  type DecisionLetter,
  type Document,
  type LabourPermit,
  renderDocument,
} from './render-document.ts'
import { newSerial } from './serial-number.ts'
import { statusListUri } from './status-list.ts'

type Filled = 'serial' | 'baseUrl' | 'demo' | 'issuedOn'

/** What stands behind a document, whatever its kind. */
interface Behind {
  /** The decision it certifies. The same cause and kind give the document already issued. */
  cause: string
  subject: string
  case?: string | undefined
  permit?: string | undefined
  /** KATO prefixes whose staff may see it. */
  regions: string[]
  /** Accounts that may open it beside its holder. */
  sharedWith?: string[] | undefined
  /** As registered, `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: the second key of the check without a code. */
  birthDate: string
  policyHash: string
}

export type ToIssue = Behind &
  (
    | {
        document:
          | Omit<LabourPermit, Filled | 'qrText' | 'presentation'>
          | Omit<Certificate, Filled | 'qrText' | 'presentation'>
        face: Face
        particulars: Particulars
      }
    | { document: Omit<DecisionLetter, Filled> }
  )

export interface IssuedDocument {
  id: string
  serial: string
  sha256: string
}

/**
 * Issues a document inside an act: draws its number and its place in the status list, signs, typesets and keeps the bytes, and
 * records `document-issued`. Who could be harmed: the holder, by a document that shows too much or certifies what was not
 * decided; so the cause is named, once, and the face is all that a stranger's scan reveals.
 * @throws Fault invalid-input when the face is too long for the QR
 */
export async function issueDocument(doing: Doing, given: ToIssue): Promise<IssuedDocument> {
  const { tx, now, instance } = doing
  const earlier = await tx.maybe<{ id: string; serial: string; sha256: string }>(
    sql`select id, serial, encode(sha256, 'hex') as sha256 from credential.document where kind = ${given.document.kind} and cause = ${given.cause}::uuid`,
  )
  if (earlier) return earlier

  const issuer = instance.config.baseUrl
  const issuedOn = dayOf(now)
  const serial = newSerial(given.document.kind, issuedOn.year)
  const common = { serial, baseUrl: issuer, demo: instance.demo, issuedOn: issuedOn.toString() }
  const signed = 'face' in given ? await sign(doing, given, serial) : undefined
  const document: Document =
    'face' in given
      ? {
          ...given.document,
          ...common,
          qrText: signed?.qrText ?? '',
          presentation: signed?.presentation ?? '',
        }
      : { ...given.document, ...common }

  const pdf = renderDocument(document)
  const sha256 = createHash('sha256').update(pdf).digest()
  const id = newId()
  const permit = document.kind === 'decision-letter' ? undefined : document
  await tx.done(sql`
    insert into credential.document (id, serial, kind, cause, subject, case_id, permit_id, regions, shared_with, birth_date, languages, policy_hash,
      form, pdf, sha256, face, credential, presentation, list_id, idx, valid_from, valid_until, issued_at)
    values (${id}::uuid, ${serial}, ${document.kind}, ${given.cause}::uuid, ${given.subject}::uuid, ${given.case ?? null}::uuid,
      ${given.permit ?? null}::uuid, ${given.regions}::text[], ${given.sharedWith ?? []}::uuid[], ${given.birthDate},
      ${[...new Set(['kk', 'ru', document.language, 'en'])]}::text[], ${given.policyHash}, ${formHash()}, ${Buffer.from(pdf)}, ${sha256},
      ${'face' in given ? JSON.stringify(given.face) : null}::jsonb, ${signed?.complete ?? null}, ${signed?.presentation ?? null},
      ${signed?.list ?? null}::integer, ${signed?.index ?? null}::integer, ${permit?.validFrom ?? null}::date, ${permit?.validUntil ?? null}::date,
      ${now.toString()}::timestamptz)`)
  const issued = { id, serial, sha256: sha256.toString('hex') }
  await doing.record({
    type: 'document-issued',
    subjects: [given.subject],
    ...(given.case ? { case: given.case } : {}),
    after: { document: id, kind: document.kind, serial, sha256: issued.sha256, cause: given.cause },
  })
  return issued
}

async function sign(doing: Doing, given: Extract<ToIssue, { face: Face }>, serial: string) {
  const { tx, now, instance } = doing
  const { baseUrl: issuer, secret } = instance.config
  const { list, index } = await allocateStatus(tx, now)
  const credential = await issueCredential(
    {
      kind: given.document.kind,
      serial,
      issuer,
      issuedAt: now,
      validFrom: Temporal.PlainDate.from(given.document.validFrom),
      validUntil: Temporal.PlainDate.from(given.document.validUntil),
      status: { uri: statusListUri(issuer, list), index },
      face: given.face,
      particulars: given.particulars,
    },
    await getSigner(tx, secret, now),
  )
  return { ...credential, list, index }
}

let form: string | undefined

/** Which templates a document was set with: a hash over all of them. */
function formHash(): string {
  const files = ['document-style.typ', 'labour-permit.typ', 'decision-letter.typ']
  form ??= files
    .reduce((hash, file) => hash.update(readFileSync(join(import.meta.dirname, file))), createHash('sha256'))
    .digest('base64url')
  return form
}
