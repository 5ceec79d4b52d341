import { z } from 'zod'
import { parse } from '../platform/act.ts'
import { everyone } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import { look } from '../platform/read.ts'
import { apiBase, apiJson, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { checkBySerial } from './check-by-serial.ts'
import { findIssuerMetadata } from './find-signing-keys.ts'
import { findStatusList } from './find-status-list.ts'
import { longestQrText } from './issue-credential.ts'
import {
  cannotCheckReasons,
  longestCredential,
  notValidReasons,
  peekStatusUri,
  verifyCredential,
} from './verify-credential.ts'

const Face = z.strictObject({ name: z.string(), region: z.string(), place: z.string() })

export const CheckCredential = z.strictObject({
  credential: z
    .string()
    .min(1)
    .max(longestCredential + longestQrText)
    .describe('An SD-JWT VC, a presentation of it, or the whole text of a QR code.'),
})

export const CredentialVerdict = z.strictObject({
  verdict: z.enum(['valid', 'not-valid', 'cannot-check']),
  reason: z.enum([...notValidReasons, ...cannotCheckReasons]).nullable(),
  claims: z
    .strictObject({
      kind: z.string(),
      serial: z.string(),
      issuedAt: z.string(),
      validFrom: z.iso.date(),
      validUntil: z.iso.date(),
      face: Face.optional(),
      particulars: z.record(z.string(), z.unknown()).describe('Only what the holder disclosed.'),
    })
    .nullable()
    .describe('Null when the signature did not hold: a forgery shows no name.'),
  checkedAt: z.string(),
  statusListAt: z.string().nullable(),
  statusListAgeSeconds: z.number().nullable(),
})

export const CheckDocument = z.strictObject({
  serial: z.string().min(4).max(40).describe('As printed on the document.'),
  birthDate: z.iso.date().describe('The holder’s, as registered; it is not printed on the document.'),
})

export const DocumentVerdict = z.strictObject({
  document: z
    .strictObject({
      kind: z.string(),
      serial: z.string(),
      face: Face.nullable(),
      validFrom: z.iso.date().nullable(),
      validUntil: z.iso.date().nullable(),
      verdict: z.enum(['valid', 'not-valid']),
      reason: z.enum(['not-yet-valid', 'expired', 'revoked', 'suspended']).nullable(),
    })
    .nullable()
    .describe(
      'Null when the two do not belong together: wrong number, wrong date and no document look alike.',
    ),
})

export const IssuerMetadata = z.strictObject({
  issuer: z.string(),
  jwks: z.strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('EC'),
        crv: z.literal('P-256'),
        x: z.string(),
        y: z.string(),
        kid: z.string(),
        alg: z.literal('ES256'),
        use: z.literal('sig'),
      }),
    ),
  }),
})

const open = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' }

/** What a verifier needs, for anybody: the verdict, and the keys and status lists to reach it alone. */
export const credentialApi: Route[] = [
  apiRoute({
    method: 'post',
    path: `${apiBase}/verifications`,
    who: everyone,
    describe: {
      name: 'verifyCredential',
      tag: 'documents',
      summary: 'Verify a credential',
      detail:
        'The verdict over the text of a QR code or a credential. Whoever can should verify alone, with the keys and the status list below; then nobody learns who was checked. Nothing of the credential is kept here.',
      body: CheckCredential,
      answers: {
        200: { says: 'The verdict; a forgery is a verdict, no problem.', schema: CredentialVerdict },
      },
    },
    async answer({ instance, actor }, { body }) {
      const text = parse(CheckCredential, body).credential.trim()
      const compact = text.slice(text.indexOf('#') + 1).replace(/%7E/gi, '~')
      const { baseUrl: issuer, secret } = instance.config
      const now = instance.clock.now()
      const list = new RegExp(`^${RegExp.escape(issuer)}/status/(\\d{1,6})$`).exec(
        peekStatusUri(compact) ?? '',
      )?.[1]
      const known = await look(instance, actor, async (tx) => ({
        metadata: await findIssuerMetadata(tx, issuer),
        statusList:
          list === undefined
            ? undefined
            : await findStatusList(tx, { issuer, secret, list: Number(list), now }),
      }))
      return verifyCredential(compact, {
        issuer,
        keys: known.metadata.jwks.keys,
        statusList: known.statusList,
        now,
      })
    },
  }),
  apiRoute({
    method: 'post',
    path: `${apiBase}/document-checks`,
    who: everyone,
    describe: {
      name: 'checkDocument',
      tag: 'documents',
      summary: 'Check a document without its code',
      detail:
        'By serial number and the holder’s birth date. Twenty tries an hour and a hundred a day for a serial number.',
      body: CheckDocument,
      example: { serial: 'LP-2026-0000-0000', birthDate: '1988-03-27' },
      answers: { 200: { says: 'Whether the document counts today.', schema: DocumentVerdict } },
      faults: ['too-many-requests'],
    },
    async answer({ instance, actor }, { body }) {
      const { serial, birthDate } = parse(CheckDocument, body)
      const found = await checkBySerial(instance, actor, serial, birthDate)
      if (!found) return { document: null }
      const { kind, face, validFrom, validUntil, verdict, reason } = found
      return { document: { kind, serial: found.serial, face, validFrom, validUntil, verdict, reason } }
    },
  }),
  apiRoute({
    method: 'get',
    path: '/.well-known/jwt-vc-issuer',
    who: everyone,
    describe: {
      name: 'getIssuerMetadata',
      tag: 'documents',
      summary: 'Read the issuer’s keys',
      detail: 'Issuer metadata of SD-JWT VC with every key whose signatures still count.',
      answers: { 200: { says: 'The keys.', schema: IssuerMetadata } },
    },
    answer: async ({ instance, actor }) =>
      apiJson(
        await look(instance, actor, (tx) => findIssuerMetadata(tx, instance.config.baseUrl)),
        200,
        open,
      ),
  }),
  apiRoute({
    method: 'get',
    path: '/status/:list',
    who: everyone,
    describe: {
      name: 'getStatusList',
      tag: 'documents',
      summary: 'Read a status list',
      detail:
        'A Token Status List (`statuslist+jwt`), two bits an entry: 0 valid, 1 revoked for good, 2 suspended. Its address stands in the credential.',
      path: z.object({ list: z.string().regex(/^\d{1,6}$/) }),
      answers: { 200: { says: 'The signed list.', type: 'application/statuslist+jwt' } },
    },
    async answer({ instance, actor }, { path }) {
      const { baseUrl: issuer, secret } = instance.config
      const token = await look(instance, actor, (tx) =>
        findStatusList(tx, { issuer, secret, list: Number(path.list), now: instance.clock.now() }),
      )
      if (!token) throw new Fault('not-found')
      return new Response(token, {
        headers: {
          ...open,
          'content-type': 'application/statuslist+jwt',
          'cache-control': 'public, max-age=60',
        },
      })
    },
  }),
]
