import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jaroWinkler, withinOneEdit } from './similarity.ts'

test.each([
  // Winkler's own examples, to three digits.
  ['MARTHA', 'MARHTA', 0.961],
  ['DWAYNE', 'DUANE', 0.84],
  ['DIXON', 'DICKSONX', 0.813],
  ['abc', 'xyz', 0],
  ['', 'abc', 0],
])('%s and %s are alike by %d', (one, other, expected) => {
  expect(jaroWinkler(one, other)).toBeCloseTo(expected, 3)
})

test('likeness does not depend on who is asked first, and only the same is fully alike', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 12 })
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(jaroWinkler(a, b)).toBeCloseTo(jaroWinkler(b, a), 10)
      if (a !== b) expect(jaroWinkler(a, b)).toBeLessThan(1)
      expect(withinOneEdit(a, b)).toBe(withinOneEdit(b, a))
    }),
  )
})

test('one edit is found wherever it is', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 12 }),
      fc.nat(),
      fc.constantFrom('drop', 'add', 'swap', 'change'),
      (text, at, kind) => {
        const i = at % text.length
        const next = text[i + 1] ?? ''
        const edited = {
          drop: text.slice(0, i) + text.slice(i + 1),
          add: `${text.slice(0, i)}§${text.slice(i)}`,
          change: `${text.slice(0, i)}§${text.slice(i + 1)}`,
          swap: text.slice(0, i) + next + text[i] + text.slice(i + 2),
        }[kind]
        expect(withinOneEdit(text, edited)).toBe(true)
      },
    ),
  )
})

test.each([
  ['rustam', 'ristum'],
  ['abc', 'cba'],
  ['abcd', 'badc'],
  ['ab', ''],
  ['karim', 'karimov'],
])('%s and %s are more than one edit apart', (one, other) => {
  expect(withinOneEdit(one, other)).toBe(false)
})
