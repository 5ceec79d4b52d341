import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matchCommand } from './commands/match.ts'
import { matchTable } from './match-table.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qonys-match-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const given = [
  'Rustam',
  'Zebuniso',
  'Farhod',
  'Dilnoza',
  'Aibek',
  'Nurgul',
  'Otabek',
  'Madina',
  'Sherzod',
  'Aigerim',
  'Jamshid',
  'Gulnora',
  'Temur',
  'Saodat',
  'Bakyt',
  'Ainura',
]
const family = [
  'Karimov',
  'Rahimova',
  'Toshmatov',
  'Yuldosheva',
  'Asanov',
  'Toktogulova',
  'Nazarov',
  'Ismoilova',
  'Qodirov',
  'Sultanova',
  'Mirzoev',
  'Sharipova',
  'Abdullaev',
  'Saidova',
  'Omurov',
  'Bekova',
  'Holmatov',
]
const cyrillic: Record<string, string> = {
  Rustam: 'Рустам',
  Zebuniso: 'Зебунисо',
  Farhod: 'Фарҳод',
  Otabek: 'Отабек',
  Jamshid: 'Ҷамшид',
  Karimov: 'Каримов',
  Rahimova: 'Раҳимова',
  Nazarov: 'Назаров',
  Qodirov: 'Қодиров',
  Holmatov: 'Холматов',
}

/** 400 people, a quarter of them twice: in another script, exchanged, with a typo, a wrong date or without one. */
function writePeople(file: string): number {
  const rows = ['id,given,family,born,place']
  let pairs = 0
  for (let n = 0; n < 400; n++) {
    const g = given[(n * 7) % given.length]!
    const f = family[(n * 5 + Math.floor(n / 16)) % family.length]!
    const born = `${1960 + ((n * 13) % 45)}-${String(1 + ((n * 5) % 12)).padStart(2, '0')}-${String(1 + ((n * 11) % 28)).padStart(2, '0')}`
    const place = `Place ${(n * 37) % 120}`
    rows.push(`p${n}a,${g},${f},${born},${place}`)
    if (n % 4) continue
    pairs++
    const kind = (n / 4) % 5
    const [year = '', month = '', day = ''] = born.split('-')
    if (kind === 0)
      rows.push(`p${n}b,${cyrillic[g] ?? g},${cyrillic[f] ?? f},${day}.${month}.${year},${place}`)
    if (kind === 1) rows.push(`p${n}b,${f},${g},${born},${place}`)
    if (kind === 2) rows.push(`p${n}b,${g.slice(0, -1)},${f},${born},`)
    if (kind === 3) rows.push(`p${n}b,${g},${f},${year}-${day}-${month},${place}`)
    if (kind === 4) rows.push(`p${n}b,${g},${f},,${place}`)
  }
  writeFileSync(file, `${rows.join('\n')}\n`)
  return pairs
}

const map = { id: 'id', given: 'given', family: 'family', birth_date: 'born', place: ['place'] }
const samePairs = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line.split(',')[3] === 'same')
    .map((line) => line.split(',').slice(0, 2) as [string, string])

describe('matching a file without labels', () => {
  it('finds people across scripts, exchanged names, typos and wrong or missing dates, and few strangers', async () => {
    const file = join(folder, 'people.csv')
    const pairs = writePeople(file)
    const out = join(folder, 'pairs.csv')
    const matching = await matchTable({ files: [file], map, out, at: '2026-11-24T00:00:00Z' })
    const found = samePairs(out)
    const right = found.filter(([a, b]) => a.slice(0, -1) === b.slice(0, -1)).length
    expect(matching.records).toBe(500)
    expect(right / pairs).toBeGreaterThan(0.9)
    expect(right / found.length).toBeGreaterThan(0.95)
  })

  it('goes on where a killed run stopped, to the same pairs', async () => {
    const file = join(folder, 'resumed.csv')
    writePeople(file)
    const whole = join(folder, 'whole.csv')
    await matchTable({ files: [file], map, out: whole, at: '2026-11-24T00:00:00Z', recordsPerPart: 100 })
    const out = join(folder, 'stopped.csv')
    let seen = 0
    const stop = matchTable({
      files: [file],
      map,
      out,
      at: '2026-11-24T00:00:00Z',
      recordsPerPart: 100,
      progress: (share) => {
        if (share > 0.5 && ++seen === 1) throw new Error('killed')
      },
    })
    await expect(stop).rejects.toThrow('killed')
    expect(existsSync(`${out}.state`)).toBe(true)
    const parts: number[] = []
    await matchTable({
      files: [file],
      map,
      out,
      at: '2026-11-25T00:00:00Z',
      recordsPerPart: 100,
      progress: (share) => parts.push(share),
    })
    expect(parts.filter((share) => share > 0)[0]).toBeGreaterThan(0.5)
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(whole, 'utf8'))
    expect(existsSync(`${out}.state`)).toBe(false)
  })

  it('links two files only across them', async () => {
    const [one, other, out] = ['one.csv', 'other.csv', 'linked.csv'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writePeople(one)
    writePeople(other)
    await matchTable({ files: [one, other], map, out, at: '2026-11-24T00:00:00Z' })
    const found = samePairs(out)
    expect(found.filter(([a, b]) => a === b).length).toBe(500)
  })
})

