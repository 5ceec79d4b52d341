import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mrzCheckDigit, undetectedGroups } from './mrz-check-digit.ts'
import type { MrzFormat } from './mrz-layouts.ts'
import { readMrz } from './read-mrz.ts'
import { encodeMrzName, writeMrz } from './write-mrz.ts'

const today = '2026-03-01'
const read = (text: string) => readMrz(text, { today })

// ICAO's own specimens of Utopia.
const td3 = `P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10`
const td1 = `I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<`
const td2 = `I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
D231458907UTO7408122F1204159<<<<<<<6`
const mrvA = `V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C<3UTO6908061F9406236ZE184226B<<<<<<<`
const mrvB = `V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<
L898902C<3UTO6908061F9406236ZE184226`

describe('the five formats', () => {
  test.each([
    ['TD3', td3, 'L898902C3', 'ZE184226B'],
    ['TD1', td1, 'D23145890', ''],
    ['TD2', td2, 'D23145890', ''],
    ['MRV-A', mrvA, 'L898902C', 'ZE184226B'],
    ['MRV-B', mrvB, 'L898902C', 'ZE184226'],
  ])('%s specimen is read with every check digit right', (format, text, documentNumber, optionalData) => {
    const reading = read(text)
    expect(reading).toMatchObject({ ok: true, format, problems: [], suggestions: [] })
    expect(reading.fields).toMatchObject({
      documentNumber,
      optionalData,
      issuingState: 'UTO',
      nationality: 'UTO',
      sex: 'F',
      names: { primary: { display: 'ERIKSSON' }, secondary: { raw: 'ANNA<MARIA', display: 'ANNA MARIA' } },
    })
    expect(reading.checks.every((check) => check.ok)).toBe(true)
    expect(reading.remarks.map((r) => r.code)).toEqual(['specimen', 'specimen', 'expired'])
  })

  test('a reading is plain data', () => {
    const reading = read(td3)
    expect(JSON.parse(JSON.stringify(reading))).toEqual(reading)
  })

  test('a filler or 0 may be the check digit of an empty personal number, and nothing else', () => {
    const empty = (digit: string, composite: string) =>
      `P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159<<<<<<<<<<<<<<${digit}${composite}`
    expect(read(empty('<', '8')).problems).toEqual([])
    expect(read(empty('0', '8')).problems).toEqual([])
    expect(read(empty('7', '8')).problems.map((p) => p.field)).toContain('personalNumber')
  })
})

