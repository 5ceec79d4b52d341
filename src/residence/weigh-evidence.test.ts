import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { locales } from '../platform/language.ts'
import { evidenceModel } from './evidence-model.ts'
import { residenceText } from './text.ts'
import { weighEvidence } from './weigh-evidence.ts'

const { model } = evidenceModel()
const accepted = (...kinds: string[]) => kinds.map((kind) => ({ kind, answer: 'accepted' as const }))

describe('evidence', () => {
  it('fills a set by one document of one’s own, or by a parent’s with the link', () => {
    expect(weighEvidence(accepted('household-register')).complete?.id).toBe('own-record')
    expect(weighEvidence(accepted('parent-document')).complete).toBeUndefined()
    expect(weighEvidence(accepted('parent-document', 'link-document')).complete?.id).toBe('parent')
  })

  it('counts two documents of one kind once, and indirect ones only of three kinds', () => {
    expect(
      weighEvidence(accepted('community-letter', 'community-letter', 'religious-record')).complete,
    ).toBeUndefined()
    expect(
      weighEvidence(accepted('community-letter', 'service-record', 'religious-record')).complete?.id,
    ).toBe('indirect')
  })

  it('says what is missing, the nearest set first, and does not ask again for what waits', () => {
    const weight = weighEvidence([{ kind: 'link-document' }])
    expect(weight.covered).toBeUndefined()
    const parent = weight.sets.find((one) => one.set.id === 'parent')
    expect(parent?.missing).toEqual([{ count: 1, of: ['parent-document'] }])
    expect(weighEvidence([{ kind: 'birth-certificate' }])).toMatchObject({
      complete: undefined,
      covered: { id: 'own-record' },
    })
    expect(weighEvidence([{ kind: 'birth-certificate', answer: 'doubt' }]).covered?.id).toBe('own-record')
    expect(weighEvidence([{ kind: 'birth-certificate', answer: 'rejected' }]).covered).toBeUndefined()
  })

  it('never gets weaker by one more accepted document', () => {
    const kinds = model.kinds.map((one) => one.id)
    fc.assert(
      fc.property(fc.subarray(kinds), fc.constantFrom(...kinds), (some, more) => {
        const before = weighEvidence(accepted(...some))
        const after = weighEvidence(accepted(...some, more))
        if (before.complete) expect(after.complete).toBeDefined()
      }),
    )
  })
})

describe('the words of the module', () => {
  it('are there in eight languages for applicants, and in three for officers', () => {
    const own = residenceText.keys.filter((key) => residenceText.files.uz?.[key] !== undefined)
    expect(own.length).toBeGreaterThan(200)
    for (const locale of locales)
      for (const key of own) expect(residenceText.files[locale]?.[key], `${locale} ${key}`).toBeTruthy()
    for (const locale of ['kk', 'ru', 'en'] as const)
      for (const key of residenceText.keys)
        expect(residenceText.files[locale]?.[key], `${locale} ${key}`).toBeTruthy()
  })
  it('of the evidence model name every kind in every language', () => {
    for (const locale of locales)
      for (const one of [
        ...model.kinds.flatMap(({ name, where }) => [name, where]),
        ...model.sets.map(({ says }) => says),
      ])
        expect(one[locale], JSON.stringify(one)).toBeTruthy()
  })
})
