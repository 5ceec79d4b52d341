import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { getListFromStatusListJWT, StatusList } from '@sd-jwt/jwt-status-list'
import fc from 'fast-check'
import { compactVerify, importJWK } from 'jose'
import { expect, test } from 'vitest'
import { createSigningKey, openSigner } from './signing-key.ts'
import {
  drawIndexes,
  encodeStatusList,
  readStatus,
  type Status,
  signStatusList,
  statuses,
  statusListSize,
} from './status-list.ts'

const secret = new Uint8Array(32).fill(1)
const now = Temporal.Instant.from('2026-03-01T05:00:00Z')

test('the draft’s worked examples of one and two bits are read as it says', () => {
  const oneBit = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
  const twoBits = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]
  expect(oneBit.map((_, i) => readStatus({ bits: 1, lst: 'eNrbuRgAAhcBXQ' }, i))).toEqual(oneBit)
  expect(twoBits.map((_, i) => readStatus({ bits: 2, lst: 'eNo76fITAAPfAgc' }, i))).toEqual(twoBits)
})

const vectors = join(process.env.QONYS_DATA ?? '', 'token-status-list', 'vectors.json')
const present = Boolean(process.env.QONYS_DATA) && existsSync(vectors)
test.skipIf(!present)(
  present
    ? 'the draft’s appendix C, large lists'
    : 'the draft’s appendix C, large lists: not run, QONYS_DATA names no folder that has them',
  () => {
    const { appendixC } = JSON.parse(readFileSync(vectors, 'utf8')) as {
      appendixC: { bits: number; lst: string; size: number; statuses: Record<string, number> }[]
    }
    expect(appendixC.length).toBeGreaterThan(0)
    for (const { bits, lst, size, statuses: expected } of appendixC) {
      for (const [index, status] of Object.entries(expected))
        expect(readStatus({ bits, lst }, Number(index)), `${bits} bits at ${index}`).toBe(status)
      expect(readStatus({ bits, lst }, 2)).toBe(expected['2'] ?? 0)
      expect(readStatus({ bits, lst }, size)).toBeUndefined()
    }
  },
)

test('any set of statuses survives packing, by our reader and by the library’s', () => {
  const entry = fc.record({
    index: fc.integer({ min: 0, max: 1023 }),
    status: fc.constantFrom<Status>('invalid', 'suspended'),
  })
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (e) => e.index, maxLength: 60 }), (changed) => {
      const list = encodeStatusList(changed, 1024)
      const library = StatusList.decompressStatusList(list.lst, 2)
      const expected = new Map(changed.map((e) => [e.index, statuses[e.status]]))
      for (let index = 0; index < 1024; index++) {
        expect(readStatus(list, index)).toBe(expected.get(index) ?? 0)
        expect(library.getStatus(index)).toBe(expected.get(index) ?? 0)
      }
    }),
    { numRuns: 20 },
  )
})

test('a signed list verifies with jose and is read by the library', async () => {
  const key = createSigningKey(secret, now)
  const uri = 'https://q.example/status/1'
  const list = encodeStatusList([{ index: 131_071, status: 'invalid' }])
  const token = signStatusList(list, { issuer: 'https://q.example', uri, now }, openSigner(key, secret))
  const { payload, protectedHeader } = await compactVerify(token, await importJWK(key.publicJwk))
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'statuslist+jwt', kid: key.kid })
  expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
    sub: uri,
    iat: 1772341200,
    exp: 1772341200 + 3 * 86_400,
    ttl: 3600,
  })
  expect(getListFromStatusListJWT(token).getStatus(131_071)).toBe(1)
  expect(token.length).toBeLessThan(900)
})

test('a bomb, an index outside and an unknown width are refused', () => {
  const bomb = deflateSync(new Uint8Array(8 * 1024 * 1024)).toString('base64url')
  expect(() => readStatus({ bits: 2, lst: bomb }, 0)).toThrow()
  expect(() => readStatus({ bits: 3, lst: 'eNo76fITAAPfAgc' }, 0)).toThrow('bits')
  expect(readStatus({ bits: 2, lst: 'eNo76fITAAPfAgc' }, 12)).toBeUndefined()
  expect(readStatus({ bits: 2, lst: 'eNo76fITAAPfAgc' }, -1)).toBeUndefined()
  expect(() => encodeStatusList([{ index: statusListSize, status: 'invalid' }])).toThrow('unexpected')
})

test('drawn indexes are inside the list, different, and not in order', () => {
  const drawn = drawIndexes(200)
  expect(new Set(drawn).size).toBe(200)
  expect(drawn.every((i) => i >= 0 && i < statusListSize)).toBe(true)
  expect(drawn).not.toEqual([...drawn].sort((a, b) => a - b))
})
