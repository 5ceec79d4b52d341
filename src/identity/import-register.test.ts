import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { findPeople } from '../person/find-people.ts'
import { peoplePages } from '../person/pages/people.tsx'
import { registerPerson } from '../person/register-person.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { importCommand } from './commands/import-register.ts'
import { importRegister } from './import-register.ts'
import { lookForSame } from './look-for-same.ts'
import { registerFilePages } from './pages/registers.tsx'
import { regionOfThen } from './region-of-then.ts'

let world: World
let registrar: Staff
const folder = mkdtempSync(join(tmpdir(), 'qonys-register-'))
const job = { kind: 'system', job: 'import-register' } as const
beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({ region: '10' }), { regions: ['10'] })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

const map = {
  id: 'nr',
  family: 'fam',
  given: 'name',
  patronymic: 'father',
  birth_date: 'born',
  sex: 'sex',
  citizenship: 'state',
  region: 'region',
  from: 'since',
  to: 'till',
  contact: 'phone',
}
const text = `nr,fam,name,father,born,sex,state,region,since,till,phone
7,Раҳимов,Ҷамшед,Фарҳодович,27.03.1990,м,TJK,Восточно-Казахстанская область,2015,2019,+77010000001
7,Раҳимов,Ҷамшед,Фарҳодович,27.03.1990,м,TJK,KZ-YUZ,2012-01-01,2015-02-01,+77010000001
8,Каримова,Зулфия,,1988,ж,UZB,Семипалатинская область,1996,,
9,,,,1990-01-01,ж,UZB,,,,
10,Demov,Aziz,,31.02.1990,m,UZB,,,,
11,Demov,Aziz,,1991-05-05,m,UZB,Абай облысы,,,
11,Demov,Other,,1971-05-05,m,UZB,Абай облысы,,,
,Demov,None,,1991-05-05,m,UZB,,,,
`
const given = {
  register: 'Register of visas 2012',
  ground: 'Letter 12 of 1 November 2026',
  fileName: 'visas.csv',
  text,
  map,
}

describe('a region of then', () => {
  it.each([
    ['KZ-YUZ', '2015-01-01', 'KZ-61,KZ-79'],
    ['Южно-Казахстанская область', undefined, 'KZ-61,KZ-79'],
    ['Шығыс Қазақстан облысы', '2019', 'KZ-63,KZ-10'],
    ['Восточно-Казахстанская область', '2023-01-01', 'KZ-63'],
    ['East Kazakhstan Region', '2023-01-01', 'KZ-63'],
    ['100000000', undefined, 'KZ-10'],
    ['город Алматы', undefined, 'KZ-75'],
    ['Алматы облысы', '2023-01-01', 'KZ-19'],
    ['Семипалатинская область', '1996', ''],
    ['', undefined, ''],
  ])('%s on %s is %s today', (written, on, today) => {
    expect(regionOfThen(written, on).today.sort().join()).toBe(today.split(',').sort().join())
  })
})