describe('what scanners, pastes and people produce', () => {
  const [first = '', second = ''] = td3.split('\n')
  const blanks = (line: string) => line.replaceAll('<', ' ')
  test.each([
    ['CR', td3.replace('\n', '\r')],
    ['CRLF with empty lines', `\r\n${td3.replace('\n', '\r\n\r\n')}\r\n\r\n`],
    ['one long line', td3.replace('\n', '')],
    ['a blank instead of the line end', td3.replace('\n', ' ')],
    ['tabs', `\t${td3.replace('\n', '\t')}\t`],
    ['lower case', td3.toLowerCase()],
    ['blanks between all characters', [...td3].join(' ')],
    ['single angle quotes', td3.replaceAll('<', '‹')],
    ['double angle quotes for two fillers', td3.replaceAll('<<', '«')],
    ['double angle quotes for one filler', td3.replaceAll('<', '«')],
    ['full-width letters', td3.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    ['zero-width characters', [...td3].join('\u200b')],
    ['a byte order mark and no-break blanks at the ends', `\ufeff${first}\u00a0\u00a0\n${second}\u00a0`],
    ['separators around the lines', `\u001c${first}\u001e${second}\u001d`],
    ['control characters as prefix and suffix', `\u0002${first}\r${second}\u0003`],
    ['a printable prefix', `]C1${first}\n${second}`],
    ['a label and a mark', `MRZ:${first}\n${second}#`],
    ['blanks typed for fillers', `${blanks(first)}\n${blanks(second)}`],
    [
      'lines broken in other places',
      `${first.slice(0, 30)}\n${first.slice(30)}${second.slice(0, 9)}\n${second.slice(9)}`,
    ],
    ['other text above and below', `REPUBLIC OF UTOPIA\nPassport\n${td3}\npage 2`],
  ])('%s: the same fields, no problem', (_, text) => {
    const reading = read(text)
    expect(reading.problems).toEqual([])
    expect(reading.fields).toEqual(read(td3).fields)
    expect(reading.lines).toEqual(read(td3).lines)
  })

  test('what had to be decided is remarked', () => {
    const codes = (text: string) => read(text).remarks.map((r) => r.code)
    expect(codes(`MRZ:${td3}`)).toContain('marks-removed')
    expect(codes(`${blanks(first)}\n${blanks(second)}`)).toContain('blanks-read-as-fillers')
    expect(codes(`Passport\n${td3}\npage 2`)).toContain('lines-ignored')
  })

  test.each([
    ['nothing', '', 'empty'],
    ['blanks', ' \n\t ', 'empty'],
    ['an ordinary sentence', 'The worker arrives on the third of March.', 'unreadable'],
    ['a number', '123456789012', 'unreadable'],
    ['eighty-eight letters of no zone', 'A'.repeat(88), 'unreadable'],
    ['more than 10 kB', 'P<UTO'.repeat(3000), 'too-large'],
  ])('%s is refused as %s', (_, text, code) => {
    const reading = read(text)
    expect(reading).toMatchObject({ ok: false, format: null, fields: null, checks: [] })
    expect(reading.problems.map((p) => p.code)).toEqual([code])
  })

  test('no text makes it throw', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(td1, td2, td3, mrvA, '\n', '<<<', '«'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const reading = read(pieces.join(''))
        expect(reading.ok).toBe(reading.format !== null && reading.problems.length === 0)
      }),
    )
  })
})

describe('what is wrong, and where', () => {
  const problems = (text: string) =>
    read(text).problems.map(({ code, field, line, column, found, expected }) => [
      code,
      field,
      line,
      column,
      found,
      expected,
    ])
  const change = (text: string, from: string, to: string) => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }

  test('a wrong check digit, and the composite that covers it', () => {
    expect(problems(change(td3, 'L898902C36', 'L898902C35'))).toEqual([
      ['check-digit-wrong', 'documentNumber', 2, 10, '5', '6'],
      ['check-digit-wrong', 'composite', 2, 44, '0', '3'],
    ])
  })

  test('a line too short and a line too long, by how many', () => {
    expect(problems(change(td3, 'MARIA<<<', 'MARIA<'))).toEqual([['wrong-length', null, 1, null, '42', '44']])
    expect(problems(change(td1, 'MARIA', 'MARIA<'))).toEqual([['wrong-length', null, 3, null, '31', '30']])
    expect(read(change(td3, 'MARIA<<<', 'MARIA<')).fields?.names?.primary.display).toBe('ERIKSSON')
  })

  test('in one long line a lost filler is found in the line it was lost from', () => {
    expect(problems(change(td3.replace('\n', ''), 'MARIA<', 'MARIA'))).toEqual([
      ['wrong-length', null, 1, null, '43', '44'],
    ])
  })

  test('a character that may not stand there', () => {
    expect(problems(change(td3, 'ANNA<MARIA', 'ANNA*MARIA'))).toEqual([
      ['forbidden-character', 'name', 1, 20, '*', 'A-Z <'],
    ])
    expect(problems(change(td1, '122F', '122H'))).toEqual([
      ['forbidden-character', 'sex', 2, 8, 'H', 'F M X <'],
    ])
  })

  test('a state that does not exist', () => {
    expect(problems(change(td3, 'P<UTO', 'P<QQQ'))).toEqual([
      ['unknown-state', 'issuingState', 1, 3, 'QQQ', null],
    ])
  })

  test('Germany has one letter, stateless persons and refugees have codes', () => {
    for (const code of ['D<<', 'XXA', 'XXB', 'UNO', 'GBN', 'EUE']) {
      expect(problems(change(td3, 'P<UTO', `P<${code}`))).toEqual([])
    }
    expect(read(change(td3, 'P<UTO', 'P<D<<')).fields?.issuingState).toBe('D')
  })

  test('a kind of document that this format does not have', () => {
    expect(problems(change(td3, 'P<UTO', 'X<UTO'))).toEqual([
      ['unknown-document-code', 'documentCode', 1, 1, 'X<', 'P'],
    ])
  })

  test.each(['741312', '740231', '740800', '7408<2'])('the impossible birth date %s', (date) => {
    const digit = mrzCheckDigit(date) ?? ''
    expect(problems(change(td1, '7408122', date + digit))).toContainEqual([
      'impossible-date',
      'birthDate',
      2,
      1,
      date,
      null,
    ])
  })

  test('a name that is missing', () => {
    expect(problems(change(td1, 'ERIKSSON<<ANNA<MARIA', '<'.repeat(20)))).toEqual([
      ['name-missing', 'name', 3, 1, '<'.repeat(30), null],
    ])
  })

  test('a document number that is missing', () => {
    const text = writeMrz({ ...zone, documentNumber: '' }, 'TD3')
    expect(read(text).problems.map((p) => p.code)).toEqual(['document-number-missing'])
  })

  test('expiry is a remark, not a problem; the last day is still valid', () => {
    const on = (day: string) => readMrz(td3, { today: day }).remarks.map((r) => r.code)
    expect(on('2012-04-15')).not.toContain('expired')
    expect(on('2012-04-16')).toContain('expired')
  })
})

