import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose'
import { expect, test } from 'vitest'
import {
  createSigningKey,
  findActiveKey,
  issuerMetadata,
  openSigner,
  rotateSigningKey,
} from './signing-key.ts'

const secret = new Uint8Array(32).fill(1)
const now = Temporal.Instant.from('2026-03-01T05:00:00Z')

test('a key signs what jose verifies, and its kid is the RFC 7638 thumbprint', async () => {
  const key = createSigningKey(secret, now)
  expect(await calculateJwkThumbprint(key.publicJwk)).toBe(key.kid)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'ES256', kid: key.kid })}.${part({ a: 1 })}`
  const jws = `${text}.${openSigner(key, secret).sign(text)}`
  await expect(compactVerify(jws, await importJWK(key.publicJwk))).resolves.toBeDefined()
})

test('a key opens only with the secret, the kid and the bytes it was sealed with', () => {
  const key = createSigningKey(secret, now)
  const changed = Uint8Array.from(key.sealed)
  changed[40] = (changed[40] ?? 0) ^ 1
  expect(() => openSigner(key, new Uint8Array(32).fill(2))).toThrow('unexpected')
  expect(() => openSigner({ ...key, sealed: changed }, secret)).toThrow('unexpected')
  expect(() => openSigner({ ...key, kid: createSigningKey(secret, now).kid }, secret)).toThrow('unexpected')
  expect(Buffer.from(key.sealed).includes(Buffer.from('PRIVATE'))).toBe(false)
})

test('after rotation the new key signs, the old one stays published until it is withdrawn', () => {
  const first = createSigningKey(secret, now)
  const later = now.add({ hours: 24 })
  const keys = rotateSigningKey([first], secret, later)
  expect(findActiveKey([first], now)?.kid).toBe(first.kid)
  const active = findActiveKey(keys, later)
  expect(active?.kid).not.toBe(first.kid)
  expect(issuerMetadata('https://q.example', keys).jwks.keys.map((k) => k.kid)).toEqual([
    first.kid,
    active?.kid,
  ])
  const leaked = keys.map((key) => (key.kid === first.kid ? { ...key, withdrawnAt: later } : key))
  expect(issuerMetadata('https://q.example', leaked).jwks.keys.map((k) => k.kid)).toEqual([active?.kid])
  expect(findActiveKey([first], now.subtract({ seconds: 1 }))).toBeUndefined()
})

test('what is published holds no private part', () => {
  const key = createSigningKey(secret, now)
  expect(Object.keys(key.publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
})
