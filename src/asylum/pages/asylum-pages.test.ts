import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { routes } from '../../app/routes.ts'
import { makeApplication } from '../../app/serve.ts'
import { queryOn, sql } from '../../platform/database.ts'
import { type Locale, locales } from '../../platform/language.ts'
import { newId } from '../../platform/new-id.ts'
import { type AsylumOffices, makeOffices, passport, said, take } from '../asylum.test-help.ts'
import { getRequest } from '../find-requests.ts'

let world: World
let app: ReturnType<typeof makeApplication>
let at: AsylumOffices
let cookie: string
let above: string

beforeAll(async () => {
  world = await makeWorld()
  app = makeApplication(world.instance, routes)
  at = await makeOffices(world)
  cookie = await world.signIn(at.officer)
  above = await world.signIn(at.judge)
})
afterAll(() => world.close())

const open = (path: string, as = cookie, language: Locale = 'en') =>
  app.fetch(new Request(`http://localhost${path}`, { headers: { cookie: as, 'accept-language': language } }))
const text = async (path: string, as?: string, language?: Locale) => (await open(path, as, language)).text()
const send = (
  path: string,
  fields: Record<string, string | string[]>,
  as = cookie,
  language: Locale = 'en',
) => {
  const body = new URLSearchParams({ _request: newId() })
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
  return app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: as,
        origin: 'http://localhost',
        'accept-language': language,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: body.toString(),
    }),
  )
}
const date = (name: string, iso: string) => {
  const [year = '', month = '', day = ''] = iso.split('-')
  return { [`${name}-year`]: year, [`${name}-month`]: month, [`${name}-day`]: day }
}
const asked = () => ({
  family: 'PAGEOVA',
  given: 'NUR',
  ...date('birthDate', '1990-01-02'),
  sex: 'female',
  citizenship: 'AFG',
  issuingState: 'AFG',
  number: passport().number,
  language: 'tg',
  ...date('since', '2026-11-23'),
  persecutedBy: 'AFG',
  story: said.story,
})

describe('the office that takes requests', () => {
  it('takes one at the counter and hands over the paper the same day; the paper says nothing of asylum', async () => {
    const sent = await send('/asylum/new', asked())
    expect(sent.status).toBe(303)
    const path = sent.headers.get('location') ?? ''
    const page = await text(path)
    for (const words of ['PAGEOVA NUR', said.story, 'Afghanistan', '24 February 2027', 'In time'])
      expect(page).toContain(words)
    const paper = await open(`${path}/paper`)
    expect(paper.headers.get('content-type')).toBe('application/pdf')
    const list = await text('/asylum')
    expect(list).toContain('PAGEOVA NUR')
    const { face, credential } = await world.owner.one<{ face: unknown; credential: string }>(
      sql`select face, credential from credential.document order by issued_at desc limit 1`,
    )
    const [, payload = ''] = credential.split('.')
    const disclosures = credential.split('~').slice(1, -1)
    const certified = [payload, ...disclosures]
      .map((part) => Buffer.from(part, 'base64url').toString('utf8'))
      .join(' ')
    expect(face).toEqual({ name: 'PAGEOVA NUR', region: 'KZ-75', place: '' })
    expect(certified).toContain('lawful-stay')
    expect(`${JSON.stringify(face)} ${certified}`).not.toMatch(/asyl|refug|protect|persec/i)
  })
  it('says what is wrong beside each question, and keeps what was typed', async () => {
    const wrong = await send('/asylum/new', {
      ...asked(),
      family: '',
      given: '',
      story: 'short',
      ...date('since', '2026-11-30'),
      citizenship: 'KAZ',
    })
    expect(wrong.status).toBe(422)
    const page = await wrong.text()
    for (const field of ['family', 'story', 'citizenship']) expect(page).toContain(`href="#f-${field}"`)
    expect(page).toContain('>short</textarea>')
    const late = await send('/asylum/new', { ...asked(), ...date('since', '2026-10-01') })
    expect(late.status).toBe(422)
    expect(await late.text()).toContain('href="#f-lateReason"')
    const taken = await send('/asylum/new', {
      ...asked(),
      ...date('since', '2026-10-01'),
      lateReason: 'illness',
      issuingState: '',
      number: '',
    })
    expect(taken.status).toBe(303)
  })
  it('announces, hears, refuses; the body above judges; each in its own form', async () => {
    const { id } = await take(world, at.officer)
    const path = `/asylum/${id}`
    const version = async () => String((await getRequest(world.instance, at.officer, id)).version)
    const reasons = 'What is told does not agree with what is known.'
    const empty = await send(path, { do: 'announce', version: await version() })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('href="#f-announce-grounds"')
    await send(path, {
      do: 'announce',
      version: await version(),
      'announce-grounds': ['not-a-refugee', 'law-on-refugees'],
      'announce-reasons': reasons,
    })
    const early = await send(path, {
      do: 'refuse',
      version: await version(),
      'refuse-grounds': 'not-a-refugee',
      'refuse-reasons': reasons,
    })
    expect(early.status).toBe(422)
    expect(await early.text()).toContain('was not heard yet')
    await send(path, { do: 'statement', 'statement-words': 'It is as I said.' })
    const alone = await send(path, {
      do: 'refuse',
      version: await version(),
      'refuse-grounds': 'law-on-refugees',
      'refuse-reasons': reasons,
    })
    expect(await alone.text()).toContain('must rest on one that was')
    const refused = await send(path, {
      do: 'refuse',
      version: await version(),
      'refuse-grounds': ['not-a-refugee'],
      'refuse-reasons': reasons,
    })
    expect(refused.status).toBe(303)
    expect(await text(path)).toContain('Refused, may appeal')
    expect((await open(path, above)).status).toBe(404)
    await send(path, { do: 'appeal', 'appeal-words': 'They did not look at my papers.' })
    expect(await text(path, above)).toContain('Judge the appeal')
    const judged = await send(
      path,
      { do: 'judge', version: await version(), 'judge-outcome': 'overturned', 'judge-reasons': reasons },
      above,
    )
    expect(judged.status).toBe(303)
    expect(await text(path)).toContain('The appeal is won')
    const stale = await send(path, { do: 'recognise', version: '1', 'recognise-reasons': reasons })
    expect(stale.status).toBe(409)
  })
  it('is a closed door to every other role and to another region, for what is there and what is not alike', async () => {
    const { id } = await take(world, at.officer)
    const strangers = [
      await world.signIn(at.stranger),
      ...(await Promise.all(
        (['registrar', 'supervisor', 'auditor', 'permit-officer', 'complaint-officer'] as const).map(
          async (role) => world.signIn(await world.officer(role, at.officer.office, { regions: ['*'] })),
        ),
      )),
    ]
    for (const as of strangers)
      for (const tail of ['', '/paper']) {
        const bare = async (answer: Response) =>
          `${answer.status} ${(await answer.text()).replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')}`
        const foreign = await bare(await open(`/asylum/${id}${tail}`, as))
        expect(foreign).toMatch(/^404/)
        expect(foreign).toBe(await bare(await open(`/asylum/${newId()}${tail}`, as)))
        const sent = await bare(await send(`/asylum/${id}`, { do: 'fingerprints' }, as))
        expect(sent).toMatch(/^404/)
        expect(sent).toBe(await bare(await send(`/asylum/${newId()}`, { do: 'fingerprints' }, as)))
      }
    const region71 = strangers[0] ?? ''
    expect(await text('/asylum', region71)).not.toContain('FLEDOVA')
  })
})