describe('suggestions', () => {
  test.each([
    ['O read for 0', 'L898902C3', 'L8989O2C3', 6],
    ['I read for 1', '123456789', 'I23456789', 1],
    ['8 read for B', 'AB3473777', 'A83473777', 2],
    ['5 read for S', 'S73473777', '573473777', 1],
    ['2 read for Z', 'Z73473777', '273473777', 1],
  ])('%s is proposed at its place and not applied', (_, documentNumber, seen, column) => {
    const text = writeMrz({ ...zone, documentNumber }, 'TD3')
    const reading = read(text.replace(documentNumber, seen))
    expect(reading.fields?.documentNumber).toBe(seen)
    expect(reading.suggestions).toEqual([
      {
        line: 2,
        column,
        found: seen.charAt(column - 1),
        replacement: documentNumber.charAt(column - 1),
        mends: ['documentNumber', 'composite'],
      },
    ])
  })

  test('a letter in a date is proposed as the digit it resembles, though G for 6 deceives every check digit', () => {
    const text = writeMrz({ ...zone, birthDate: '1986-06-01' }, 'TD3').replace('860601', '8G0601')
    const reading = read(text)
    expect(reading.checks.every((check) => check.ok)).toBe(true)
    expect(reading.problems.map((p) => [p.code, p.column])).toEqual([['forbidden-character', 15]])
    expect(reading.suggestions).toEqual([{ line: 2, column: 15, found: 'G', replacement: '6', mends: [] }])
  })

  test('a Cyrillic letter that looks Latin', () => {
    const reading = read(td3.replace('ERIKSSON', 'ERIKSSОN'))
    expect(reading.suggestions).toEqual([{ line: 1, column: 12, found: 'О', replacement: 'O', mends: [] }])
  })

  test('none where two confusions would mend the same digit', () => {
    const text = writeMrz({ ...zone, documentCode: 'V', documentNumber: 'O0000' }, 'MRV-A')
    const reading = read(text.replace('O0000', '00000'))
    expect(reading.problems.map((p) => [p.code, p.field])).toEqual([['check-digit-wrong', 'documentNumber']])
    expect(reading.suggestions).toEqual([])
  })
})

