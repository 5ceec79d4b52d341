import { createHash, createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import fc from 'fast-check'
import { compactVerify, importJWK, type JWK } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { serveIsland } from '../ui/serve-island.ts'
import { type CredentialContent, type IssuedCredential, issueCredential } from './issue-credential.ts'
import { createSigningKey, openSigner, rotateSigningKey, type Signer } from './signing-key.ts'
import { encodeStatusList, type Status, signStatusList } from './status-list.ts'
import { type VerifyOptions, verifyCredential } from './verify-credential.ts'

const issuer = 'https://qonys.example'
const secret = new Uint8Array(32).fill(1)
const now = Temporal.Instant.from('2026-04-15T05:00:00Z')
const key = createSigningKey(secret, Temporal.Instant.from('2026-01-01T00:00:00Z'))
const signer = openSigner(key, secret)
const uri = `${issuer}/status/1`

const content: CredentialContent = {
  kind: 'labour-permit',
  serial: 'LP-2026-0001234',
  issuer,
  issuedAt: Temporal.Instant.from('2026-03-01T05:00:00Z'),
  validFrom: Temporal.PlainDate.from('2026-03-01'),
  validUntil: Temporal.PlainDate.from('2026-05-31'),
  status: { uri, index: 4711 },
  face: { name: 'RAHIMOVA DILNOZA', region: 'KZ-19', place: 'Талғар ауданы, Бесағаш' },
  particulars: {
    family_name: 'RAHIMOVA',
    given_name: 'DILNOZA',
    native_name: 'Rahimova Dilnoza Tursunboy qizi',
    birth_date: '1885-01-01',
    citizenship: 'UZB',
    document_number: 'FA1234567',
    iin: '850101199993',
    employer: 'Omarova Aigul',
    occupation: '9111',
    place: 'Бесағаш, Абай көшесі 1',
    wage: 180_000,
  },
}

interface Known extends VerifyOptions {
  keys: JWK[]
}
interface Outcome {
  verdict: string
  reason: string | null
  claims: unknown
}
type Verifier = (compact: string, options: Known) => Promise<Outcome>

// What the browser gets, byte for byte; without `customElements` it defines its functions and does nothing.
const island = new Function(
  `${serveIsland(fileURLToPath(new URL('checker.island.ts', import.meta.url)))}; return { check }`,
)() as { check(compact: string, known: object): Promise<Outcome> }
const verifiers: Record<string, Verifier> = {
  'the server': verifyCredential,
  'the browser': (compact, { issuer, keys, keysAreFresh = true, statusList, now, at }) =>
    island.check(compact, {
      issuer,
      keys,
      keysAreFresh,
      statusList,
      now: Math.floor((at ?? now).epochMilliseconds / 1000),
    }),
}

const listWith = (status?: Status, at = now.subtract({ hours: 2 }), by: Signer = signer, sub = uri) =>
  signStatusList(encodeStatusList(status ? [{ index: 4711, status }] : []), { issuer, uri: sub, now: at }, by)
const known = (change: Partial<Known> = {}): Known => ({
  issuer,
  keys: [key.publicJwk],
  statusList: listWith(),
  now,
  ...change,
})
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const sha = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Signs anything, as an attacker or a careless colleague with our key would. */
function forge(
  payload: object,
  header: object = {},
  disclosures: string[] = [],
  by: Signer = signer,
): string {
  const text = `${part({ typ: 'dc+sd-jwt', alg: 'ES256', kid: by.kid, ...header })}.${part(payload)}`
  return `${[`${text}.${by.sign(text)}`, ...disclosures].join('~')}~`
}

let issued: IssuedCredential
let payload: Record<string, unknown>
beforeAll(async () => {
  issued = await issueCredential(content, signer)
  payload = JSON.parse(Buffer.from(issued.presentation.split('.')[1] ?? '', 'base64url').toString())
})

describe.each(Object.entries(verifiers))('%s', (_name, verify) => {
  const says = async (compact: string, options: Partial<Known> = {}) => {
    const { verdict, reason, claims } = await verify(compact, known(options))
    return { answer: reason ? `${verdict}: ${reason}` : verdict, claims }
  }
  const answer = async (compact: string, options: Partial<Known> = {}) =>
    (await says(compact, options)).answer

  test('the paper’s presentation is valid and shows the face, and nothing more of the holder', async () => {
    expect(await says(issued.presentation)).toEqual({
      answer: 'valid',
      claims: {
        kind: 'labour-permit',
        serial: 'LP-2026-0001234',
        issuedAt: '2026-03-01T05:00:00Z',
        validFrom: '2026-03-01',
        validUntil: '2026-05-31',
        face: { name: 'RAHIMOVA DILNOZA', region: 'KZ-19', place: 'Талғар ауданы, Бесағаш' },
        particulars: {},
      },
    })
    for (const hidden of ['FA1234567', '1885', '850101199993', 'Omarova'])
      expect(
        issued.presentation
          .split(/[.~]/)
          .map((p) => Buffer.from(p, 'base64url').toString())
          .join(),
      ).not.toContain(hidden)
  })

  test('the complete credential is valid and shows every particular', async () => {
    const { answer: said, claims } = await says(issued.complete)
    expect(said).toBe('valid')
    expect(claims).toMatchObject({ particulars: content.particulars })
  })

  test('the holder may disclose one particular alone', async () => {
    const sdJwt = new SDJwtVcInstance({
      hasher: (data: string | ArrayBuffer) => createHash('sha256').update(String(data)).digest(),
    })
    const one = await sdJwt.present(issued.complete, { particulars: { given_name: true } } as never)
    expect(await says(one)).toMatchObject({
      answer: 'valid',
      claims: { face: undefined, particulars: { given_name: 'DILNOZA' } },
    })
  })

  test('a changed payload or signature is a bad signature and shows no name', async () => {
    const [header, , signature] = issued.presentation.split('~')[0]?.split('.') ?? []
    const changed = `${header}.${part({ ...payload, exp: 2_000_000_000 })}.${signature}~`
    expect(await says(changed)).toEqual({ answer: 'not-valid: bad-signature', claims: null })
    const other = signature?.startsWith('A') ? 'B' : 'A'
    expect(
      await answer(issued.presentation.replace(`.${signature}`, `.${other}${signature?.slice(1)}`)),
    ).toBe('not-valid: bad-signature')
    expect(await answer(issued.presentation.replace(`.${signature}`, '.AAAA'))).toBe(
      'not-valid: bad-signature',
    )
  })

  test('any one changed character is never valid with other claims', async () => {
    const honest = (await says(issued.presentation)).claims
    await fc.assert(
      fc.asyncProperty(
        fc.nat(issued.presentation.length - 1),
        fc.constantFrom(...'AZaz09-_.~'),
        async (at, char) => {
          const changed = issued.presentation.slice(0, at) + char + issued.presentation.slice(at + 1)
          const { answer: said, claims } = await says(changed)
          // The last character of a base64url part has unused bits: a change there changes nothing.
          if (said === 'valid') expect(claims).toEqual(honest)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('a changed, unreferenced or doubled disclosure is refused', async () => {
    const [jwt, face = ''] = issued.presentation.split('~')
    const changed = part(['x', 'face', { ...content.face, name: 'SOMEBODY ELSE' }])
    expect(await answer(`${jwt}~${changed}~`)).toBe('not-valid: bad-disclosure')
    expect(await answer(`${jwt}~${face}~${changed}~`)).toBe('not-valid: bad-disclosure')
    expect(await answer(`${jwt}~${face}~${face}~`)).toBe('not-valid: bad-disclosure')
    expect(await answer(`${jwt}~not json~`)).toBe('not-valid: bad-disclosure')
    expect(await answer(`${jwt}~${part(['only', 'two'])}~`)).toBe('not-valid: bad-disclosure')
  })

  test('a signed payload that plays tricks with digests is refused', async () => {
    const disclosure = part(['salt', 'serial', 'LP-OTHER'])
    const twice = part(['salt', 'face', content.face])
    const loop = part(['salt', '_sd', ['x']])
    expect(await answer(forge({ ...payload, _sd: [sha(disclosure)] }, {}, [disclosure]))).toBe(
      'not-valid: bad-disclosure',
    )
    expect(await answer(forge({ ...payload, _sd: [sha(twice), sha(twice)] }, {}, [twice]))).toBe(
      'not-valid: bad-disclosure',
    )
    expect(await answer(forge({ ...payload, _sd: [sha(loop)] }, {}, [loop]))).toBe(
      'not-valid: bad-disclosure',
    )
    expect(await answer(forge({ ...payload, _sd: 'x' }))).toBe('not-valid: bad-disclosure')
    expect(await answer(forge({ ...payload, face: { name: 1 } }))).toBe('not-valid: bad-disclosure')
    expect(await answer(forge({ ...payload, _sd_alg: 'md5' }))).toBe('not-valid: malformed')
    const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`)
    expect(await answer(forge({ ...payload, deep }))).toBe('not-valid: bad-disclosure')
  })

  test('no signature, and a signature made with our public key as a password, are refused', async () => {
    const none = `${part({ typ: 'dc+sd-jwt', alg: 'none', kid: key.kid })}.${part(payload)}.~`
    expect(await answer(none)).toBe('not-valid: wrong-algorithm')
    const text = `${part({ typ: 'dc+sd-jwt', alg: 'HS256', kid: key.kid })}.${part(payload)}`
    const mac = createHmac('sha256', JSON.stringify(key.publicJwk)).update(text).digest('base64url')
    expect(await answer(`${text}.${mac}~`)).toBe('not-valid: wrong-algorithm')
    expect(await answer(forge(payload, { alg: 'es256' }))).toBe('not-valid: wrong-algorithm')
  })

  test('another type of token with our signature is not a document', async () => {
    expect(await answer(`${listWith()}~`)).toBe('not-valid: wrong-type')
    expect(await answer(forge(payload, { typ: 'JWT' }))).toBe('not-valid: wrong-type')
  })

  test('a key nobody published: not valid with fresh keys, unknown with kept ones, unknown with none', async () => {
    const stranger = openSigner(createSigningKey(secret, now), secret)
    const forged = forge(payload, {}, [], stranger)
    expect(await says(forged)).toEqual({ answer: 'not-valid: unknown-key', claims: null })
    expect(await says(forged, { keysAreFresh: false })).toEqual({
      answer: 'cannot-check: old-keys',
      claims: null,
    })
    expect(await answer(forged, { keys: [] })).toBe('cannot-check: no-keys')
    expect(await answer(forge(payload, { kid: key.kid }, [], stranger))).toBe('not-valid: bad-signature')
  })

  test('after rotation old documents still verify and new ones too', async () => {
    const keys = rotateSigningKey([key], secret, now)
    const next = keys.at(-1)
    if (!next) throw new Error('no key')
    const jwks = keys.map((k) => k.publicJwk)
    const statusList = listWith(undefined, now, openSigner(next, secret))
    const later = await issueCredential(content, openSigner(next, secret))
    expect(await answer(issued.presentation, { keys: jwks, statusList })).toBe('valid')
    expect(await answer(later.presentation, { keys: jwks, statusList })).toBe('valid')
  })

  test('the first and the last day count whole, in Kazakhstan’s time', async () => {
    const at = (text: string) =>
      answer(issued.presentation, {
        at: Temporal.Instant.from(text),
        statusList: listWith(undefined, Temporal.Instant.from('2026-02-28T12:00:00Z')),
      })
    expect(
      await answer(issued.presentation, { at: Temporal.Instant.from('2026-06-01T00:00:00+05:00') }),
    ).toBe('not-valid: expired')
    expect(await at('2026-02-28T23:50:00+05:00')).toBe('not-valid: not-yet-valid')
    const list = listWith(undefined, Temporal.Instant.from('2026-05-31T12:00:00Z'))
    const lastMinute = Temporal.Instant.from('2026-05-31T23:59:59+05:00')
    expect(await answer(issued.presentation, { now: lastMinute, statusList: list })).toBe('valid')
  })

  test('revoked and suspended documents are not valid, and the reader sees whose', async () => {
    expect(await says(issued.presentation, { statusList: listWith('invalid') })).toMatchObject({
      answer: 'not-valid: revoked',
      claims: { serial: 'LP-2026-0001234' },
    })
    expect(await answer(issued.presentation, { statusList: listWith('suspended') })).toBe(
      'not-valid: suspended',
    )
  })

  test('a stale list never says valid; what it says of revocation stays true', async () => {
    const old = now.subtract({ hours: 24 * 3 })
    expect(await answer(issued.presentation, { statusList: listWith(undefined, old) })).toBe(
      'cannot-check: stale-status-list',
    )
    expect(await answer(issued.presentation, { statusList: listWith('suspended', old) })).toBe(
      'cannot-check: stale-status-list',
    )
    expect(await answer(issued.presentation, { statusList: listWith('invalid', old) })).toBe(
      'not-valid: revoked',
    )
    const justFresh = listWith(undefined, old.add({ seconds: 1 }))
    expect(await answer(issued.presentation, { statusList: justFresh })).toBe('valid')
  })

  test('no list, another list, a forged, future, broken or bursting one: nothing can be said', async () => {
    const stranger = createSigningKey(secret, now)
    const signList = (list: object) => {
      const iat = 1776229200
      const text = `${part({ typ: 'statuslist+jwt', alg: 'ES256', kid: key.kid })}.${part({ sub: uri, iat, exp: iat + 9999999, status_list: list })}`
      return `${text}.${signer.sign(text)}`
    }
    const bad = async (statusList: string | undefined) => answer(issued.presentation, { statusList })
    expect(await bad(undefined)).toBe('cannot-check: no-status-list')
    expect(await bad(listWith(undefined, now, signer, `${issuer}/status/2`))).toBe(
      'cannot-check: bad-status-list',
    )
    expect(await bad(listWith(undefined, now, openSigner(stranger, secret)))).toBe(
      'cannot-check: bad-status-list',
    )
    expect(await bad(listWith(undefined, now.add({ hours: 1 })))).toBe('cannot-check: bad-status-list')
    expect(await bad('<html>sign in to the hotel</html>')).toBe('cannot-check: bad-status-list')
    expect(await bad(signList({ bits: 2, lst: 'eNo76fITAAPfAgc' }))).toBe('cannot-check: bad-status-list')
    expect(await bad(signList({ bits: 2, lst: '!!' }))).toBe('cannot-check: bad-status-list')
    const bomb = deflateSync(new Uint8Array(8 * 1024 * 1024)).toString('base64url')
    expect(await bad(signList({ bits: 2, lst: bomb }))).toBe('cannot-check: bad-status-list')
    const reserved = deflateSync(new Uint8Array(40_000).fill(255)).toString('base64url')
    expect(await bad(signList({ bits: 2, lst: reserved }))).toBe('cannot-check: bad-status-list')
    const honest = deflateSync(new Uint8Array(40_000)).toString('base64url')
    expect(await bad(signList({ bits: 2, lst: honest }))).toBe('valid')
  })

  test('another issuer or an unknown kind is refused', async () => {
    expect(await answer(forge({ ...payload, iss: 'https://evil.example' }))).toBe('not-valid: wrong-issuer')
    expect(await answer(issued.presentation, { issuer: 'https://other.example' })).toBe(
      'not-valid: wrong-issuer',
    )
    expect(await answer(forge({ ...payload, vct: 'https://evil.example/vct/labour-permit/1' }))).toBe(
      'not-valid: unknown-kind',
    )
    expect(await answer(forge({ ...payload, vct: `${issuer}/vct/labour-permit/2` }))).toBe(
      'not-valid: unknown-kind',
    )
  })

  test('missing or mistyped claims are malformed', async () => {
    for (const name of ['iss', 'vct', 'iat', 'nbf', 'exp', 'serial', 'status'])
      expect(await answer(forge({ ...payload, [name]: undefined })), name).toBe('not-valid: malformed')
    for (const exp of [1.5, -1, '2000000000', null, Number.MAX_VALUE])
      expect(await answer(forge({ ...payload, exp })), String(exp)).toBe('not-valid: malformed')
  })

  test('rubbish, a truncated scan, a key binding and huge input get an answer at once', async () => {
    const started = performance.now()
    expect(await answer('')).toBe('not-valid: malformed')
    expect(await answer('hello')).toBe('not-valid: malformed')
    expect(await answer(issued.presentation.slice(0, -1))).toBe('not-valid: malformed')
    expect(await answer(issued.presentation.slice(0, 400))).toBe('not-valid: malformed')
    expect(await answer(`${issued.presentation}a.b.c`)).toBe('not-valid: malformed')
    expect(await answer('a'.repeat(50_000_000))).toBe('not-valid: too-large')
    expect(await answer('~'.repeat(16_000))).toBe('not-valid: malformed')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('any text at all gets an answer and never "valid"', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.base64String(), { maxLength: 6 })
            .map((a) => `${a.slice(0, 3).join('.')}~${a.slice(3).join('~')}~`),
        ),
        async (text) => {
          expect((await verify(text, known())).verdict).not.toBe('valid')
        },
      ),
      { numRuns: 200 },
    )
  })
})

test('jose and @sd-jwt/sd-jwt-vc used directly verify signature, disclosures and status', async () => {
  const library = new SDJwtVcInstance({
    verifier: async (text, signature) => {
      await compactVerify(`${text}.${signature}`, await importJWK(key.publicJwk, 'ES256'))
      return true
    },
    statusVerifier: async (text, signature) => {
      await compactVerify(`${text}.${signature}`, await importJWK(key.publicJwk, 'ES256'))
      return true
    },
    statusListFetcher: async (asked) => {
      expect(asked).toBe(uri)
      return listWith(status)
    },
    hasher: (data: string | ArrayBuffer) => createHash('sha256').update(String(data)).digest(),
    hashAlg: 'sha-256',
  })
  const currentDate = Math.floor(now.epochMilliseconds / 1000)
  let status: Status | undefined
  const { payload: claims } = await library.verify(issued.complete, { currentDate })
  expect(claims).toMatchObject({ face: content.face, particulars: content.particulars })
  status = 'invalid'
  await expect(library.verify(issued.presentation, { currentDate })).rejects.toThrow()
  const [header, body, signature = ''] = issued.presentation.split('~')[0]?.split('.') ?? []
  await expect(
    library.verify(`${header}.${body}.${'A'.repeat(signature.length)}~`, { currentDate }),
  ).rejects.toThrow()
})
