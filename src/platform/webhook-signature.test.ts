import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  signWebhook,
  verifyWebhook,
  webhookToleranceSeconds,
  writeWebhookSecret,
} from './webhook-signature.ts'

const secret = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const at = Temporal.Instant.fromEpochMilliseconds(1_795_478_400_000)
// The signatures were computed with `openssl dgst -sha256 -mac HMAC`, not with this code.
const vectors = [
  {
    id: 'evt_0001',
    body: '{"type":"order.paid"}',
    signature: 'v1,H5KOaozUEdFDB+NpRkj/q3082dXFcjhAseyVwKJLetQ=',
  },
  {
    id: 'evt_0002',
    body: '{"name":"Әсел Ңұрғали"}',
    signature: 'v1,TM8o2lsLajbqyXXjbiaSGAtQxQ2AvcuuraAybo7TWmM=',
  },
]

function signed(body: string, id = 'evt_1', when = at, key = secret): Headers {
  return new Headers({ ...signWebhook({ id, body, at: when }, key) })
}

describe('webhook signature', () => {
  test.each(vectors)('$id is signed as openssl signs it', ({ id, body, signature }) => {
    expect(signWebhook({ id, body, at }, secret)).toEqual({
      'webhook-id': id,
      'webhook-timestamp': '1795478400',
      'webhook-signature': signature,
    })
  })

  test('the published example of Standard Webhooks verifies', () => {
    const headers = new Headers({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
    const now = Temporal.Instant.fromEpochMilliseconds(1_614_265_340_000)
    const verdict = verifyWebhook(
      headers,
      '{"test": 2432232314}',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      now,
    )
    expect(verdict).toMatchObject({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek' })
  })

  test('what is signed verifies, and any other body, id, time or key does not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        (body, other, key) => {
          fc.pre(Buffer.from(body).compare(Buffer.from(other)) !== 0)
          const own = writeWebhookSecret(key)
          const headers = signed(body, 'evt_1', at, own)
          expect(verifyWebhook(headers, body, own, at)).toMatchObject({ id: 'evt_1' })
          expect(verifyWebhook(headers, other, own, at)).toEqual({ refused: 'signature-wrong' })
          const strange = writeWebhookSecret(Uint8Array.from(key, (byte) => byte ^ 1))
          expect(verifyWebhook(headers, body, strange, at)).toEqual({ refused: 'signature-wrong' })
          const renamed = new Headers(headers)
          renamed.set('webhook-id', 'evt_2')
          expect(verifyWebhook(renamed, body, own, at)).toEqual({ refused: 'signature-wrong' })
          const redated = new Headers(headers)
          redated.set('webhook-timestamp', '1795478401')
          expect(verifyWebhook(redated, body, own, at)).toEqual({ refused: 'signature-wrong' })
        },
      ),
      { numRuns: 50 },
    )
  })

  test('five minutes either way are allowed, a second more is not', () => {
    const headers = signed('{}')
    const edge = { seconds: webhookToleranceSeconds }
    const beyond = { seconds: webhookToleranceSeconds + 1 }
    expect(verifyWebhook(headers, '{}', secret, at.add(edge))).toHaveProperty('id')
    expect(verifyWebhook(headers, '{}', secret, at.subtract(edge))).toHaveProperty('id')
    expect(verifyWebhook(headers, '{}', secret, at.add(beyond))).toEqual({ refused: 'too-old' })
    expect(verifyWebhook(headers, '{}', secret, at.subtract(beyond))).toEqual({ refused: 'from-the-future' })
  })

  test('while a secret is changed, old and new both count, on either side', () => {
    const next = writeWebhookSecret(new Uint8Array(32).fill(7))
    expect(verifyWebhook(signed('{}', 'evt_1', at, next), '{}', [secret, next], at)).toHaveProperty('id')
    const both = signed('{}', 'evt_1', at, next)
    both.set(
      'webhook-signature',
      `${both.get('webhook-signature')} v1a,other ${signed('{}').get('webhook-signature')}`,
    )
    expect(verifyWebhook(both, '{}', secret, at)).toHaveProperty('id')
  })

  test.each([
    ['webhook-id', 'header-missing'],
    ['webhook-timestamp', 'header-missing'],
    ['webhook-signature', 'header-missing'],
  ])('without %s it is refused', (name, refused) => {
    const headers = signed('{}')
    headers.delete(name)
    expect(verifyWebhook(headers, '{}', secret, at)).toEqual({ refused })
  })

  test.each(['', 'soon', '1e9', '-5', '99999999999999'])('the timestamp "%s" is refused', (value) => {
    const headers = signed('{}')
    headers.set('webhook-timestamp', value)
    expect(verifyWebhook(headers, '{}', secret, at)).toHaveProperty('refused')
  })

  test('a weak or unmarked secret is a fault of the installation', () => {
    expect(() => signWebhook({ id: 'e', body: '', at }, 'whsec_c2hvcnQ=')).toThrow(TypeError)
    expect(() => signWebhook({ id: 'e', body: '', at }, secret.slice(6))).toThrow(TypeError)
    expect(() => signWebhook({ id: 'e.1', body: '', at }, secret)).toThrow(TypeError)
  })
})
