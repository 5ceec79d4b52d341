import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { correctName } from './correct-name.ts'
import { findPeople } from './find-people.ts'
import { peoplePages } from './pages/people.tsx'
import type { PersonName } from './person-name.ts'
import { registerPerson } from './register-person.ts'
import { renewNameKeys } from './renew-name-keys.ts'

let world: World
let registrar: Staff
let serial = 0

beforeAll(async () => {
  world = await makeWorld()
  registrar = await world.officer('registrar', await world.office({}))
})
afterAll(() => world.close())

async function person(latinName: PersonName, nativeName?: PersonName): Promise<string> {
  const answer = await registerPerson(world.instance, registrar, {
    latinName,
    ...(nativeName ? { nativeName } : {}),
    birthDate: `19${60 + (serial % 40)}-03-${String(10 + (serial % 19))}`,
    sex: 'male',
    citizenship: 'UZB',
    document: { kind: 'passport', issuingState: 'UZB', number: `FIND${String(++serial).padStart(5, '0')}` },
    region: '75',
    confirmedNew: true,
  })
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer.id
}
const find = async (wanted: string) => (await findPeople(world.instance, registrar, { wanted })).people
const idsOf = async (wanted: string) => (await find(wanted)).map(({ id }) => id)

describe('somebody is found by name', () => {
  let zhumabai: string
  let farhod: string
  let cemil: string
  let nursultan: string
  let reza: string
  let zhang: string
  beforeAll(async () => {
    zhumabai = await person(
      { family: 'ZHUMABAI', given: 'OTEGEN' },
      { family: 'Жұмабай', given: 'Өтеген', patronymic: 'Шыңғысұлы' },
    )
    farhod = await person(
      { family: 'KARIMOV', given: 'OTKIR' },
      { family: 'Karimov', given: 'Oʻtkir', patronymic: 'Farhod oʻgʻli' },
    )
    cemil = await person({ family: 'YILDIZ', given: 'CEMIL' }, { family: 'Yıldız', given: 'Cemil' })
    nursultan = await person(
      { family: 'SEITOV', given: 'NUR SULTAN' },
      { family: 'Сейтов', given: 'Нұр-Сұлтан' },
    )
    reza = await person({ family: 'MOHAMMADI', given: 'RUSTAM' }, { family: 'محمدی', given: 'رستم' })
    zhang = await person({ family: 'ZHANG', given: 'QIANG' })
    await person({ family: 'OMAROV', given: 'NURLAN' }, { family: 'Омаров', given: 'Нурлан' })
  })

  it.each([
    [
      'Жұмабай',
      'Жумабай',
      'Zhumabay',
      'Jumabai',
      'Djoumabaï',
      'жұма',
      'Zhuma',
      'Өтеген жұм',
      'Utegen Zhumabai',
    ],
    ['Jumabaı Ótegen', 'Утеген', 'Outegen', 'Шынгысулы', 'جۇماباي'],
  ])('whatever the alphabet: %s', async (...spellings) => {
    for (const spelling of spellings)
      expect([spelling, await idsOf(spelling)]).toEqual([spelling, [zhumabai]])
  })

  it('by a patronymic in any form, and not by the word for son', async () => {
    for (const wanted of ['Уткир Фарходович', 'Ўткир Фарҳод ўғли', 'Utkir Farhodzoda', 'Oʻtkir oʻgʻli'])
      expect([wanted, await idsOf(wanted)]).toEqual([wanted, [farhod]])
  })

  it('as a Turk, a Frenchman and a Chinese passport spell', async () => {
    for (const wanted of ['Жемиль', 'Djemil', 'Cemil', 'Джемил'])
      expect([wanted, await idsOf(wanted)]).toEqual([wanted, [cemil]])
    for (const wanted of ['Чжан Цян', 'Zhang Qiang'])
      expect([wanted, await idsOf(wanted)]).toEqual([wanted, [zhang]])
  })

  it('by two names written as one, and one written as two', async () => {
    for (const wanted of ['Нурсултан', 'Nursultan Seitov', 'Нур Султан', 'Nur-Sultan'])
      expect([wanted, await idsOf(wanted)]).toEqual([wanted, [nursultan]])
  })

  it('without vowels by the consonants, and says so', async () => {
    expect(await find('رستم')).toMatchObject([
      { id: reza, by: 'consonants', matched: [{ found: 'رستم', how: 'same', where: 'native' }] },
    ])
    expect(await find('Рустем Мухаммади')).toMatchObject([
      {
        id: reza,
        by: 'consonants',
        matched: [
          { typed: 'рустем', found: 'RUSTAM', how: 'consonants', where: 'latin' },
          { typed: 'мухаммади', found: 'MOHAMMADI', how: 'script', where: 'latin' },
        ],
      },
    ])
  })

  it('and the answer says why', async () => {
    expect(await find('Жұмабай')).toMatchObject([{ by: 'name', matched: [{ how: 'same', where: 'native' }] }])
    expect(await find('Djoumabaï Утеген')).toMatchObject([
      {
        matched: [
          { typed: 'djoumabaï', found: 'Жұмабай', how: 'script', where: 'native' },
          { typed: 'утеген', found: 'OTEGEN', how: 'script', where: 'latin' },
        ],
      },
    ])
    expect(await find('Jumabay')).toMatchObject([
      { matched: [{ typed: 'jumabay', found: 'Жұмабай', how: 'script', where: 'native' }] },
    ])
    await correctName(world.instance, registrar, {
      person: zhang,
      script: 'latin',
      name: { family: 'CHEN', given: 'QIANG' },
      reason: 'A clerk had misread the passport.',
    })
    expect(await find('Чжан')).toMatchObject([
      { id: zhang, matched: [{ typed: 'чжан', found: 'ZHANG', how: 'script', where: 'former' }] },
    ])
  })

  it('also when the keys were made before there were sounds', async () => {
    const old = await person({ family: 'QODIROV', given: 'BOTIR' })
    await world.owner.done(sql`delete from person.name_key where person_id = ${old}::uuid and key < '0'`)
    expect(await idsOf('Qodirov')).toEqual([old])
    expect(await idsOf('Кудиров')).toEqual([])
    const job = { kind: 'system', job: 'renew-name-keys' } as const
    expect(await renewNameKeys(world.instance, job, { most: 1 })).toEqual({ renewed: 1 })
    expect(await renewNameKeys(world.instance, job, {})).toEqual({ renewed: 0 })
    expect(await idsOf('Кудиров')).toEqual([old])
  })

  it('pages go on as they began', async () => {
    for (let i = 0; i < 3; i++) await person({ family: 'PAGESEN', given: `${'ABC'[i]}LI` })
    for (const wanted of ['Пагесен', 'Пагусин']) {
      const first = await findPeople(world.instance, registrar, { wanted, most: 2 })
      expect(first.people).toHaveLength(2)
      const second = await findPeople(world.instance, registrar, { wanted, most: 2, after: first.next })
      expect(second.people.map(({ latin_name }) => latin_name)).toEqual(['PAGESEN CLI'])
      expect(second.next).toBeUndefined()
    }
  })

  it('only by those who may see them', async () => {
    const far = await world.officer('registrar', await world.office({ institution: 'far', region: '71' }), {
      regions: ['71'],
    })
    for (const wanted of ['Жумабай', 'رستم', 'Рустем'])
      expect((await findPeople(world.instance, far, { wanted })).people).toEqual([])
  })

  it('on the page, in the language of the reader', async () => {
    const application = makeApplication(world.instance, peoplePages)
    const page = async (wanted: string) => {
      const answer = await application.fetch(
        new Request(`http://localhost/people?q=${encodeURIComponent(wanted)}`, {
          headers: { cookie: await world.signIn(registrar), 'accept-language': 'en' },
        }),
      )
      expect(answer.status).toBe(200)
      return answer.text()
    }
    expect(await page('Жумабай')).toContain('жумабай = ZHUMABAI (spelling of the passport)')
    expect(await page('Рустем Мухаммади')).toContain('Nobody you may see has a name spelt so')
    expect(await page('<script>alert(1)</script>')).not.toContain('<script>alert')
  })
})
