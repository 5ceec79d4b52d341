import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { matchCommand } from './commands/match.ts'
import { delimiterOf } from './read-csv-form.ts'

const folder = mkdtempSync(join(tmpdir(), 'qonys-csv-'))
afterAll(() => rmSync(folder, { recursive: true }))
const map = join(folder, 'map.yaml')
writeFileSync(map, 'id: nr\ngiven: name\nfamily: fam\nbirth_date: born\n')

/** What the command says of a file, on both streams. */
async function dedupe(content: string | Uint8Array, by = map) {
  const file = join(folder, 'people.csv')
  writeFileSync(file, content)
  const said: string[] = []
  const io = { out: (line: string) => said.push(line), err: (line: string) => said.push(line), tty: false }
  const code = await matchCommand(['dedupe', file, '--map', by, '--json'], io as never)
  return { code, said: said.join('\n') }
}
const people =
  'nr,fam,name,born\n1,Раҳимов,Ҷамшед,27.03.1990\n2,Rahimov,Jamshed,1990-03-27\n3,"Demov, Jr",Aziz,1985-01-02\n'
const windows1251 = Uint8Array.from(
  Buffer.from('nr,fam,name,born\n1,', 'latin1')
    .toJSON()
    .data.concat([0xd0, 0xe0, 0xf5], [...Buffer.from(',A,1990\n')]),
)

describe('a strange file', () => {
  it.each([
    ['a comma', people],
    ['a byte order mark', `\uFEFF${people}`],
    ['semicolons, as Excel writes them', people.replaceAll('"Demov, Jr"', 'Demov').replaceAll(',', ';')],
    [
      'tabs and line ends of Windows',
      people.replaceAll('"Demov, Jr"', 'Demov').replaceAll(',', '\t').replaceAll('\n', '\r\n'),
    ],
  ])('with %s is read', async (_, content) => {
    const { code, said } = await dedupe(content)
    expect(code, said).toBe(0)
    expect(JSON.parse(said)).toMatchObject({ records: 3 })
  })

  it.each([
    ['that is empty', '', 'the file is empty'],
    ['with blank lines alone', '\n \n', 'the file is empty'],
    ['with a header alone', 'nr,fam,name,born\n', 'there is no record under the line of column names'],
    ['of windows-1251', windows1251, 'this is not UTF-8'],
    [
      'without a mapped column',
      people.replace('fam', 'surname'),
      '(nr, surname, name, born): fam: there is no such column',
    ],
    ['with an id twice', people.replace('2,Rah', '1,Rah'), 'record 2, 1: this id was there before'],
    ['with no id', people.replace('2,Rah', ',Rah'), 'record 2: the record has no id'],
    ['with an open quote', people.replace('Jr"', 'Jr'), 'Quote'],
  ])('%s is answered plainly', async (_, content, why) => {
    const { code, said } = await dedupe(content)
    expect(code).toBe(2)
    expect(said).toContain(why)
  })

  it('with a map that is none is answered plainly', async () => {
    const other = join(folder, 'other.yaml')
    writeFileSync(other, 'id: nr\nsurname: fam\n')
    const { code, said } = await dedupe(people, other)
    expect(code).toBe(2)
    expect(said).toContain('surname')
  })

  it('keeps commas that stand in quotes apart from those between columns', () => {
    expect(delimiterOf('"a;b;c;d",e\n')).toBe(',')
    expect(delimiterOf('nr;fam, name;born')).toBe(';')
  })
})