const zone = {
  documentCode: 'P',
  issuingState: 'UTO',
  nationality: 'UTO',
  primaryName: 'ERIKSSON',
  secondaryName: 'ANNA MARIA',
  documentNumber: 'L898902C3',
  birthDate: '1974-08-12',
  sex: 'F',
  expiryDate: '2030-04-15',
  optionalData: '',
} as const

describe('people and documents out of the ordinary', () => {
  test('a person with one name has it whole', () => {
    const names = read(writeMrz({ ...zone, primaryName: 'ARKFREITH', secondaryName: null }, 'TD3')).fields
      ?.names
    expect(names).toEqual({
      primary: { raw: 'ARKFREITH', display: 'ARKFREITH' },
      secondary: null,
      mayBeCut: false,
    })
  })

  test('one name written as a given name only', () => {
    const reading = read(td1.replace('ERIKSSON<<ANNA<MARIA<<', '<<ANNA<MARIA<<<<<<<<<<'))
    expect(reading.ok).toBe(true)
    expect(reading.fields?.names?.primary.display).toBe('ANNA MARIA')
    expect(reading.remarks.map((r) => r.code)).toContain('name-begins-with-filler')
  })

  test('a name that takes the last place may be cut', () => {
    const text = writeMrz({ ...zone, secondaryName: 'ANNA MARIA ELISABETH WILHELMINA CHARLOTTE' }, 'TD3')
    expect(read(text).fields?.names?.mayBeCut).toBe(true)
    expect(read(text).remarks.map((r) => r.code)).toContain('name-truncated')
  })

  test.each([
    ['1969-XX-XX', '1969-XX-XX'],
    ['1969-08-XX', '1969-08-XX'],
    ['XXXX-XX-XX', 'XXXX-XX-XX'],
    ['XXXX-02-29', 'XXXX-02-29'],
  ])('the birth date %s is partly unknown and no problem', (birthDate, shown) => {
    const reading = read(writeMrz({ ...zone, birthDate }, 'TD3'))
    expect(reading.ok).toBe(true)
    expect(reading.fields).toMatchObject({ birthDate: null, birthDatePartial: shown })
    expect(reading.remarks.map((r) => r.code)).toContain('date-unknown')
  })

  test('a birth date lies in the latest century that has passed it', () => {
    const born = (date: string) => read(writeMrz({ ...zone, birthDate: date }, 'TD3')).fields?.birthDate
    expect(born('2026-03-01')).toBe('2026-03-01')
    expect(born('2026-03-02')).toBe('1926-03-02')
    expect(born('1926-03-02')).toBe('1926-03-02')
    expect(born('2000-02-29')).toBe('2000-02-29')
  })

  test('an expiry date lies within fifty years of today', () => {
    const ends = (date: string) => read(writeMrz({ ...zone, expiryDate: date }, 'TD3')).fields?.expiryDate
    expect(ends('2076-12-31')).toBe('2076-12-31')
    expect(ends('1977-01-01')).toBe('1977-01-01')
  })

  test('sex may be left open', () => {
    for (const letter of ['<', 'X']) expect(read(td1.replace('122F', `122${letter}`)).fields?.sex).toBe('X')
  })

  test('a long document number runs on into the optional data, whichever way its digit was counted', () => {
    const card = (rest: string) =>
      read(`I<UTO${rest}\n7408122F1204159UTO<<<<<<<<<<<0\nERIKSSON<<ANNA<MARIA<<<<<<<<<<`)
    const number = (rest: string) => {
      const check = card(rest).checks.find((c) => c.field === 'documentNumber')
      return [card(rest).fields?.documentNumber, card(rest).fields?.optionalData, check?.ok, check?.column]
    }
    expect(number('D23145890<7349<<<<<<<<<<<')).toEqual(['D23145890734', '', true, 19])
    expect(number('D23145890<7349<AB<<<<<<<<')).toEqual(['D23145890734', 'AB', true, 19])
    expect(number('592166117<2318<<<<<<<<<<<')).toEqual(['592166117231', '', true, 19])
    expect(number('600001795<0152<<<<<<<<<<<')).toEqual(['600001795015', '', true, 19])
    expect(number('600001795<0153<<<<<<<<<<<')).toEqual(['600001795015', '', false, 19])
  })

  test("the citizen's number is found where the state puts it", () => {
    const iin = '850101199993'
    const card = { ...zone, documentCode: 'I', issuingState: 'KAZ', nationality: 'KAZ', optionalData: iin }
    expect(read(writeMrz(card, 'TD1')).fields?.personalNumber).toBe(iin)
    expect(read(writeMrz({ ...card, issuingState: 'UTO' }, 'TD1')).fields?.personalNumber).toBeNull()
    expect(read(writeMrz({ ...card, documentCode: 'P' }, 'TD3')).fields?.personalNumber).toBe(iin)
  })
})

