import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Person, type Staff, type World } from '../../test/world.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { makeDemoIin } from './check-iin.ts'
import { registerPerson } from './register-person.ts'
import { writeMrz } from './write-mrz.ts'

let world: World
let registrar: Staff
let elsewhere: Staff
let serial = 0

beforeAll(async () => {
  world = await makeWorld()
  const office = await world.office({ region: '75' })
  registrar = await world.officer('registrar', office, { regions: ['75'] })
  elsewhere = await world.officer('registrar', await world.office({ region: '71' }), { regions: ['71'] })
})
afterAll(() => world.close())

const someone = (more: Record<string, unknown> = {}) => ({
  latinName: { family: 'KARIMOV', given: `RUSTAM N${serial}` },
  nativeName: {
    family: 'Каримов',
    given: `Рустам Н${serial}`,
    patronymic: 'Алиевич',
  },
  birthDate: '1990-05-14',
  sex: 'male' as const,
  citizenship: 'TJK',
  document: {
    kind: 'passport' as const,
    issuingState: 'TJK',
    number: `DEMO${String(++serial).padStart(5, '0')}`,
    expiresOn: '2030-01-01',
  },
  region: '75',
  ...more,
})

const issuesOf = (promise: Promise<unknown>) =>
  promise.then(
    () => [],
    (error: unknown) =>
      error instanceof Fault ? error.issues.map((i) => `${i.path}: ${i.code}`) : [String(error)],
  )

