import { expect, test } from 'vitest'
import { compareValues, levelNames } from './field-levels.ts'
import { fatherName, normalForm } from './normal-form.ts'

const level = (kind: 'name' | 'date' | 'code' | 'text', one: string, other: string) =>
  levelNames[compareValues[kind](normalForm[kind](one), normalForm[kind](other))]

test.each([
  ['name', 'Ҷӯрабоев', 'DZHURABOEV', 'same'],
  ['name', 'Умар Фаруқ', 'FARUK UMAR', 'same'],
  ['name', 'Zebuniso', 'Zebonisso', 'close'],
  ['name', 'Abdul Karim', 'Abdulkarim', 'close'],
  ['name', 'R.', 'Rustam', 'similar'],
  ['name', 'Rustam', 'Farhod', 'different'],
  ['name', 'Rustam', '', 'missing'],
  ['date', '1990-03-27', '27.03.1990', 'same'],
  ['date', '1990-03-27', '1990-03-72', 'close'],
  ['date', '1990-03-07', '1990-07-03', 'close'],
  ['date', '1990-03-27', '1985-03-27', 'similar'],
  ['date', '1990', '1990-03-27', 'similar'],
  ['date', '1990-03-27', '1971-12-01', 'different'],
  ['date', '0000-00-00', '1990-03-27', 'missing'],
  ['code', 'AB 123-45', 'ab12345', 'same'],
  ['code', 'AB12345', 'AB12354', 'close'],
  ['code', '1', '7', 'different'],
  ['text', 'ул. Абая, 12', 'Abaia ul 12', 'close'],
  ['text', 'Abai street', 'Dostyk avenue', 'different'],
] as const)('a %s: "%s" and "%s" are %s', (kind, one, other, expected) => {
  expect(level(kind, one, other)).toBe(expected)
})

test('a patronymic gives the name of the father, however it is formed', () => {
  const forms = ['Фарҳодовна', 'Фархадович', 'Farhod qizi', 'Фарҳодзода', 'Farhod oʻgʻli', 'FARHODOVNA']
  for (const form of forms) expect(fatherName(form).slice(0, 4), form).toBe('farh')
})
