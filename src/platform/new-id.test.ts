import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { idOfDigest, isId } from './new-id.ts'

it('a digest gives the id that it gave before: rows stand under it', () => {
  const digest = createHash('sha256').update('appeal person 2026-03-03').digest()
  const hex = digest.toString('hex')
  expect(idOfDigest(digest)).toBe(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  )
  expect(isId(idOfDigest(digest))).toBe(true)
  expect(digest.toString('hex')).toBe(hex)
})