describe('registering a person', () => {
  it('writes the person, both names, the document and an event at once', async () => {
    const answer = await registerPerson(
      world.instance,
      registrar,
      someone({ education: '3', occupation: '9111', lastResidence: { country: 'TJK', place: 'Khujand' } }),
    )
    if (isRefusal(answer)) throw new Error('refused')
    const row = await world.owner.one<{
      names: number
      facts: number
      keys: number
      events: number
      standing: string
    }>(sql`
      select (select count(*)::int from person.name where person_id = p.id) as names, (select count(*)::int from person.fact where person_id = p.id) as facts,
        (select count(*)::int from person.name_key where person_id = p.id) as keys,
        (select count(*)::int from platform.event where subjects @> array[p.id]) as events, standing
      from person.person p where id = ${answer.id}`)
    expect(row).toEqual({ names: 2, facts: 3, keys: 16, events: 1, standing: 'verified' })
  })

  it('takes a person with one name and without a patronymic', async () => {
    const answer = await registerPerson(
      world.instance,
      registrar,
      someone({ latinName: { given: 'ARKFREITH' }, nativeName: undefined }),
    )
    expect(isRefusal(answer)).toBe(false)
  })

  it('takes a birth date of which only the year is known', async () => {
    expect(
      isRefusal(
        await registerPerson(
          world.instance,
          registrar,
          someone({ birthDate: '1961', latinName: { given: 'ONLYYEAR' } }),
        ),
      ),
    ).toBe(false)
  })

  it('stops the same document and shows the record to a clerk who may see it, to others only that there is one', async () => {
    const first = someone()
    const made = await registerPerson(world.instance, registrar, first)
    const again = { ...first, latinName: { family: 'OTHER', given: 'NAME' } }
    expect(await registerPerson(world.instance, registrar, again)).toEqual({
      refused: [{ code: 'document-already-registered', see: isRefusal(made) ? '' : made.id }],
    })
    expect(await registerPerson(world.instance, elsewhere, { ...again, region: '71' })).toEqual({
      refused: [{ code: 'document-already-registered' }],
    })
  })

  it('makes one record of eight clerks who press at once', async () => {
    const given = someone({ confirmedNew: true })
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => registerPerson(world.instance, registrar, given)),
    )
    expect(answers.filter((a) => a.status === 'fulfilled' && !isRefusal(a.value))).toHaveLength(1)
    const made = answers.flatMap((a) => (a.status === 'fulfilled' && !isRefusal(a.value) ? [a.value.id] : []))
    for (const answer of answers)
      if (answer.status === 'rejected' || isRefusal(answer.value))
        expect(answer).toMatchObject({
          status: 'fulfilled',
          value: { refused: [{ code: 'document-already-registered', see: made[0] }] },
        })
  })

  it('answers a repeated request as it did, and refuses the id with another body', async () => {
    const request = newId()
    const given = someone({ confirmedNew: true })
    const first = await registerPerson(world.instance, registrar, given, request)
    expect(await registerPerson(world.instance, registrar, given, request)).toEqual(first)
    await expect(registerPerson(world.instance, registrar, someone(), request)).rejects.toMatchObject({
      code: 'request-reused',
    })
  })

  it('shows people with the same name and birth date before it makes another', async () => {
    const one = someone({ latinName: { family: 'SIMILAROV', given: 'ANVAR' }, nativeName: undefined })
    await registerPerson(world.instance, registrar, one)
    const two = someone({ latinName: { family: 'Similarov', given: 'Anvar' }, nativeName: undefined })
    expect(await registerPerson(world.instance, registrar, two)).toMatchObject({
      refused: [{ code: 'similar-people', see: expect.any(String) }],
    })
    expect(isRefusal(await registerPerson(world.instance, registrar, { ...two, confirmedNew: true }))).toBe(
      false,
    )
  })

  it('refuses an IIN with a wrong check digit, and only warns where date or sex differ', async () => {
    const iin = makeDemoIin('1988-01-02', 'F', 17)
    const wrong = iin.slice(0, 11) + ((Number(iin[11]) + 1) % 10)
    expect(await issuesOf(registerPerson(world.instance, registrar, someone({ iin: wrong })))).toEqual([
      'iin: iin-check-digit',
    ])
    const answer = await registerPerson(world.instance, registrar, someone({ iin, confirmedNew: true }))
    expect(isRefusal(answer) ? [] : answer.warnings).toContain('iin-birth-date-differs')
  })

  it('refuses a zone that does not read unless somebody typed the data over it, and warns where it differs', async () => {
    const zone = writeMrz(
      {
        documentCode: 'P',
        issuingState: 'TJK',
        nationality: 'TJK',
        primaryName: 'KARIMOV',
        secondaryName: 'RUSTAM',
        documentNumber: 'DEMO99999',
        birthDate: '1990-05-14',
        sex: 'M',
        expiryDate: '2030-01-01',
      },
      'TD3',
    )
    const broken = zone.replace('DEMO99999', 'DEMO99998')
    expect(await issuesOf(registerPerson(world.instance, registrar, someone({ mrz: broken })))).toEqual([
      'mrz: mrz-does-not-read',
      'mrz: mrz-does-not-read',
    ])
    await expect(registerPerson(world.instance, registrar, someone({ mrz: broken }))).rejects.toMatchObject({
      issues: [
        { values: { problem: 'check-digit-wrong', line: 2, column: 10 } },
        { values: { problem: 'check-digit-wrong', line: 2, column: 44 } },
      ],
    })
    const answer = await registerPerson(world.instance, registrar, someone({ mrz: zone, confirmedNew: true }))
    expect(isRefusal(answer) ? [] : answer.warnings).toContain('mrz-number-differs')
  })

  it('keeps contacts, files and family, and names the field of a file that is not there', async () => {
    const relative = await registerPerson(world.instance, registrar, someone({ confirmedNew: true }))
    if (isRefusal(relative)) throw new Error('refused')
    const photo = newId()
    await world.owner.done(sql`insert into person.file (id, kind, media_type, name, sha256, bytes, uploaded_at, uploaded_by)
      values (${photo}::uuid, 'photo', 'image/jpeg', 'a.jpg', ''::bytea, 'x'::bytea, now(), ${registrar.staff})`)
    const answer = await registerPerson(
      world.instance,
      registrar,
      someone({
        contacts: { phone: '8 (701) 000-00-01', email: 'A@demo.example' },
        photo,
        family: [{ relative: relative.id, relation: 'spouse' }],
      }),
    )
    if (isRefusal(answer)) throw new Error('refused')
    const row = await world.owner.one(sql`
      select (select array_agg(address order by channel) from person.contact where person_id = p.id) as contacts, photo,
        (select person_id from person.file where id = p.photo) as owner, (select relative_id from person.family_link where person_id = p.id) as relative
      from person.person p where id = ${answer.id}::uuid`)
    expect(row).toEqual({
      contacts: ['a@demo.example', '+77010000001'],
      photo,
      owner: answer.id,
      relative: relative.id,
    })
    expect(await issuesOf(registerPerson(world.instance, registrar, someone({ photo })))).toEqual([
      'photo: not-found',
    ])
    expect(
      await issuesOf(
        registerPerson(
          world.instance,
          registrar,
          someone({ family: [{ relative: newId(), relation: 'child' }] }),
        ),
      ),
    ).toEqual(['family: not-found'])
  })

  it('keeps an officer to the regions of the posting', async () => {
    expect(await issuesOf(registerPerson(world.instance, registrar, someone({ region: '71' })))).toEqual([
      'region: not-your-region',
    ])
  })

  it.each([
    [{ birthDate: '1990-02-30' }, 'birthDate: not-a-date'],
    [{ birthDate: '2030-01-01' }, 'birthDate: in-the-future'],
    [{ citizenship: 'ZZZ' }, 'citizenship: unknown-country'],
    [{ latinName: {} }, 'latinName: required'],
  ])('says which field is wrong: %j', async (more, issue) => {
    expect(
      (await issuesOf(registerPerson(world.instance, registrar, someone(more) as never))).join(),
    ).toContain(issue.split(': ')[1])
    expect(
      (await issuesOf(registerPerson(world.instance, registrar, someone(more) as never))).join(),
    ).toContain(issue.split(': ')[0])
  })

  it('lets a person register themself once, as declared', async () => {
    const me: Person = await world.account()
    const answer = await registerPerson(world.instance, me, someone({ latinName: { given: 'SELFMADE' } }))
    if (isRefusal(answer)) throw new Error('refused')
    const row = await world.owner.one<{ standing: string; account: string }>(
      sql`select p.standing, a.id as account from person.person p join person.account a on a.person_id = p.id where p.id = ${answer.id}`,
    )
    expect(row).toEqual({ standing: 'declared', account: me.account })
    await expect(
      registerPerson(world.instance, { ...me, person: answer.id }, someone()),
    ).rejects.toMatchObject({ code: 'already-exists' })
  })

  it('is closed to the public and to officers of other duties', async () => {
    await expect(registerPerson(world.instance, { kind: 'public' }, someone())).rejects.toMatchObject({
      code: 'not-signed-in',
    })
    await expect(
      registerPerson(world.instance, { ...registrar, roles: ['analyst'] }, someone()),
    ).rejects.toMatchObject({ code: 'not-allowed' })
  })
})