describe('an old register', () => {
  let people: string[]
  it('is imported as one act, with the line and the regions of each; what is no person is counted', async () => {
    const answer = await importRegister(world.instance, job, given)
    expect(answer).toMatchObject({
      people: 3,
      leftOut: { name: [5], 'birth-date': [6], differs: [8], id: [9] },
    })
    const rows = await world.owner.rows<{
      person_id: string
      legacy_id: string
      line: number
      stays: { written: string; today: string[] }[]
      standing: string
      regions: string[]
      latin_name: string
      native_name: string | null
      sex: string
    }>(sql`select r.person_id, r.legacy_id, r.line, r.stays, p.standing, p.regions, p.latin_name, p.native_name, p.sex
      from identity.register_row r join person.person p on p.id = r.person_id order by r.line`)
    expect(rows).toMatchObject([
      {
        legacy_id: '7',
        line: 2,
        standing: 'declared',
        latin_name: 'RAHIMOV JAMSHED',
        native_name: 'Раҳимов Ҷамшед Фарҳодович',
        sex: 'male',
        stays: [
          { written: 'Восточно-Казахстанская область', today: ['KZ-63', 'KZ-10'] },
          { written: 'KZ-YUZ', today: ['KZ-61', 'KZ-79'] },
        ],
      },
      {
        legacy_id: '8',
        sex: 'female',
        regions: [],
        stays: [{ written: 'Семипалатинская область', today: [] }],
      },
      { legacy_id: '11', latin_name: 'DEMOV AZIZ', native_name: null, regions: ['10'] },
    ])
    expect([...(rows[0]?.regions ?? [])].sort()).toEqual(['10', '61', '63', '79'])
    people = rows.map(({ person_id }) => person_id)
    // One act, one event, of all of them; and no telephone anywhere.
    expect(
      await world.owner.rows(
        sql`select cardinality(subjects) as of from platform.event where type = 'register-imported'`,
      ),
    ).toEqual([{ of: 3 }])
    expect(await world.owner.one(sql`select count(*)::int as n from person.contact`)).toEqual({ n: 0 })
  })

  it('comes once: the same file again is refused and changes nothing', async () => {
    expect(await importRegister(world.instance, job, given)).toMatchObject({
      refused: [{ code: 'file-known' }],
    })
    expect(await world.owner.one(sql`select count(*)::int as n from identity.register_row`)).toEqual({ n: 3 })
    expect(
      await importRegister(world.instance, job, {
        ...given,
        text: 'nr,fam,name,father,born,sex,state,region,since,till,phone\n1,,,,,,,,,,\n',
      }),
    ).toMatchObject({ refused: [{ code: 'nobody-in-file' }] })
  })

  it('joins nobody: who may be somebody registered waits for a reviewer', async () => {
    const now = await registerPerson(world.instance, registrar, {
      latinName: { family: 'RAKHIMOV', given: 'DZHAMSHED' },
      nativeName: { family: 'Рахимов', given: 'Джамшед', patronymic: 'Фарходович' },
      birthDate: '1990-03-27',
      sex: 'male',
      citizenship: 'TJK',
      document: { kind: 'passport', issuingState: 'TJK', number: 'LEG000001' },
      region: '10',
      confirmedNew: true,
    })
    if (isRefusal(now)) throw new Error('refused')
    await lookForSame(world.instance, { kind: 'system', job: 'test' }, {})
    const pair = await world.owner.one<{ state: string; probability: number }>(
      sql`select state, probability from identity.pair where array[a, b] @> array[${now.id}::uuid, ${people[0]}::uuid]`,
    )
    expect(pair).toMatchObject({ state: 'open' })
    expect(pair.probability).toBeGreaterThan(0.9)
    expect(
      await world.owner.one(sql`select count(*)::int as n from person.person where same_as is not null`),
    ).toEqual({ n: 0 })
  })

  it('is found by name, and the record says where it came from', async () => {
    const found = await findPeople(world.instance, registrar, { wanted: 'Rahimov Jamshed' })
    expect(found.people.map(({ id }) => id)).toContain(people[0])
    const application = makeApplication(world.instance, [...peoplePages, ...registerFilePages])
    const page = async (path: string) =>
      (
        await application.fetch(
          new Request(`http://localhost${path}`, {
            headers: { cookie: await world.signIn(registrar), 'accept-language': 'en' },
          }),
        )
      ).text()
    const record = await page(`/people/${people[0]}?for=keep-record`)
    expect(record).toContain('Register of visas 2012, number 7, line 2')
    expect(record).toContain('East Kazakhstan Region or Abai Region')
    const files = await page('/identity/registers')
    expect(files).toContain('Letter 12 of 1 November 2026')
    expect(files).toContain('birth date is no date: 1')
  })

  it('from the command line; a wrong map or a file that came before says so', async () => {
    const said: string[] = []
    const io = {
      stdin: async () => '',
      out: (line: string) => said.push(line),
      err: (line: string) => said.push(line),
      tty: false,
    }
    const run = async (...args: string[]) => {
      said.length = 0
      const code = await importCommand(
        args,
        async () => ({ instance: world.instance, close: async () => {} }),
        io,
      )
      return { code, said: said.join('\n') }
    }
    const [csv, yaml] = [join(folder, 'old.csv'), join(folder, 'map.yaml')]
    writeFileSync(csv, text.replace('Ҷамшед', 'Ҷамшид').replaceAll('\n7,', '\n77,'))
    writeFileSync(
      yaml,
      Object.entries(map)
        .map(([key, column]) => `${key}: ${column}\n`)
        .join(''),
    )
    const call = [csv, '--map', yaml, '--register', 'Register of visas 2013', '--ground', 'Letter 13']
    expect(await run(...call)).toEqual({ code: 0, said: expect.stringContaining('3 people') })
    expect(await run(...call)).toEqual({ code: 1, said: expect.stringContaining('imported before') })
    writeFileSync(csv, `${text}\n`)
    writeFileSync(yaml, 'id: nr\nbirth_date: geboren\n')
    expect(await run(...call)).toMatchObject({
      code: 2,
      said: expect.stringContaining('geboren: there is no such column'),
    })
    expect(await run(csv)).toMatchObject({ code: 2 })
    expect(await run('nowhere.csv', ...call.slice(1))).toMatchObject({
      code: 2,
      said: expect.stringContaining('no such file'),
    })
  })
})
