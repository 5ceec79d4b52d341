import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder } from '../../test/household-facts.ts'
import { decide, type Facts, type FactValue } from './compile-route.ts'
import { findChanges } from './find-changes.ts'

const at = '2026-03-02'
const find = (facts: Facts) => findChanges('household-permit', facts, at)
const named = (facts: Facts) => {
  const found = find(facts)
  return found.kind === 'changes'
    ? Object.fromEntries(found.changes.map(({ fact, to }) => [fact, to]))
    : found.kind
}

describe('findChanges', () => {
  it('has nothing to say to a yes', () => {
    expect(find(inOrder)).toEqual({ kind: 'yes' })
    expect(find({ ...inOrder, 'worker-citizenship': 'KGZ' })).toEqual({ kind: 'yes' })
  })
  it('names the one fact and its nearest value', () => {
    expect(named({ ...inOrder, 'workers-in-household': 7 })).toEqual({ 'workers-in-household': 5 })
    expect(named({ ...inOrder, 'tax-months-paid': 1 })).toEqual({ 'tax-months-paid': 3 })
  })
  it('prefers one change that mends two lines to two changes', () => {
    const facts = { ...inOrder, 'months-requested': 5, 'tax-months-paid': 3 }
    expect(named(facts)).toEqual({ 'months-requested': 3 })
  })
  it('says that nothing can be changed, and by which line', () => {
    const found = find({ ...inOrder, 'stay-days-left': -3, 'workers-in-household': 6 })
    expect(found.kind).toBe('nothing')
    if (found.kind === 'nothing')
      expect(found.blockedBy.map((line) => line.condition)).toEqual(['stay-is-lawful'])
  })
  it('waits for a fact of the authority beside what can be changed', () => {
    const { 'entry-banned': _, ...unknown } = inOrder
    expect(find(unknown).kind).toBe('ask')
    const found = find({ ...unknown, 'medical-insurance': false })
    expect(found.kind === 'changes' && found.stillOpen.map((line) => line.condition)).toEqual([
      'no-entry-ban',
    ])
  })

  const grid: Record<string, FactValue[]> = {
    'employer-kind': ['natural-person', 'legal-entity'],
    'arrival-notice-received': [true, false],
    'workers-in-household': [0, 1, 5, 6, 9],
    'months-requested': [0, 1, 2, 3, 4, 6, 12],
    'months-total': [0, 1, 3, 12, 14],
    'kind-of-work': ['cleaning', 'construction', 'other'],
    'worker-confirmed-offer': [true, false],
    'tax-months-paid': [0, 1, 2, 3, 4, 6, 12],
    'document-valid-to': ['2026-05-31', '2026-06-01', '2029-01-01'],
    'worker-iin-known': [true, false],
  }
  const changed = fc.record(
    Object.fromEntries(
      Object.entries(grid).map(([fact, values]) => [
        fact,
        fc.constantFrom(inOrder[fact], inOrder[fact], ...values, undefined),
      ]),
    ),
  )

  it('is proven by deciding again, over changeable facts only', () => {
    fc.assert(
      fc.property(changed, (some) => {
        const facts = { ...inOrder, ...some }
        const found = find(facts)
        if (found.kind === 'yes') {
          expect(decide('household-permit', facts, at).answer).toBe('met')
          return
        }
        expect(found.kind).toBe('changes')
        if (found.kind !== 'changes') return
        const after = { ...facts, ...Object.fromEntries(found.changes.map(({ fact, to }) => [fact, to])) }
        expect(decide('household-permit', after, at).answer).toBe('met')
        for (const { line, changedBy } of found.changes) {
          expect(line.verdict).not.toBe('met')
          expect(changedBy).not.toBe('nobody')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is never beaten by trying everything', () => {
    const names = Object.keys(grid)
    const canDo = (facts: Facts, changes: number, start: number): boolean => {
      if (decide('household-permit', facts, at).answer === 'met') return true
      if (changes === 0) return false
      for (let index = start; index < names.length; index++) {
        const name = names[index] as string
        for (const value of grid[name] ?? [])
          if (canDo({ ...facts, [name]: value }, changes - 1, index + 1)) return true
      }
      return false
    }
    fc.assert(
      fc.property(changed, (some) => {
        const facts = { ...inOrder, ...some }
        const found = find(facts)
        const count = found.kind === 'changes' ? found.changes.length : 0
        if (count > 0 && count <= 4) expect(canDo(facts, count - 1, 0)).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})
