import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyCommand } from '../../src/credential/commands/verify.ts'
import { makeDemoIin } from '../../src/person/check-iin.ts'
import { writeMrz } from '../../src/person/write-mrz.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { partnerSecrets } from '../../src/platform/partner-secrets.ts'
import { hashToken } from '../../src/platform/session.ts'
import { fitsTheWindow, lookClosely as lookWithAxe } from './look-closely.ts'
import { type Country, type Look, runCountry } from './run-country.ts'
import { fill, send, signInByCode, signInStaff } from './sign-in.ts'

let country: Country
let folder: string
let serial = 0

beforeAll(async () => {
  country = await runCountry()
  folder = mkdtempSync(join(tmpdir(), 'qonys-document-'))
  const { world } = country
  const office = await world.office({ matters: ['household-permit'], name: 'Permits' })
  await world.office({
    institution: 'commission',
    region: null,
    matters: ['appeal', 'court'],
    name: 'Appeals',
  })
  await world.officer('registrar', office, { subject: 'staff-registration-almaty', name: 'Registrar Demo' })
  await world.officer('permit-officer', office, { subject: 'staff-permit-almaty-1', name: 'Officer Demo' })
  await world.owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
    values (${newId()}, 'commission', 'border feed', ${hashToken(partnerSecrets(world.instance.config).border.token)}, '{crossings}', '{*}', now())`)
})
afterAll(async () => {
  await country?.close()
  rmSync(folder, { recursive: true, force: true })
})

const looks: Look[] = [
  { locale: 'ru', width: 360, script: false },
  { locale: 'kk', width: 1280, script: true },
  { locale: 'en', width: 360, script: true, dark: true },
]

/** The days of this journey's country. */
const born = { day: '4', month: '7', year: '1991' }
const day = (name: string, at: Temporal.PlainDate | typeof born) => ({
  [`${name}-day`]: String(at.day),
  [`${name}-month`]: String(at.month),
  [`${name}-year`]: String(at.year),
})

describe.each(looks)('a household permit in $locale at $width px, script: $script', (look) => {
  const number = `DEMO${String(10_000 + ++serial * 37)}`
  const phones = { worker: `+7700111${2000 + serial}`, employer: `+7700222${2000 + serial}` }
  // The three looks have the same HTML: axe reads it once, the windows are measured each time.
  const lookClosely = look.script ? fitsTheWindow : lookWithAxe
  const own = serial - 1
  let officer: Tab
  let employer: Tab
  let worker: Tab

  test('a passport is read and the person is registered', async () => {
    officer = await country.open(look)
    await signInStaff(officer, 'staff-registration-almaty', '/register')
    const zone = writeMrz(
      {
        documentCode: 'P',
        issuingState: 'TJK',
        nationality: 'TJK',
        primaryName: 'RAHIMOVA',
        secondaryName: `ZEBUNISO ${'ABC'[own]}`,
        documentNumber: number,
        birthDate: '1991-07-04',
        sex: 'F',
        expiryDate: '2032-03-14',
      },
      'TD3',
    )
    await fill(officer, { mrz: zone })
    await officer.locator('button[name=_read]').click()
    await officer.waitForLoadState()
    expect(await officer.inputValue('[name=number]')).toBe(number)
    expect(await officer.inputValue('[name=latinFamily]')).toBe('RAHIMOVA')
    await lookClosely(officer)
    await fill(officer, {
      nativeFamily: ['Раҳимова', 'Каримова', 'Назарова'][own] ?? '',
      nativeGiven: 'Зебунисо',
      nativePatronymic: 'Фарҳодовна',
      phone: phones.worker,
      iin: makeDemoIin('1991-07-04', 'F', 4000 + own),
      region: '75',
    })
    if (await officer.locator('[name=typedByHand]').count())
      await officer.locator('[name=typedByHand]').check({ force: true })
    await send(officer)
    // Those of the other looks have nearly her name and her birth date: the officer compares and says so.
    if (own > 0) {
      await officer.locator('#alike').waitFor()
      await lookClosely(officer)
      const others = officer.locator('[name^="alike-"][value=not-same]')
      for (let at = 0; at < (await others.count()); at++) await others.nth(at).check({ force: true })
      await fill(officer, { alikeReason: 'Another face and another father' })
      await send(officer)
    }
    await officer.waitForURL('**/people/*')
    await lookClosely(officer)
  })

  test('what an officer saw of her is recorded, and the border tells that she came', async () => {
    const record = officer.url()
    for (const kind of ['fingerprints', 'medical-certificate', 'medical-insurance']) {
      await officer.goto(`${record}/evidence`)
      await fill(officer, { kind })
      await send(officer)
      await officer.waitForURL('**/people/*')
    }
    await officer.goto(`${record}/evidence`)
    await lookClosely(officer)
    const at = country.world.clock.now().subtract({ hours: 30 }).toString()
    const answer = await fetch(`${country.url}/api/2026-11-24/crossings`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${partnerSecrets(country.world.instance.config).border.token}`,
        'content-type': 'application/x-ndjson',
      },
      body: `${JSON.stringify({ document: { issuingState: 'TJK', number }, birthDate: '1991-07-04', direction: 'entry', at, point: 'zhibek-zholy', source: 'border', sourceReference: number })}\n`,
    })
    expect(await answer.json()).toMatchObject({ accepted: 1 })
  })

  test('the host, who also employs her, signs in and tells of her arrival', async () => {
    const person = await country.world.person({ citizenship: 'KAZ', latinName: `KASSYMOV ARMAN ${own}` })
    employer = await country.open(look)
    const account = await country.world.account(person)
    await country.world.owner.done(
      sql`update person.account set address = ${phones.employer} where id = ${account.account}`,
    )
    await signInByCode(country, employer, phones.employer, '/arrivals/new')
    const arrived = country.world.clock.today().subtract({ days: 1 })
    await fill(employer, {
      issuingState: 'TJK',
      documentNumber: number,
      ...day('birthDate', born),
      ...day('arrivedOn', arrived),
      hostName: 'Kassymov Arman',
      region: '75',
      address: 'Almaty, Demo street 1',
    })
    await lookClosely(employer)
    await send(employer)
    await employer.waitForURL('**/arrivals')
    expect(await employer.locator('main table tbody tr').count()).toBe(1)
    await lookClosely(employer)
  })

  test('the household is registered and offers work', async () => {
    await employer.goto('/household')
    await lookClosely(employer)
    await employer.goto('/household/register')
    await fill(employer, { region: '75', address: 'Almaty, Demo street 1' })
    await send(employer)
    await employer.waitForURL('**/household')
    await employer.goto('/household/offers/new')
    await send(employer)
    await lookClosely(employer)
    await fill(employer, {
      issuingState: 'TJK',
      documentNumber: number,
      ...day('birthDate', born),
      kindOfWork: 'cleaning',
      duties: 'Cleaning and cooking on weekdays',
      wage: '150 000',
      months: '2',
      ...day('startsOn', country.world.clock.today()),
    })
    await send(employer)
    await employer.waitForURL(/\/offers\/[0-9a-f-]{36}$/)
    await lookClosely(employer)
  })

  test('she reads it in Tajik and agrees', async () => {
    worker = await country.open({ ...look, locale: 'tg' })
    await signInByCode(country, worker, phones.worker)
    await lookClosely(worker)
    await worker.goto('/me/claim')
    await lookClosely(worker)
    await fill(worker, { issuingState: 'TJK', documentNumber: number, ...day('birthDate', born) })
    await send(worker)
    await worker.waitForURL('**/me')
    await lookClosely(worker)
    await worker.goto(employer.url())
    await lookClosely(worker)
    expect((await worker.textContent('main'))?.replaceAll(/[\s,]/g, '')).toContain('150000')
    await worker.locator('main form button').first().click()
    await worker.waitForURL(/\/offers\/[0-9a-f-]{36}/)
    await worker.goto(`${new URL(employer.url()).pathname}/copy`)
    await lookClosely(worker)
    expect(await worker.textContent('main')).toMatch(/[0-9a-f]{64}/)
  })

  test('the employer applies and pays the tax; the system grants', async () => {
    await employer.goto(`${new URL(employer.url()).pathname}/apply`)
    await lookClosely(employer)
    await employer.locator('main form button').first().click()
    await employer.waitForURL('**/payments/*')
    await lookClosely(employer)
    expect((await employer.textContent('main'))?.replaceAll(/[\s,]/g, '')).toContain('34600')
    await employer.locator('main form button').first().click()
    await employer.waitForURL(/\/bank\/pay\//)
    await employer.locator('[name=decision][value=pay]').click()
    await employer.waitForURL('**/payments/*')
    await expect
      .poll(
        async () =>
          (
            await country.world.owner.maybe<{ id: string; document_id: string | null }>(
              sql`select p.id, p.document_id from permit.permit p join permit.offer o on o.id = p.offer_id
                join person.travel_document d on d.person_id = p.worker_person where d.number = ${number}`,
            )
          )?.document_id ?? undefined,
        { timeout: 40_000, interval: 500 },
      )
      .toBeTruthy()
    await employer.reload()
    await lookClosely(employer)
    await employer.goto('/household')
    await lookClosely(employer)
    await employer.locator('main a[href^="/permits/"]').first().click()
    await employer.waitForURL('**/permits/*')
    await lookClosely(employer)
    const path = await employer.locator('main a[href^="/documents/"]').first().getAttribute('href')
    expect((await employer.context().request.get(path ?? '')).status()).toBe(200)
  })

  test('she has the document, and a stranger checks it without us', async () => {
    await worker.goto('/me')
    await lookClosely(worker)
    expect(await worker.locator('main a[href^="/permits/"]').count()).toBeGreaterThan(0)
    const path = await worker.locator('main a[href^="/documents/"]').first().getAttribute('href')
    const pdf = await worker.context().request.get(path ?? '')
    expect(pdf.headers()['content-type']).toContain('application/pdf')
    const file = join(folder, `${number}.pdf`)
    writeFileSync(file, await pdf.body())
    const keys = join(folder, 'keys.json')
    writeFileSync(keys, await (await fetch(`${country.url}/.well-known/jwt-vc-issuer`)).text())
    const said: string[] = []
    const code = await verifyCommand(
      [file, '--keys', keys, '--at', country.world.clock.now().toString(), '--json'],
      {
        stdin: async () => '',
        out: (text) => said.push(text),
        err: (text) => said.push(text),
        tty: false,
      },
      country.world.clock.now(),
    )
    expect({ code, said: said.join() }).toMatchObject({ code: 0 })

    const stranger = await country.open(look)
    await stranger.goto('/check')
    await fill(stranger, { serial: (path ?? '').split('/').pop() ?? '', ...day('birthDate', born) })
    await send(stranger)
    await stranger.waitForLoadState()
    expect(await stranger.textContent('main')).toContain('ZEBUNISO')
    await lookClosely(stranger)
    await stranger.context().close()
  })

  test('she sees who looked at her data, and what she was told', async () => {
    await worker.goto('/me/looks')
    expect(await worker.locator('main ul.access li').count()).toBeGreaterThan(2)
    await lookClosely(worker)
    await worker.goto('/me/messages')
    expect(await worker.locator('main ul.access li').count()).toBeGreaterThan(1)
    await lookClosely(worker)
    for (const tab of [officer, employer, worker]) await tab.context().close()
  })
})