describe('the person’s own page', () => {
  it('asks for a fresh proof, from everybody alike, and has a way out at once', async () => {
    const { person } = await take(world, at.officer)
    const [mine, nobody] = [await world.account(person), await world.account(await world.person())]
    for (const who of [mine, nobody]) {
      const as = await world.signIn(who)
      expect(await text('/me/asylum', as)).toContain('data-exit')
      await queryOn(world.instance.db).done(
        sql`update platform.session set authenticated_at = authenticated_at - interval '16 minutes' where account_id = ${who.account}::uuid`,
      )
      for (const path of ['/me/asylum', '/me/asylum/paper']) {
        const old = await open(path, as)
        expect(old.status).toBe(303)
        expect(old.headers.get('location')).toBe('/sign-in?to=%2Fme%2Fasylum')
      }
      expect((await send('/me/asylum', { do: 'appeal', 'appeal-words': 'x' }, as)).status).toBe(303)
    }
  })
  it('tells who has no request how to ask, in every language', async () => {
    const pages = new Set<string>()
    for (const language of locales) {
      const page = await text('/me/asylum', await world.signIn(await world.account(undefined, { language })))
      expect(page).toContain('href="/offices"')
      pages.add(/<p class="lead">([^<]+)</.exec(page)?.[1] ?? '')
    }
    expect(pages.size).toBe(locales.length)
  })
  it('shows where it stands, what one may do and by which article; statement, appeal and consent are sent from it', async () => {
    const { id, person } = await take(world, at.officer)
    const account = await world.account(person)
    const as = await world.signIn(account)
    const first = await text('/me/asylum', as)
    for (const words of ['examines your request', 'without a permit', 'In force', 'Who opened the request'])
      expect(first).toContain(words)
    expect((await open('/me/asylum/paper', as)).headers.get('content-type')).toBe('application/pdf')
    const tajik = await world.signIn(await world.account(person, { language: 'tg' }))
    expect((await send('/me/asylum', { do: 'consent', recipient: 'un-office' }, tajik)).status).toBe(303)
    const agreed = await text('/me/asylum', as)
    expect(agreed).toContain('lang="tg"')
    expect(agreed).toContain('паноҳгоҳ')
    const consent = /name="consent" value="([^"]+)"/.exec(agreed)?.[1] ?? ''
    await send('/me/asylum', { do: 'withdraw', consent }, as)
    expect(await text('/me/asylum', as)).toContain('Taken back on')
    const version = async () => String((await getRequest(world.instance, at.officer, id)).version)
    const reasons = 'What is told does not agree with what is known.'
    await send(`/asylum/${id}`, {
      do: 'announce',
      version: await version(),
      'announce-grounds': 'not-a-refugee',
      'announce-reasons': reasons,
    })
    expect((await send('/me/asylum', { do: 'statement', 'statement-words': '' }, as)).status).toBe(422)
    await send('/me/asylum', { do: 'statement', 'statement-words': 'My brother can tell.' }, as)
    expect(await text(`/asylum/${id}`)).toContain('My brother can tell.')
    await send(`/asylum/${id}`, {
      do: 'refuse',
      version: await version(),
      'refuse-grounds': 'not-a-refugee',
      'refuse-reasons': reasons,
    })
    const refused = await text('/me/asylum', as)
    expect(refused).toContain(reasons)
    await send('/me/asylum', { do: 'appeal', 'appeal-words': 'They did not look at my papers.' }, as)
    expect(await text('/me/asylum', as)).toContain('is being judged')
  })
})
