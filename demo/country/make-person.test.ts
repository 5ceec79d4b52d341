import { expect, it } from 'vitest'
import { isDemoIin } from '../../src/person/check-iin.ts'
import { invent } from './make-person.ts'
import { random } from './random.ts'

const anchor = Temporal.PlainDate.from('2026-11-24')
const crowd = (seed: number) =>
  Array.from({ length: 2000 }, (_, n) => invent(random(seed, `person-${n}`), n, anchor))

it('invents the same people for the same seed, and others for another', () => {
  expect(crowd(1)).toEqual(crowd(1))
  expect(crowd(1)).not.toEqual(crowd(2))
})

it('gives each a document of their own, and numbers that no living person has', () => {
  const people = crowd(1)
  expect(new Set(people.map((one) => one.document.number)).size).toBe(people.length)
  const iins = people.flatMap((one) => one.iin ?? [])
  expect(new Set(iins).size).toBe(iins.length)
  expect(iins.filter((iin) => !isDemoIin(iin))).toEqual([])
  for (const { phone, document } of people) {
    expect(phone).toMatch(/^\+77001\d{6}$/)
    expect(document.number).toMatch(/^DEMO1\d{5}$/)
  }
})

it('has people of one name, and writes names at home in their own script', () => {
  const people = crowd(1)
  expect(people.some((one) => !one.nativeName.family && one.citizenship === 'AFG')).toBe(true)
  for (const { citizenship, nativeName, latinName } of people) {
    expect(latinName.given).toMatch(/^[A-Z]+$/)
    if (citizenship === 'CHN') expect(nativeName.given).toMatch(/^\p{Script=Han}+$/u)
    if (citizenship === 'TJK') expect(nativeName.given).toMatch(/^\p{Script=Cyrillic}+$/u)
  }
})

it('mixes origins as they were asked for', () => {
  const share = crowd(1).filter((one) => one.citizenship === 'UZB').length / 2000
  expect(share).toBeGreaterThan(0.34)
  expect(share).toBeLessThan(0.42)
})
