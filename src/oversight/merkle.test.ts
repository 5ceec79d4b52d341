import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyRanges,
  emptyRoot,
  foldRoots,
  growTree,
  type Hash,
  hashChildren,
  hashLeaf,
  inclusionRanges,
  provesConsistency,
  provesInclusion,
  subtrees,
} from './merkle.ts'

/** RFC 6962 §2.1 as it is written there: slow and obvious. */
function obviousRoot(leaves: Hash[]): Hash {
  if (leaves.length === 0) return createHash('sha256').digest()
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return hashChildren(obviousRoot(leaves.slice(0, k)), obviousRoot(leaves.slice(k)))
}
const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => hashLeaf(Buffer.from(`leaf ${i}`)))
const rangeRoot = (leaves: Hash[], { start, end }: { start: number; end: number }) =>
  obviousRoot(leaves.slice(start, end))
const size = fc.integer({ min: 1, max: 300 })

describe('the tree', () => {
  it('has the roots of the known vectors of Certificate Transparency', () => {
    const data = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ]
    const leaves = data.map((hex) => hashLeaf(Buffer.from(hex, 'hex')))
    const hex = (hash: Hash) => Buffer.from(hash).toString('hex')
    expect(hex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(hex(obviousRoot(leaves.slice(0, 1)))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
    expect(hex(foldRoots(growTree(0, [], leaves).edge))).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    )
  })
  it('grown in any pieces is the tree of all leaves, and every node is the root of its leaves', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (pieces) => {
        const all = leavesOf(pieces.reduce((a, b) => a + b, 0))
        let edge: Hash[] = []
        let at = 0
        for (const piece of pieces) {
          const grown = growTree(at, edge, all.slice(at, at + piece))
          for (const { level, index, hash } of grown.nodes)
            expect(hash).toEqual(obviousRoot(all.slice(index * 2 ** level, (index + 1) * 2 ** level)))
          edge = grown.edge
          at += piece
        }
        expect(foldRoots(edge)).toEqual(obviousRoot(all))
        expect(edge).toHaveLength(subtrees({ start: 0, end: at }).length)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a proof of inclusion', () => {
  it('is accepted for each leaf and for no other leaf, place, size or root', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (n, seed, other) => {
        const leaves = leavesOf(n)
        const index = seed % n
        const path = inclusionRanges(index, n).map((range) => rangeRoot(leaves, range))
        for (const range of inclusionRanges(index, n)) {
          const roots = subtrees(range).map((node) =>
            obviousRoot(leaves.slice(node.index * 2 ** node.level, (node.index + 1) * 2 ** node.level)),
          )
          expect(foldRoots(roots)).toEqual(rangeRoot(leaves, range))
        }
        const root = obviousRoot(leaves)
        const leaf = leaves[index] as Hash
        const given = { index, size: n, leaf, path }
        expect(provesInclusion(given, root)).toBe(true)
        expect(provesInclusion({ ...given, leaf: hashLeaf(Buffer.from('forged')) }, root)).toBe(false)
        expect(provesInclusion(given, hashLeaf(root))).toBe(false)
        const elsewhere = other % n
        if (elsewhere !== index) expect(provesInclusion({ ...given, index: elsewhere }, root)).toBe(false)
        if (path.length > 0) expect(provesInclusion({ ...given, path: path.slice(1) }, root)).toBe(false)
      }),
    )
  })
})

describe('a proof of consistency', () => {
  it('is accepted for every beginning of a log, and not when any leaf of the beginning was changed', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (to, seed, victim) => {
        const from = seed % (to + 1)
        const leaves = leavesOf(to)
        const path = consistencyRanges(from, to).map((range) => rangeRoot(leaves, range))
        const [older, newer] = [obviousRoot(leaves.slice(0, from)), obviousRoot(leaves)]
        expect(provesConsistency({ from, to, path }, older, newer)).toBe(true)
        if (from === 0) return
        const forged = [...leaves]
        forged[victim % from] = hashLeaf(Buffer.from('forged'))
        const forgedPath = consistencyRanges(from, to).map((range) => rangeRoot(forged, range))
        expect(provesConsistency({ from, to, path: forgedPath }, older, obviousRoot(forged))).toBe(false)
      }),
    )
  })
})
