import { describe, expect, it } from 'vitest'
import { decisionOf, type Score } from './score-pair.ts'

const score = (probability: number, levels: Record<string, string>): Score => ({
  probability,
  bits: 0,
  steps: Object.entries(levels).map(([field, level]) => ({ field, level, bits: 0 })),
})
const twins = { given: 'different', family: 'same', birth_date: 'same', sex: 'same' }

describe('what a batch says of a pair', () => {
  it('is the same from more likely than not, and for a person below', () => {
    expect(decisionOf(score(0.51, { given: 'close', family: 'same' }))).toBe('same')
    expect(decisionOf(score(0.49, { given: 'close', family: 'same' }))).toBe('review')
    expect(decisionOf(score(0.04, { given: 'close', family: 'same' }))).toBe('different')
  })
  it('leaves twins to a person, however likely, unless an identifier agrees', () => {
    expect(decisionOf(score(0.999, twins))).toBe('review')
    expect(decisionOf(score(0.999, { ...twins, identifier: 'different' }))).toBe('review')
    expect(decisionOf(score(0.999, { ...twins, 'identifier:passport': 'same' }))).toBe('same')
    expect(decisionOf(score(0.999, { ...twins, given: 'similar' }))).toBe('same')
  })
  it('says the same of somebody who married, whose family name is another', () => {
    expect(decisionOf(score(0.95, { given: 'same', family: 'different' }))).toBe('same')
  })
})
