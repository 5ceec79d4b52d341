import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { makeApplication } from '../app/serve.ts'
import { addDocument } from '../person/add-document.ts'
import { registerApi } from '../person/api.ts'
import { correctIdentity } from '../person/correct-identity.ts'
import { correctName } from '../person/correct-name.ts'
import { peoplePages } from '../person/pages/people.tsx'
import { registerPages } from '../person/pages/register.tsx'
import { registerByStepsPages } from '../person/pages/register-by-steps.tsx'
import { registerPerson } from '../person/register-person.ts'
import { watchSamePerson } from '../person/same-person-watch.ts'
import { inTransaction, isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { hashToken } from '../platform/session.ts'
import { findCandidates } from './find-candidates.ts'
import { countNames, keyRecords, wantedOf } from './key-record.ts'
import { lookForSame } from './look-for-same.ts'
import { registrationWatch } from './watch-registration.ts'

let world: World
let registrar: Staff
let border: Staff
let far: Staff
let app: ReturnType<typeof makeApplication>
const job = { kind: 'system', job: 'test' } as const
const token = 'machine'.padEnd(43, 'x')
let serial = 0

beforeAll(async () => {
  world = await makeWorld()
  watchSamePerson(registrationWatch)
  const office = await world.office({})
  registrar = await world.officer('registrar', office)
  border = await world.officer('border-officer', office)
  far = await world.officer('registrar', await world.office({ institution: 'x', region: '71' }), {
    regions: ['71'],
  })
  await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
    values (${newId()}, 'x', 'machine', ${hashToken(token)}, '{register}', '{75}', now())`)
  app = makeApplication(world.instance, [
    ...registerPages,
    ...registerByStepsPages,
    ...peoplePages,
    ...registerApi,
  ])
})
afterAll(async () => {
  watchSamePerson(undefined)
  await world.close()
})

const number = () => `LIKE${String(++serial).padStart(5, '0')}`
const someone = (
  [family, given]: [string, string],
  birthDate: string,
  more: Record<string, unknown> = {},
) => ({
  latinName: { family, given },
  birthDate,
  sex: 'male' as const,
  citizenship: 'TJK',
  document: { kind: 'passport' as const, issuingState: 'TJK', number: number() },
  region: '75',
  ...more,
})
const register = async (given: ReturnType<typeof someone>, as = registrar) => {
  const answer = await registerPerson(world.instance, as, given)
  if (isRefusal(answer)) throw new Error(JSON.stringify(answer))
  return answer.id
}
const pairOf = (x: string, y: string) =>
  world.owner.maybe<{ id: string; state: string; regions: string[] }>(
    sql`select id, state, regions from identity.pair where array[a, b] @> array[${x}::uuid, ${y}::uuid]`,
  )
const reviewsOf = (pair: string) =>
  world.owner.rows<{ answer: string; reason: string; reviewed_by: string }>(
    sql`select answer, reason, reviewed_by from identity.review where pair_id = ${pair}::uuid`,
  )
const formOf = ([family, given]: [string, string], born: string, more: Record<string, string> = {}) => {
  const [year = '', month = '', day = ''] = born.split('-')
  return {
    latinFamily: family,
    latinGiven: given,
    'birthDate-day': String(Number(day)),
    'birthDate-month': String(Number(month)),
    'birthDate-year': year,
    sex: 'male',
    citizenship: 'TJK',
    kind: 'passport',
    issuingState: 'TJK',
    number: number(),
    region: '75',
    ...more,
  }
}
/** What a browser sends back of a page that came again. */
const hiddenOf = (page: string) => {
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? ''
  return { _request: value('_request'), alikeShown: value('alikeShown') }
}
const send = async (path: string, cookie: string, fields: Record<string, string>) =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )

describe('before a record is made', () => {
  it('the officer sees who looks alike in another script, side by side, and says of each what it is', async () => {
    const known = await register(
      someone(['YUSUFOV', 'JAMSHED'], '1990-03-27', {
        nativeName: { family: 'Юсуфов', given: 'Ҷамшед', patronymic: 'Фарҳодович' },
      }),
    )
    const cookie = await world.signIn(registrar)
    const form = formOf(['IUSUFOV', 'DZHAMSHED'], '1990-03-27')
    const asked = await send('/register', cookie, { ...form, _request: newId() })
    expect(asked.status).toBe(409)
    const page = await asked.text()
    expect(page).toContain('Ҷамшед')
    expect(page).toContain('IUSUFOV DZHAMSHED')
    expect(page).toContain(`name="alike-${known}"`)
    const { n } = await world.owner.one<{ n: number }>(
      sql`select count(*)::int as n from platform.read_record where ${known}::uuid = any (subjects) and purpose = 'one-person-one-record'`,
    )
    expect(n, 'the person sees who compared them').toBe(1)
    const told = {
      ...form,
      ...hiddenOf(page),
      alikeReason: 'Twins: other face, other passport',
    }

    const unanswered = await send('/register', cookie, told)
    expect(unanswered.status).toBe(422)
    expect(await unanswered.text()).toContain(`href="#f-alike-${known}"`)

    const same = await send('/register', cookie, { ...told, [`alike-${known}`]: 'same' })
    expect(same.headers.get('location')).toBe(`/people/${known}`)

    const other = await send('/register', cookie, { ...told, [`alike-${known}`]: 'not-same' })
    expect(other.status, 'what is sent after a refusal is another request').toBe(303)
    const made = other.headers.get('location')?.split('/').at(-1) ?? ''
    const pair = await pairOf(known, made)
    expect(pair?.state).toBe('not-same')
    expect(await reviewsOf(pair?.id ?? '')).toEqual([
      { answer: 'not-same', reason: 'Twins: other face, other passport', reviewed_by: registrar.staff },
    ])
    await lookForSame(world.instance, job, {})
    expect((await pairOf(known, made))?.state, 'decided, and not asked again').toBe('not-same')
  })

  it('who is not sure registers, and the pair waits; the word of an officer who may not review closes nothing', async () => {
    const known = await register(someone(['SAFAROV', 'BAHROM'], '1985-02-11'))
    const unsure = await registerPerson(world.instance, registrar, {
      ...someone(['SAFAROW', 'BAKHROM'], '1985-11-02'),
      alike: [{ person: known, answer: 'unsure' }],
      alikeReason: 'The photograph is old',
    })
    if (isRefusal(unsure)) throw new Error('refused')
    expect((await pairOf(known, unsure.id))?.state).toBe('open')
    const atTheBorder = await registerPerson(world.instance, border, {
      ...someone(['SAFAROV', 'BAKHROM'], '1985-02-11'),
      alike: [known, unsure.id].map((person) => ({ person, answer: 'not-same' as const })),
      alikeReason: 'They stand before me together',
    })
    if (isRefusal(atTheBorder)) throw new Error(JSON.stringify(atTheBorder))
    const pair = await pairOf(known, atTheBorder.id)
    expect(pair?.state).toBe('open')
    expect(await reviewsOf(pair?.id ?? '')).toMatchObject([{ answer: 'not-same', reviewed_by: border.staff }])
  })

  it('asks again when somebody was not answered for, and an answer without a reason is none', async () => {
    const known = await register(someone(['NAZARZODA', 'FIRDAVS'], '1993-07-07'))
    const again = someone(['NAZARZODA', 'FIRDAVS'], '1993-07-07')
    const alike = [{ person: known, answer: 'not-same' as const }]
    for (const given of [
      again,
      { ...again, alike },
      {
        ...again,
        alike: [{ person: newId(), answer: 'not-same' as const }],
        alikeReason: 'somebody else entirely',
      },
    ])
      expect(await registerPerson(world.instance, registrar, given)).toEqual({
        refused: [{ code: 'similar-people', see: known, values: { likely: expect.any(Number) } }],
      })
  })

  it('stops the same document before anything else', async () => {
    const first = someone(['OLIMOV', 'RUSTAM'], '1970-12-01')
    const known = await register(first)
    expect(await registerPerson(world.instance, registrar, first)).toEqual({
      refused: [{ code: 'document-already-registered', see: known }],
    })
  })

  it('tells of a record elsewhere without a word of it, and reviewers of both regions see the pair', async () => {
    const known = await register(someone(['ERGASHEV', 'DILSHOD'], '1991-09-09'))
    const there = { ...someone(['ERGASHEV', 'DILSHOD'], '1991-09-09'), region: '71' }
    expect(await registerPerson(world.instance, far, there)).toEqual({
      refused: [{ code: 'similar-elsewhere' }],
    })
    const cookie = await world.signIn(far)
    const form = { ...formOf(['ERGASHEV', 'DILSHOD'], '1991-09-09'), region: '71' }
    const page = await (await send('/register', cookie, form)).text()
    expect(page).toContain('name="alikeElsewhere"')
    expect(page).not.toContain(known)
    const made = await send('/register', cookie, { ...form, alikeShown: 'elsewhere', alikeElsewhere: 'yes' })
    const pair = await pairOf(known, made.headers.get('location')?.split('/').at(-1) ?? '')
    expect(pair?.state).toBe('open')
    expect(pair?.regions.toSorted()).toEqual(['71', '75'])
  })

  it('a person who registers themself learns of nobody: the answer is the same, and the pair waits for reviewers', async () => {
    const known = await register(someone(['HAKIMOV', 'SUHROB'], '1988-08-18'))
    const answers = await Promise.all(
      [someone(['HAKIMOV', 'SUHROB'], '1988-08-18'), someone(['TURSUNOV', 'PARVIZ'], '1979-01-30')].map(
        async (given) => registerPerson(world.instance, await world.account(), given),
      ),
    )
    expect(answers).toEqual([1, 2].map(() => ({ id: expect.any(String), warnings: [] })))
    expect((await pairOf(known, (answers[0] as { id: string }).id))?.state).toBe('open')
    // They are asked what gives nobody away: whether they were registered before.
    const me = await world.signIn(await world.account())
    const form = formOf(['HAKIMOV', 'SUHROB'], '1988-08-18')
    for (const part of ['document', 'name', 'about', 'reach']) await send(`/register/self/${part}`, me, form)
    const check = await app.fetch(
      new Request('http://localhost/register/self/check', {
        headers: { cookie: me, 'accept-language': 'en' },
      }),
    )
    const page = await check.text()
    expect(page).toContain('Were you registered before')
    expect(page).not.toContain(known)
  })

  it('a machine gets the ids it may see with 409, and its word decides nothing', async () => {
    const known = await register(someone(['QODIROV', 'ILHOM'], '1995-05-25'))
    const post = (body: object) =>
      app.fetch(
        new Request('http://localhost/api/2026-11-24/people', {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'idempotency-key': newId(),
          },
          body: JSON.stringify(body),
        }),
      )
    const given = someone(['KODIROV', 'ILKHOM'], '1995-05-25')
    const refused = await post(given)
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain(known)
    const alike = [{ person: known, answer: 'not-same' }]
    expect((await post({ ...given, alike, alikeReason: 'short' })).status).toBe(422)
    const made = await post({ ...given, alike, alikeReason: 'Compared by the other register' })
    expect(made.status).toBe(201)
    const { id } = (await made.json()) as { id: string }
    const pair = await pairOf(known, id)
    expect(pair?.state).toBe('open')
    expect(await reviewsOf(pair?.id ?? '')).toEqual([])
  })
})

describe('keys', () => {
  const find = async (given: ReturnType<typeof someone>) => {
    const answer = await registerPerson(world.instance, registrar, given)
    return isRefusal(answer) ? answer.refused.map(({ see }) => see) : []
  }

  it('follow a corrected name, birth date and document in the same act', async () => {
    const id = await register(someone(['ASADOV', 'TEMUR'], '1982-04-04'))
    await correctName(world.instance, registrar, {
      person: id,
      script: 'latin',
      name: { family: 'ZAMONOV', given: 'KHISRAV' },
      reason: 'Marriage',
    })
    await correctIdentity(world.instance, registrar, {
      person: id,
      birthDate: '1983-06-15',
      sex: 'male',
      citizenship: 'TJK',
      reason: 'As in the passport',
    })
    expect(await find(someone(['ZAMONOV', 'KHISRAV'], '1983-06-15'))).toEqual([id])
    const document = { kind: 'passport' as const, issuingState: 'TJK', number: number() }
    await addDocument(world.instance, registrar, { person: id, document })
    const keys = await world.owner.one<{ n: number }>(
      sql`select count(*)::int as n from identity.match_key where person_id = ${id}::uuid`,
    )
    expect(keys.n).toBeGreaterThan(15)
  })

  it('are given to records that came in another way, and a record that was joined with another is found as that one', async () => {
    const [one, two] = [
      await world.person({ latinName: 'MIRZOEV ANVAR', birthDate: '1977-10-10', sex: 'male' }),
      await world.person({ latinName: 'MIRZOEV ANVAR', birthDate: '1977-10-10', sex: 'male' }),
    ].sort() as [string, string]
    for (const id of [one, two])
      await world.owner.done(sql`insert into person.name (id, person_id, script, family, given, known_at, source)
        values (${newId()}::uuid, ${id}::uuid, 'latin', 'MIRZOEV', 'ANVAR', now(), 'import')`)
    expect(await keyRecords(world.instance, job, {})).toMatchObject({ keyed: expect.any(Number) })
    expect(await keyRecords(world.instance, job, {})).toEqual({ keyed: 0 })
    await countNames(world.instance, job, {})
    const counted = await world.owner.one<{ records: number }>(
      sql`select records from identity.name_count where value = 'anvar'`,
    )
    expect(counted.records).toBe(2)
    await world.owner.done(sql`update person.person set same_as = ${one}::uuid where id = ${two}::uuid`)
    const wanted = {
      forms: [{ given: 'anvar', family: 'mirzoev', father: '' }],
      birthDate: '1977-10-10',
      sex: 'male',
      documents: [],
    }
    const found = await inTransaction(world.instance, job, false, (tx) =>
      findCandidates(tx, wanted, 'all', 0),
    )
    expect(found.map(({ id }) => id)).toEqual([one])
    const said = found[0]?.score.steps.map(({ field }) => field)
    expect(said).toEqual(expect.arrayContaining(['birth_date', 'sex']))
    // Rows of before birth and sex stood beside the spellings are compared by the record, and keyed anew.
    await world.owner.done(
      sql`update identity.match_form set birth_date = null, sex = null where person_id = ${one}::uuid`,
    )
    const asBefore = await inTransaction(world.instance, job, false, (tx) =>
      findCandidates(tx, wanted, 'all', 0),
    )
    expect(asBefore).toEqual(found)
    expect(await keyRecords(world.instance, job, {})).toEqual({ keyed: 1 })
    const self = await inTransaction(world.instance, job, false, (tx) => wantedOf(tx, one))
    const others = await inTransaction(world.instance, job, false, (tx) =>
      findCandidates(tx, self as never, 'all', 0.5),
    )
    expect(others).toEqual([])
  })

  it('are closed to whoever is not signed in, and the tables to everybody but jobs', async () => {
    const ask = (actor: Parameters<typeof inTransaction>[1], statement: ReturnType<typeof sql>) =>
      inTransaction(world.instance, actor, false, (tx) => tx.rows(statement))
    for (const call of [
      sql`select identity.alike_by_keys('{}', '{}', '{}', 0, 50, 1000, '{}', null)`,
      sql`select identity.candidates('{}', '{}', '{}', 0, 50, 1000, '{}', null)`,
      sql`select * from identity.standing_for('{}')`,
    ])
      await expect(ask({ kind: 'public' }, call)).rejects.toThrow(/insufficient|privilege/)
    expect(await ask(registrar, sql`select 1 from identity.match_key`)).toEqual([])
    expect(await ask(registrar, sql`select 1 from identity.match_form`)).toEqual([])
    expect((await ask(job, sql`select 1 from identity.match_key`)).length).toBeGreaterThan(0)
  })
})
