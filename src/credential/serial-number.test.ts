import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newSerial, readSerial } from './serial-number.ts'

const serials = fc.constant(0).map(() => newSerial('labour-permit', 2026))

test('a serial number is read however it is typed', () => {
  fc.assert(
    fc.property(serials, fc.constantFrom('', ' ', '-', ' - '), fc.boolean(), (serial, gap, lower) => {
      expect(serial).toMatch(/^LP-26-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
      const typed = serial.replaceAll('-', gap).replace(/0/g, lower ? 'o' : '0')
      expect(readSerial(lower ? typed.toLowerCase() : typed)).toBe(serial)
    }),
  )
})

test('one wrong character or two exchanged ones are found', () => {
  fc.assert(
    fc.property(
      serials,
      fc.nat(6),
      fc.constantFrom(...'023456789ABCDEFGHJKMNPQRSTVWXYZ'),
      (serial, at, char) => {
        const bare = serial.replaceAll('-', '')
        const spot = 4 + at
        const wrong = bare.slice(0, spot) + char + bare.slice(spot + 1)
        if (wrong !== bare) expect(readSerial(wrong)).toBeUndefined()
        const next = bare.slice(0, spot) + bare[spot + 1] + bare[spot] + bare.slice(spot + 2)
        if (at < 6 && next !== bare) expect(readSerial(next)).toBeUndefined()
      },
    ),
  )
})

test('what is no serial number is none', () => {
  for (const text of ['', 'LP', 'XX-26-2222-2222', 'LP-26-2222-222', "LP-26-';--", '1'.repeat(10_000)])
    expect(readSerial(text)).toBeUndefined()
})
