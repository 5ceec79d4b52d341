import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { mrzCommand } from './mrz.ts'

const folder = mkdtempSync(join(tmpdir(), 'qonys-mrz-'))
afterAll(() => rmSync(folder, { recursive: true }))

const passport = `P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10`
const card = `I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<`

async function run(args: string[], stdin = '') {
  const said = { out: '', err: '' }
  const code = await mrzCommand([...args, '--today', '2026-03-01'], {
    stdin: async () => stdin,
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    tty: false,
  })
  return { code, ...said }
}

test('a right zone from the standard input: every field and check digit, exit code 0', async () => {
  const { code, out, err } = await run(['-'], passport)
  expect(code).toBe(0)
  expect(err).toBe('')
  expect(out).toContain('Passport (TD3)')
  expect(out).toMatch(/Surname +ERIKSSON\n/)
  expect(out).toMatch(/Date of birth +12 August 1974 \(1974-08-12\)\n/)
  expect(out.match(/ {2}✓ .*, right/g)).toHaveLength(5)
  expect(out).toContain('Read without problems.')
})

test('a wrong zone: the place is marked under the line, exit code 1', async () => {
  const { code, out } = await run(['-'], passport.replace('L898902C3', 'L8989O2C3'))
  expect(code).toBe(1)
  const lines = out.split('\n')
  const at = lines.indexOf('  L8989O2C36UTO7408122F1204159ZE184226B<<<<<10')
  expect(lines[at + 1]).toBe('           ✗         ✓       ✓              ✓✗')
  expect(out).toContain('✗ Document number: 6, must be 0 (Line 2, column 10)')
  expect(out).toContain('Line 2, column 6: Is “O” perhaps “0”? Then the check digit is right.')
  expect(out).toContain('Problems found: 2.')
})

test('several zones of a file, divided by empty lines, are each read', async () => {
  const file = join(folder, 'zones.txt')
  writeFileSync(file, `${passport}\r\n\r\n${card.replace('7408122F', '7408123F')}\n\n\n`)
  const { code, out } = await run([file])
  expect(code).toBe(1)
  expect(out).toContain('Zone 1 of 2')
  expect(out).toContain('Identity card, three lines (TD1)')
})

test('lines with empty lines between them are one zone', async () => {
  expect((await run(['-'], passport.replace('\n', '\n\n'))).code).toBe(0)
  expect((await run(['-'], card.replaceAll('\n', '\n\n'))).code).toBe(0)
})

test('--json prints the readings and nothing else', async () => {
  const { code, out } = await run(['-', '--json'], `${passport}\n\n${card}`)
  expect(code).toBe(0)
  expect(JSON.parse(out).zones.map((zone: { format: string }) => zone.format)).toEqual(['TD3', 'TD1'])
})

test('it speaks the language asked for', async () => {
  const { out } = await run(['-', '--language', 'kk'], passport.replace('C36', 'C35'))
  expect(out).toContain('Құжат нөмірі: бақылау цифры 5, 6 болуы керек.')
})

test.each([
  [[], '', 'Usage: qonys mrz'],
  [['--fast', '-'], passport, 'Unknown option --fast.'],
  [['-', 'more'], passport, 'Unknown option more.'],
  [['-', '--language', 'xx'], passport, 'There is no language xx.'],
  [['-', '--today', 'soon'], passport, 'soon is not a date.'],
  [['-'], '', 'Nothing was given.'],
  [['-'], 'Dear colleague,\nthe worker arrives today.', 'No machine-readable zone'],
  [['-'], 'P<UTO\u0000\u0001', 'This is not text.'],
  [[join(folder, 'none.txt')], '', 'does not exist. Check the path.'],
  [[folder], '', 'cannot be read (EISDIR).'],
])('%j is refused with exit code 2 and a way on', async (args, stdin, text) => {
  const { code, out, err } = await run(args, stdin)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toContain(text)
})

test('--help explains and is no error', async () => {
  const { code, out } = await run(['--help'])
  expect(code).toBe(0)
  expect(out).toContain('Usage: qonys mrz FILE|-')
})
