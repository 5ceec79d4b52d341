import { describe, expect, test } from 'vitest'
import { personas } from './personas.ts'

const everybody = [...personas.staff, ...personas.people]

/** Check digit of an IIN, with weights 1-11 and, where these give 10, the second row; 10 again means there is none. */
function checkDigit(iin: string): number {
  const sum = (weights: number[]) =>
    weights.reduce((total, weight, index) => total + weight * Number(iin[index]), 0) % 11
  const first = sum([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  return first === 10 ? sum([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) : first
}

describe('personas', () => {
  test('nobody can be taken for a living person', () => {
    for (const { phone, email } of everybody) {
      expect(phone).toMatch(/^\+770000000\d\d$/)
      if (email) expect(email).toMatch(/\.demo\.example$/)
    }
    for (const { iin, document, birthDate, sex } of personas.people) {
      expect(document.number).toMatch(/^DEMO\d{5}$/)
      if (!iin) continue
      expect(iin.slice(0, 6)).toBe(birthDate.replaceAll('-', '').slice(2))
      expect(iin[6]).toBe(sex === 'M' ? '1' : '2')
      expect(Number(iin[11])).toBe(checkDigit(iin))
    }
  })

  test('accounts, telephones and documents are each one persons own', () => {
    const unique = (values: string[]) => expect(new Set(values).size).toBe(values.length)
    unique(personas.staff.map((one) => one.sub))
    unique(personas.people.map((one) => one.key))
    unique(everybody.map((one) => one.phone))
    unique(personas.people.map((one) => one.document.number))
  })

  test('no telephone ends in the digits by which the gateway fails', () => {
    for (const { phone } of everybody) expect(phone).not.toMatch(/9[6-9]$/)
  })

  test('each role has somebody, permits have two, and one worker has a single name', () => {
    const count = Map.groupBy(personas.staff, (one) => one.role)
    expect(count.get('permit-officer')).toHaveLength(2)
    expect(count.size).toBe(14)
    const single = personas.people.filter((one) => !one.latinName.family)
    expect(single.map((one) => one.nationality)).toEqual(['UZB'])
  })
})
