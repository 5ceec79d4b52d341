import { describe, expect, it } from 'vitest'
import { levels } from './field-levels.ts'
import { fieldsOf } from './field-map.ts'
import { registerWeights } from './find-candidates.ts'
import { type Parameters, withEveryLevel } from './learn-weights.ts'
import { tableOf } from './read-table.ts'
import { decisionOf, makeScorer } from './score-pair.ts'

const fields = fieldsOf({
  id: 'id',
  given: 'given',
  family: 'family',
  patronymic: 'patronymic',
  birth_date: 'birth_date',
  sex: 'sex',
})
type Person = [given: string, family: string, patronymic: string, born: string, sex?: string]
const score = (one: Person, other: Person, parameters: Parameters = registerWeights) => {
  const records = [one, other].map((values, at) => ({
    id: `${at}`,
    values: values.map((value) => value ?? ''),
  }))
  return makeScorer(
    tableOf(fields, records, () => undefined, 60_000),
    parameters,
  ).explain(0, 1)
}
const hasan: Person = ['Hasan', 'Yoʻldoshev', 'Anvar oʻgʻli', '1991-04-17', 'MALE']

describe('what a batch says of a pair', () => {
  it('is the same from more likely than not, and for a person below', () => {
    expect(decisionOf({ probability: 0.51 })).toBe('same')
    expect(decisionOf({ probability: 0.49 })).toBe('review')
    expect(decisionOf({ probability: 0.04 })).toBe('different')
  })
})

describe('the weights', () => {
  it('know one person in another script and spelling', () => {
    expect(
      score(hasan, ['Ҳасан', 'Йўлдошев', 'Анвар ўғли', '1991-04-17', 'MALE']).probability,
    ).toBeGreaterThan(0.99)
    const heard = score(hasan, ['Хасан', 'Юлдашев', 'Анварович', '1991-04-17', 'MALE'])
    expect(heard.probability).toBeGreaterThan(0.95)
  })

  it('do not take twins for one person, whose given names are quite others, until an identifier speaks', () => {
    const twin: Person = ['Zuhra', 'Yoʻldoshev', 'Anvar oʻgʻli', '1991-04-17', 'MALE']
    const found = score(hasan, twin)
    expect(found.steps.map(({ field, level }) => `${field} ${level}`)).toContain('given different')
    expect(decisionOf(found)).not.toBe('same')
  })

  it('take a day of birth that is known for less the less of it agrees', () => {
    const born = (date: string) => score(hasan, [hasan[0], hasan[1], hasan[2], date, 'MALE']).bits
    const [same, year, other] = ['1991-04-17', '1991-01-01', '1964-11-03'].map(born) as [
      number,
      number,
      number,
    ]
    expect(same).toBeGreaterThan(year)
    expect(year).toBeGreaterThan(other)
    const step = (date: string) =>
      score(hasan, [hasan[0], hasan[1], hasan[2], date]).steps.find(({ field }) => field === 'birth_date')
    expect(
      score([...hasan.slice(0, 3), '1991-04-07'] as unknown as Person, [
        'Hasan',
        'Yoʻldoshev',
        '',
        '1991-07-04',
      ]).steps.find(({ field }) => field === 'birth_date')?.level,
    ).toBe('swapped')
    expect(step('1991-01-01')?.level).toBe('year')
    expect(step('1991-04-27')?.level).toBe('close')
  })

  it('that were kept before a level was there weigh it as the one it was part of', () => {
    const former: Parameters = {
      ...registerWeights,
      twins: undefined,
      fields: registerWeights.fields.map(({ name, m, u, family, namesakes }) => {
        const five = (shares: number[]) => shares.slice(0, 5)
        return {
          name,
          m: five(m),
          u: five(u).map((share) => share || 1e-5),
          family: five(family),
          namesakes: five(namesakes),
        }
      }),
    }
    const [given] = withEveryLevel(former).fields
    expect(given?.m[levels.sound]).toBe(given?.m[levels.close])
    expect(given?.u[levels.year]).toBe(given?.u[levels.similar])
    const one = score(hasan, ['Хасан', 'Юлдашев', 'Анварович', '1991-01-01'], former)
    expect(Number.isFinite(one.bits)).toBe(true)
    expect(one.steps.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(one.bits, 6)
  })
})
