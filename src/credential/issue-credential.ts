import { createHash, randomBytes } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import encodeQR from 'qr'
import { zone } from '../platform/clock.ts'
import { invalid } from '../platform/fault.ts'
import { certificateKinds } from './certificate-kinds.ts'
import type { Signer } from './signing-key.ts'

/** What a document with a QR certifies. */
export const credentialKinds = ['labour-permit', ...certificateKinds] as const
export type CredentialKind = (typeof credentialKinds)[number]

/** What anybody who scans the paper sees; nothing else of the holder is in the QR. */
export interface Face {
  /** Latin name as in the passport's machine-readable zone, family name first. */
  name: string
  /** ISO 3166-2 code of the region the permit is valid in, e.g. `KZ-19`. */
  region: string
  /** Place of work, or where a kandas settles, short, as printed; empty where a stranger must not learn it. */
  place: string
}

/** What the holder may disclose piece by piece from the complete credential. Dates are `YYYY-MM-DD`. */
export interface Particulars {
  family_name: string
  given_name: string
  native_name?: string
  birth_date: string
  citizenship: string
  document_number: string
  iin?: string
  employer?: string
  occupation?: string
  /** Of a kandas certificate or card. */
  status_number?: string
  ground?: string
  place: string
  /** Monthly, whole tenge. */
  wage?: number
  /** SHA-256 of the photo's bytes, base64url. */
  photo_digest?: string
}

export interface CredentialContent {
  kind: CredentialKind
  serial: string
  /** The issuer's base address, no slash at the end. */
  issuer: string
  issuedAt: Temporal.Instant
  /** First and last day of validity, both whole days in Asia/Almaty. */
  validFrom: Temporal.PlainDate
  validUntil: Temporal.PlainDate
  status: { uri: string; index: number }
  face: Face
  particulars: Particulars
}

export interface IssuedCredential {
  /** SD-JWT with all disclosures: kept by us, given to the holder's wallet. */
  complete: string
  /** The presentation that the paper's QR carries: signature and `face`, nothing more. */
  presentation: string
  /** What the QR says: `<issuer>/v#<presentation>`. */
  qrText: string
}

/** Longest QR text that keeps modules ≥ 0.4 mm in the document's 50 mm field (113 modules and the quiet zone); a longer face is refused
 * rather than printed unreadably. */
export const longestQrText = 1_171

export const vctOf = (issuer: string, kind: CredentialKind): string => `${issuer}/vct/${kind}/1`

/**
 * Issues an SD-JWT VC (`dc+sd-jwt`, ES256). The payload holds two digests only: `face`, one disclosure with what the paper
 * reveals, and `particulars`, whose claims are each disclosable alone (recursive disclosure), so that the QR stays small
 * whatever the holder's file contains.
 * @throws Fault `invalid-input` when the period is empty or the face is too long for the QR
 */
export async function issueCredential(content: CredentialContent, signer: Signer): Promise<IssuedCredential> {
  if (Temporal.PlainDate.compare(content.validFrom, content.validUntil) > 0)
    throw invalid('validUntil', 'document.period-empty')
  const sdJwt = new SDJwtVcInstance({
    signer: async (text) => signer.sign(text),
    signAlg: 'ES256',
    hasher: (data: string | ArrayBuffer) =>
      createHash('sha256')
        .update(typeof data === 'string' ? data : Buffer.from(data))
        .digest(),
    hashAlg: 'sha-256',
    saltGenerator: () => randomBytes(16).toString('base64url'),
  })
  const particulars: Record<string, unknown> = { ...content.particulars }
  for (const key of Object.keys(particulars)) if (particulars[key] === undefined) delete particulars[key]
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).toInstant()
  const seconds = (at: Temporal.Instant) => Math.floor(at.epochMilliseconds / 1000)
  const payload = {
    iss: content.issuer,
    vct: vctOf(content.issuer, content.kind),
    iat: seconds(content.issuedAt),
    nbf: seconds(startOf(content.validFrom)),
    exp: seconds(startOf(content.validUntil.add({ days: 1 }))),
    status: { status_list: { idx: content.status.index, uri: content.status.uri } },
    serial: content.serial,
    face: { ...content.face },
    particulars,
  }
  const complete = await sdJwt.issue(
    payload,
    { _sd: ['face', 'particulars'], particulars: { _sd: Object.keys(particulars) } } as never,
    { header: { kid: signer.kid } },
  )
  const presentation = await sdJwt.present(complete, { face: true } as never)
  const qrText = `${content.issuer}/v#${presentation}`
  if (qrText.length > longestQrText)
    throw invalid('face', 'document.face-too-long', { length: qrText.length })
  return { complete, presentation, qrText }
}

/**
 * The QR as SVG, one path, quiet zone of four modules. Low error correction on purpose: on clean paper a bigger module helps a
 * cheap phone more than redundancy does, and the same text is attached to the PDF.
 */
export function renderQr(text: string): string {
  return encodeQR(text, 'svg', { ecc: 'low', border: 4, optimize: true })
}

/** Modules along one side, quiet zone not counted. */
export function countQrModules(text: string): number {
  return encodeQR(text, 'raw', { ecc: 'low', border: 1 }).length - 2
}
