import { createHash } from 'node:crypto'

/** Nodes [start, end) of the leaves; the tree over them is a node of the log's tree or its right edge. */
export interface Range {
  start: number
  end: number
}
/** A complete subtree: leaves [index * 2^level, (index + 1) * 2^level). */
export interface NodeId {
  level: number
  index: number
}
export type Hash = Uint8Array

const sha256 = (...parts: Uint8Array[]): Hash => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** RFC 6962 §2.1: leaves and nodes are hashed apart, so that none can be taken for the other. */
export const hashLeaf = (data: Uint8Array): Hash => sha256(Uint8Array.of(0), data)
export const hashChildren = (left: Hash, right: Hash): Hash => sha256(Uint8Array.of(1), left, right)
export const emptyRoot: Hash = sha256()

/** The largest power of two below `size` (at least 1): where RFC 6962 splits a tree. */
const split = (size: number): number => {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** The complete subtrees whose roots make the root of a range that begins at a multiple of its split. */
export function subtrees({ start, end }: Range): NodeId[] {
  const found: NodeId[] = []
  let at = start
  while (at < end) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level++
    found.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return found
}

/** Root of a range from the roots of its complete subtrees, left to right. */
export const foldRoots = (roots: Hash[]): Hash =>
  roots.length === 0 ? emptyRoot : roots.reduceRight((right, left) => hashChildren(left, right))

/** Whose roots prove that leaf `index` is in the tree of `size` leaves (RFC 6962 §2.1.1), nearest first. */
export function inclusionRanges(index: number, size: number): Range[] {
  const path: Range[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + split(end - start)
    if (index < middle) {
      path.unshift({ start: middle, end })
      end = middle
    } else {
      path.unshift({ start, end: middle })
      start = middle
    }
  }
  return path
}

/** Whose roots prove that the tree of `from` leaves is the beginning of the tree of `to` (RFC 6962 §2.1.2). */
export function consistencyRanges(from: number, to: number): Range[] {
  if (from === 0 || from === to) return []
  const path: Range[] = []
  let start = 0
  let end = to
  // As long as the old tree is a complete left part, its own root is known to whoever asks.
  let whole = true
  while (from !== end) {
    const middle = start + split(end - start)
    if (from <= middle) {
      path.unshift({ start: middle, end })
      end = middle
    } else {
      path.unshift({ start, end: middle })
      start = middle
      whole = false
    }
  }
  if (!whole) path.unshift({ start, end })
  return path
}

/** RFC 9162 §2.1.3.2: the root that a leaf and its path lead to, compared with the signed one. */
export function provesInclusion(
  given: { index: number; size: number; leaf: Hash; path: Hash[] },
  root: Hash,
): boolean {
  if (given.index >= given.size) return false
  let [node, last] = [given.index, given.size - 1]
  let hash = given.leaf
  for (const sibling of given.path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = hashChildren(sibling, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else hash = hashChildren(hash, sibling)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && same(hash, root)
}

/** RFC 9162 §2.1.4.2: that the tree with `oldRoot` is the beginning of the tree with `newRoot`. */
export function provesConsistency(
  given: { from: number; to: number; path: Hash[] },
  oldRoot: Hash,
  newRoot: Hash,
): boolean {
  const { from, to } = given
  if (from > to) return false
  if (from === to) return given.path.length === 0 && same(oldRoot, newRoot)
  if (from === 0) return given.path.length === 0 && same(oldRoot, emptyRoot)
  const path = Number.isInteger(Math.log2(from)) ? [oldRoot, ...given.path] : given.path
  const [first, ...rest] = path
  if (!first) return false
  let [node, last] = [from - 1, to - 1]
  while (node % 2 === 1) [node, last] = [half(node), half(last)]
  let [older, newer] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      older = hashChildren(sibling, older)
      newer = hashChildren(sibling, newer)
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else newer = hashChildren(newer, sibling)
    ;[node, last] = [half(node), half(last)]
  }
  return last === 0 && same(older, oldRoot) && same(newer, newRoot)
}

const half = (n: number): number => Math.floor(n / 2)
export const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

/**
 * The tree of leaves as they come: hashes of all complete subtrees that the new leaves finish.
 * @param size leaves before; `edge` roots of its complete subtrees, left to right
 */
export function growTree(
  size: number,
  edge: Hash[],
  leaves: Hash[],
): { nodes: (NodeId & { hash: Hash })[]; edge: Hash[] } {
  const nodes: (NodeId & { hash: Hash })[] = []
  const stack = [...edge]
  for (const [i, leaf] of leaves.entries()) {
    let index = size + i
    let level = 0
    let hash = leaf
    nodes.push({ level, index, hash })
    while (index % 2 === 1) {
      const left = stack.pop()
      if (!left) throw new Error('the edge of the tree does not fit its size')
      hash = hashChildren(left, hash)
      index = half(index)
      level++
      nodes.push({ level, index, hash })
    }
    stack.push(hash)
  }
  return { nodes, edge: stack }
}