describe('qonys match', () => {
  const run = async (...args: string[]) => {
    const said: string[] = []
    const code = await matchCommand(args, {
      stdin: async () => '',
      out: (t) => said.push(t),
      err: (t) => said.push(t),
      tty: false,
    })
    return { code, said: said.join('\n') }
  }

  it('explains one pair as a waterfall that adds up', async () => {
    const file = join(folder, 'explained.csv')
    const mapFile = join(folder, 'map.yaml')
    writePeople(file)
    writeFileSync(mapFile, 'id: id\ngiven: given\nfamily: family\nbirth_date: born\nplace: place\n')
    const { code, said } = await run('pair', file, 'p0a', 'p0b', '--map', mapFile, '--json')
    expect(code).toBe(0)
    const score = JSON.parse(said) as { bits: number; steps: { bits: number }[]; decision: string }
    expect(score.decision).toBe('same')
    expect(score.steps.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(score.bits, 9)
  })

  it('says what is wrong with a call, a map, a column or an id', async () => {
    const file = join(folder, 'wrong.csv')
    const mapFile = join(folder, 'wrong.yaml')
    writeFileSync(file, 'id,name\n1,a\n1,b\n')
    writeFileSync(mapFile, 'id: id\nname: name\n')
    expect(await run('dedupe', file)).toMatchObject({ code: 2, said: expect.stringContaining('--map') })
    expect(await run('guess', file, '--map', mapFile)).toMatchObject({ code: 2 })
    expect(await run('dedupe', join(folder, 'nowhere.csv'), '--map', mapFile)).toMatchObject({
      code: 2,
      said: expect.stringContaining('no such file'),
    })
    expect(await run('dedupe', file, '--map', mapFile)).toMatchObject({
      code: 2,
      said: expect.stringContaining('was there before'),
    })
    writeFileSync(mapFile, 'id: id\nname: nome\n')
    expect(await run('dedupe', file, '--map', mapFile)).toMatchObject({
      code: 2,
      said: expect.stringContaining('there is no such column'),
    })
    writeFileSync(mapFile, 'identity: id\n')
    expect(await run('dedupe', file, '--map', mapFile)).toMatchObject({
      code: 2,
      said: expect.stringContaining('wrong.yaml'),
    })
  })
})

// The labelled sets stay outside: QONYS_DATA names their folder.
const data = process.env.QONYS_DATA
describe.skipIf(!data || !existsSync(join(data, 'febrl')))('FEBRL without labels', () => {
  it.each([1, 3])('finds the pairs of set %i with F1 of at least 0.99', async (set) => {
    const file = join(data ?? '', 'febrl', `dataset${set}.csv`)
    const out = join(folder, `febrl${set}.csv`)
    const febrl = new URL('../../bench/identity/febrl.yaml', import.meta.url).pathname
    expect((await run('dedupe', file, '--map', febrl, '--out', out)).code).toBe(0)
    const person = (id: string) => id.split('-')[1]!
    const sizes = new Map<string, number>()
    for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1))
      sizes.set(person(line), (sizes.get(person(line)) ?? 0) + 1)
    const truth = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
    const found = samePairs(out)
    const right = found.filter(([a, b]) => person(a) === person(b)).length
    expect((2 * right) / (found.length + truth)).toBeGreaterThanOrEqual(0.99)
  })
  const run = async (...args: string[]) => ({
    code: await matchCommand(args, { stdin: async () => '', out: () => {}, err: () => {}, tty: false }),
  })
})
