import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkBin, isDemoBin, makeDemoBin } from './check-bin.ts'
import { checkIin, isDemoIin, makeDemoIin } from './check-iin.ts'
import { twelfthDigit } from './twelfth-digit.ts'

// Numbers of nobody: a seventh digit of the 1800s, or a serial counted for this test.
describe('IIN', () => {
  test.each(['850101199993', '991231299998', '720615199991', '850101199291', '991231299790', '720615199099'])(
    '%s is valid in the first or second pass',
    (iin) => expect(checkIin(iin)).toEqual({ valid: true, digits: iin, problems: [], warnings: [] }),
  )

  test.each([
    ['850101199994', 'iin-check-digit'],
    ['85010119928', 'iin-length'],
    ['', 'iin-length'],
    ['8501011999930', 'iin-length'],
    ['85O101199993', 'iin-not-digits'],
    ['٨٥٠١٠١١٩٩٩٩٣', 'iin-not-digits'],
  ])('%s is refused as %s', (iin, problem) => {
    expect(checkIin(iin)).toMatchObject({ valid: false, problems: [problem], warnings: [] })
  })

  test('a number for which both passes give 10 is never issued, whatever its last digit', () => {
    for (const start of ['85010119928', '99123129973', '72061519904']) {
      for (let last = 0; last < 10; last++) {
        expect(checkIin(`${start}${last}`)).toMatchObject({ valid: false, problems: ['iin-never-issued'] })
      }
    }
  })

  test('blanks, hyphens and invisible characters are let pass', () => {
    expect(checkIin(' 850101-199993\u200b')).toMatchObject({ valid: true, digits: '850101199993' })
  })

  test('another birth date or sex is a warning only', () => {
    expect(checkIin('850101199993', { birthDate: '1985-01-01', sex: 'M' }).warnings).toEqual([])
    expect(checkIin('850101199993', { birthDate: '1985-01-02', sex: 'F' })).toMatchObject({
      valid: true,
      warnings: ['iin-birth-date-differs', 'iin-sex-differs'],
    })
    expect(checkIin('850101199993', { birthDate: '1985-01-01', sex: 'X' }).warnings).toEqual([])
  })

  test('the century counts where the seventh digit tells one of the living', () => {
    const iin = `8501015${'0000'}`
    const whole = iin + twelfthDigit(iin)
    expect(checkIin(whole, { birthDate: '2085-01-01' }).warnings).toEqual([])
    expect(checkIin(whole, { birthDate: '1985-01-01' }).warnings).toEqual(['iin-birth-date-differs'])
  })

  test.each([
    ['8501010', 'iin-century-zero'],
    ['8501018', 'iin-century-unknown'],
    ['8513011', 'iin-not-a-date'],
    ['8502301', 'iin-not-a-date'],
  ])('a number beginning with %s is valid with the warning %s', (start, warning) => {
    const serial =
      [0, 1, 2].map((n) => `${start}000${n}`).find((eleven) => twelfthDigit(eleven) !== null) ?? ''
    expect(checkIin(serial + twelfthDigit(serial), { birthDate: '1985-01-01' })).toMatchObject({
      valid: true,
      warnings: [warning],
    })
  })

  test('demo numbers are valid, reserved, different for each serial, and agree with the person', () => {
    const seen = new Set<string>()
    for (let serial = 0; serial < 5000; serial++) {
      const iin = makeDemoIin('1991-07-16', 'F', serial)
      expect(isDemoIin(iin)).toBe(true)
      seen.add(iin)
    }
    expect(seen.size).toBe(5000)
    const [iin = ''] = seen
    expect(checkIin(iin, { birthDate: '1991-07-16', sex: 'F' }).warnings).toEqual([])
    expect(() => makeDemoIin('1991-07-16', 'F', 5000)).toThrow(RangeError)
    expect(() => makeDemoIin('1991-02-30', 'F', 1)).toThrow(RangeError)
  })

  test('a number of the 1900s or 2000s is no demo number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 0, max: 9999 }), (seventh, serial) => {
        const eleven = `900101${seventh}${String(serial).padStart(4, '0')}`
        fc.pre(twelfthDigit(eleven) !== null)
        expect(isDemoIin(eleven + twelfthDigit(eleven))).toBe(false)
      }),
    )
  })
})

describe('BIN', () => {
  test.each([
    ['991240999991', { registered: '1999-12', kind: 'resident', division: 'head' }],
    ['991251999991', { registered: '1999-12', kind: 'non-resident', division: 'branch' }],
    [
      '991262999991',
      { registered: '1999-12', kind: 'joint-entrepreneur', division: 'representative-office' },
    ],
    ['991240999090', { registered: '1999-12', kind: 'resident', division: 'head' }],
    ['991251999094', { kind: 'non-resident' }],
    ['991262999098', { kind: 'joint-entrepreneur' }],
  ])('%s is valid', (bin, facts) => {
    expect(checkBin(bin)).toMatchObject({ valid: true, digits: bin, problems: [], warnings: [], ...facts })
    expect(isDemoBin(bin)).toBe(false)
  })

  test.each([
    ['991240999992', 'bin-check-digit'],
    ['991240990330', 'bin-check-digit'],
    ['991240990331', 'bin-check-digit'],
    ['9912409', 'bin-length'],
    ['99124099999X', 'bin-not-digits'],
  ])('%s is refused', (bin, problem) => {
    expect(checkBin(bin)).toMatchObject({ valid: false, problems: [problem] })
  })

  test('a number for which both passes give 10 is never issued', () => {
    for (const start of ['99124099903', '99125199901', '99126299829']) {
      expect(checkBin(`${start}0`)).toMatchObject({ valid: false, problems: ['bin-never-issued'] })
    }
  })

  test('demo numbers are valid, reserved and different', () => {
    const seen = new Set(Array.from({ length: 500 }, (_, serial) => makeDemoBin('2019-11', serial)))
    expect(seen.size).toBe(500)
    for (const bin of seen) {
      expect(isDemoBin(bin)).toBe(true)
      expect(checkBin(bin)).toMatchObject({
        registered: '2019-11',
        kind: 'resident',
        division: 'head',
        warnings: [],
      })
    }
  })
})

const folder = process.env.QONYS_DATA ?? ''
const vectors = join(folder, 'kz-iin-bin-vectors', 'vectors.json')
const present = folder !== '' && existsSync(vectors)
describe(
  present ? 'published vectors' : 'published vectors: not run, QONYS_DATA names no folder that has them',
  () => {
    // biome-ignore lint/suspicious/noExplicitAny: a data file of others, checked by what is expected of it
    const data: any = present ? JSON.parse(readFileSync(vectors, 'utf8')) : {}

    test.skipIf(!present)('valid and invalid numbers are told apart', () => {
      for (const { value, registered } of data.bin_valid) {
        expect(checkBin(value)).toMatchObject({ valid: true, registered, kind: 'resident', warnings: [] })
      }
      for (const { value, birthDate, sex } of data.iin_valid_not_living_persons) {
        const known = { birthDate, sex: sex === 'MALE' ? 'M' : 'F' } as const
        expect(checkIin(value, known)).toMatchObject({ valid: true, warnings: [] })
      }
      for (const value of data.iin_invalid) expect([value, checkIin(value).valid]).toEqual([value, false])
    })
  },
)