const folder = process.env.QONYS_DATA ?? ''
const examples = join(folder, 'icao-mrz', 'icao9303-worked-examples.json')
const present = folder !== '' && existsSync(examples)
describe(
  present
    ? 'ICAO worked examples'
    : 'ICAO worked examples: not run, QONYS_DATA names no folder that has them',
  () => {
    // biome-ignore lint/suspicious/noExplicitAny: a data file of others, checked by what is expected of it
    const data: any = present ? JSON.parse(readFileSync(examples, 'utf8')) : {}

    test.skipIf(!present)('check digits', () => {
      for (const [text, digit] of data.checkDigit)
        expect([text, mrzCheckDigit(text)]).toEqual([text, String(digit)])
      for (const { input, digit } of data.composite) expect(mrzCheckDigit(input)).toBe(String(digit))
      expect(mrzCheckDigit(data.longDocumentNumber.number)).toBe(String(data.longDocumentNumber.checkDigit))
      for (const [text, digit] of data.embeddedCheckDigit) expect(mrzCheckDigit(text)).toBe(String(digit))
      for (const [text, digit, ok] of data.checkPairs) expect(mrzCheckDigit(text) === digit).toBe(ok)
    })

    test.skipIf(!present)('composites are counted over the same places', () => {
      for (const { source, lines, digit } of data.composite) {
        const text = source.includes('TD1')
          ? `${lines[0]}\n${lines[1]}${digit}\nSTEVENSON<<PETER<<<<<<<<<<<<<<`
          : source.includes('TD2')
            ? `I<UTO${'STEVENSON<<PETER'.padEnd(31, '<')}\n${lines[0]}${digit}`
            : `P<UTO${'STEVENSON<<PETER'.padEnd(39, '<')}\n${lines[0].slice(0, 43).padEnd(43, '<')}${digit}`
        expect([source, read(text).checks.find((c) => c.field === 'composite')?.ok]).toEqual([source, true])
      }
    })

    test.skipIf(!present)('visa specimens', () => {
      for (const { format, lines } of data.visaSpecimens) {
        expect(read(lines.join('\n'))).toMatchObject({ ok: true, format })
      }
    })

    test.skipIf(!present)('names are encoded and read as printed', () => {
      let count = 0
      for (const format of ['TD1', 'TD2', 'TD3', 'MRV-A', 'MRV-B', 'truncationTD3']) {
        for (const [printed, encoded] of data.nameEncoding[format]) {
          const field = format === 'TD1' ? encoded : encoded.slice(5)
          const [primary = '', secondary = ''] = printed.split(', ')
          expect(encodeMrzName(primary, secondary, field.length)).toBe(field)
          count++
          if (format === 'truncationTD3') continue
          const plain = (text: string) => text.replace(/'/g, '').replace(/-/g, ' ')
          const names = read(`P<UTO${field.padEnd(39, '<')}\n${td3.split('\n')[1]}`).fields?.names
          expect([names?.primary.display, names?.secondary?.display ?? '']).toEqual([
            plain(primary),
            plain(secondary),
          ])
        }
      }
      expect(count).toBeGreaterThan(30)
    })
  },
)

describe('writing and reading again', () => {
  const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const word = fc.array(letter, { minLength: 1, maxLength: 6 }).map((chars) => chars.join(''))
  const name = fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' '))
  const sign = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
  const signs = (minLength: number, maxLength: number) =>
    fc.array(sign, { minLength, maxLength }).map((chars) => chars.join(''))
  const dateBetween = (min: string, max: string) =>
    fc
      .date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
  const states = fc.constantFrom('KAZ', 'UZB', 'KGZ', 'TJK', 'RUS', 'TUR', 'CHN', 'D', 'XXA')
  const fieldsOf = (format: MrzFormat) =>
    fc.record({
      documentCode: fc.constant(format === 'TD3' ? 'P' : format.startsWith('MRV') ? 'V' : 'ID'),
      issuingState: states,
      nationality: states,
      primaryName: name,
      secondaryName: fc.option(name, { nil: null }),
      documentNumber: format === 'TD1' ? signs(1, 14) : format === 'TD2' ? signs(1, 12) : signs(1, 9),
      birthDate: dateBetween('1926-03-02', '2026-03-01'),
      sex: fc.constantFrom('F' as const, 'M' as const, 'X' as const),
      expiryDate: dateBetween('1977-01-01', '2076-12-31'),
      optionalData: format === 'TD1' || format === 'TD2' ? fc.constant('') : signs(0, 8),
      ...(format === 'TD1' ? { optionalData2: signs(0, 11) } : {}),
    })
  const formats: MrzFormat[] = ['TD1', 'TD2', 'TD3', 'MRV-A', 'MRV-B']

  test.each(formats)('%s: what is written is read', (format) => {
    fc.assert(
      fc.property(fieldsOf(format), (fields) => {
        const { ok, fields: found, problems } = read(writeMrz(fields, format))
        expect(problems).toEqual([])
        expect(ok).toBe(true)
        expect({
          ...found,
          primaryName: found?.names?.primary.display,
          secondaryName: found?.names?.secondary?.display ?? null,
        }).toMatchObject(fields)
      }),
    )
  })

  test.each(formats)(
    '%s: a changed character in a checked field is found, unless both are equal modulo 10',
    (format) => {
      const short = fieldsOf(format).filter((fields) => fields.documentNumber.length <= 9)
      const wanted = fc.constantFrom('documentNumber' as const, 'birthDate' as const, 'expiryDate' as const)
      const spanOf = { documentNumber: 9, birthDate: 6, expiryDate: 6 }
      fc.assert(
        fc.property(short, wanted, fc.nat(), sign, (fields, field, at, to) => {
          const text = writeMrz(fields, format)
          const check = read(text).checks.find((c) => c.field === field)
          const lines = text.split('\n')
          const line = lines[(check?.line ?? 1) - 1] ?? ''
          const index = (check?.column ?? 1) - 1 - spanOf[field] + (at % spanOf[field])
          const from = line.charAt(index)
          fc.pre(from !== to)
          lines[(check?.line ?? 1) - 1] = line.slice(0, index) + to + line.slice(index + 1)
          const changed = read(lines.join('\n'))
          const verdict = changed.checks.find((c) => c.field === field)
          const same = undetectedGroups.some((group) => group.includes(from) && group.includes(to))
          expect(verdict?.ok).toBe(same)
          if (!same) expect(changed.ok).toBe(false)
        }),
        { numRuns: 300 },
      )
    },
  )
})

test.each([
  [{ documentNumber: 'L898902C3X' }, 'longer than 9'],
  [{ optionalData2: 'X' }, 'no optionalData2'],
  [{ primaryName: '王' }, 'no Latin form'],
  [{ primaryName: ' ' }, 'name is missing'],
  [{ birthDate: '12.08.1974' }, 'not YYYY-MM-DD'],
  [{ optionalData: 'ab' }, 'other characters'],
])('what does not fit is not written: %j', (wrong, message) => {
  expect(() => writeMrz({ ...zone, ...wrong }, 'TD3')).toThrow(message)
})
