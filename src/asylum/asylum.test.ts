import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { inTransaction, isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { stayOf } from '../stay/grounds.ts'
import { allowRecipient, endRecipient } from './allow-recipient.ts'
import { judgeAppeal, lodgeAppeal } from './appeal-refusal.ts'
import { type AsylumOffices, makeOffices, passport, said, take } from './asylum.test-help.ts'
import { behindWall, personKey } from './behind-wall.ts'
import { recogniseRefugee, refuseRequest } from './decide-request.ts'
import { findOwnRequest, findRequests, getRequest } from './find-requests.ts'
import { giveWaitingCertificates } from './give-certificate.ts'
import { giveConsent, withdrawConsent } from './give-consent.ts'
import { announceRefusal, giveStatement } from './hear-person.ts'
import { noteHanding } from './note-handing.ts'
import { noteFingerprints, postponeDecision, renewCertificate } from './note-step.ts'
import { takeRequest } from './take-request.ts'

let world: World
let at: AsylumOffices
beforeAll(async () => {
  world = await makeWorld()
  at = await makeOffices(world)
})
afterAll(() => world.close())

const job = { kind: 'system', job: 'test' } as const
const stay = (person: string) =>
  inTransaction(world.instance, job, false, (tx) => stayOf(tx, person, 'AFG', world.clock.today()))
const reasons = 'The fear is not founded on what is known of the country.'
const open = (id: string, as = at.officer) => getRequest(world.instance, as, id)

async function refused(id: string) {
  await announceRefusal(world.instance, at.officer, {
    request: id,
    version: (await open(id)).version,
    grounds: ['not-a-refugee', 'law-on-refugees'],
    reasons,
    form: newId(),
  })
  const person = await open(id)
  await giveStatement(world.instance, at.officer, { request: id, words: 'It is true what I said.' })
  await refuseRequest(world.instance, at.colleague, {
    request: id,
    version: person.version,
    grounds: ['not-a-refugee', 'law-on-refugees'],
    reasons,
    form: newId(),
  })
}

describe('a request for asylum', () => {
  it('gives on the same day a paper and days for three months, by a ground that says nothing', async () => {
    const { id, person } = await take(world, at.officer)
    const file = await open(id)
    expect(file).toMatchObject({
      state: 'pending',
      in_time: true,
      received_on: '2026-11-24',
      fingerprints_by: '2026-11-27',
      decide_by: '2027-02-24',
      story: said.story,
      persecutedBy: 'AFG',
    })
    expect(file.certificates).toMatchObject([{ to: '2027-02-24', law_state: 'in force', given: true }])
    const { kind, subject } = await world.owner.one<{ kind: string; subject: string }>(
      sql`select kind, subject from credential.document where subject = ${person}::uuid`,
    )
    expect({ kind, subject }).toEqual({ kind: 'lawful-stay', subject: person })
    expect((await stay(person)).lastDay).toBe('2027-02-24')
    expect(
      await world.owner.one(
        sql`select kind, closed_because, document from stay.ground where person_id = ${person}::uuid`,
      ),
    ).toEqual({ kind: 'other', closed_because: null, document: null })
  })
  it('of the same form is one; of a person whose request is pending a second is refused', async () => {
    const form = newId()
    const given = { ...said, document: passport() }
    const first = await takeRequest(world.instance, at.officer, given, form)
    expect(await takeRequest(world.instance, at.officer, given, form)).toEqual(first)
    expect(await takeRequest(world.instance, at.officer, given, newId())).toEqual({
      refused: [{ code: 'open-request' }],
    })
    expect(
      await takeRequest(world.instance, at.officer, { ...given, birthDate: '1992-05-07' }, newId()),
    ).toEqual({ refused: [{ code: 'document-of-another' }] })
  })
  it('is taken from somebody without any paper, and late with a reason in any words', async () => {
    const late = { ...said, since: '2026-08-01' }
    await expect(takeRequest(world.instance, at.officer, late, newId())).rejects.toMatchObject({
      issues: [{ path: 'lateReason', code: 'required' }],
    })
    const taken = await takeRequest(
      world.instance,
      at.officer,
      { ...late, lateReason: 'did-not-know' },
      newId(),
    )
    if (isRefusal(taken)) throw new Error('refused')
    expect(await open(taken.id)).toMatchObject({
      in_time: false,
      lateReason: 'did-not-know',
      state: 'pending',
    })
  })
  it('on the fifth day is in time, on the sixth late', async () => {
    const fifth = await take(world, at.officer, { since: '2026-11-19' })
    expect((await open(fifth.id)).in_time).toBe(true)
    const sixth = await take(world, at.officer, { since: '2026-11-18', lateReason: 'illness' })
    expect((await open(sixth.id)).in_time).toBe(false)
  })
  it('is whole when the paper could not be made: the next turn makes it, once', async () => {
    const { id, person } = await take(world, at.officer)
    await world.owner.done(sql`update asylum.certificate set given = false where request_id = ${id}::uuid`)
    expect(await giveWaitingCertificates(world.instance)).toBe(1)
    expect(
      await world.owner.one(
        sql`select count(*)::int as n from credential.document where subject = ${person}::uuid`,
      ),
    ).toEqual({ n: 1 })
    expect((await open(id)).certificates[0]?.given).toBe(true)
  })
  it('has its steps: fingerprints, a postponement of a year at most, a renewal near the end', async () => {
    const { id, person } = await take(world, at.officer)
    await noteFingerprints(world.instance, at.officer, id)
    expect((await open(id)).fingerprints_on).toBe('2026-11-24')
    const { version } = await open(id)
    const why = 'We wait for an answer about the papers.'
    await expect(
      postponeDecision(world.instance, at.officer, { request: id, version, to: '2028-02-25', why }),
    ).rejects.toMatchObject({ issues: [{ path: 'to', code: 'too-late' }] })
    await postponeDecision(world.instance, at.officer, { request: id, version, to: '2028-02-24', why })
    expect(await renewCertificate(world.instance, at.officer, { request: id, form: newId() })).toMatchObject({
      refused: [{ code: 'too-early' }],
    })
    world.clock.set('2027-02-10T06:00:00Z')
    const form = newId()
    expect(await renewCertificate(world.instance, at.officer, { request: id, form })).toEqual({
      to: '2027-05-10',
    })
    await renewCertificate(world.instance, at.officer, { request: id, form })
    expect((await stay(person)).lastDay).toBe('2027-05-10')
    const papers = await world.owner.rows<{ counts: boolean }>(
      sql`select revoked_at is null as counts from credential.document where subject = ${person}::uuid order by issued_at`,
    )
    expect(papers).toEqual([{ counts: false }, { counts: true }])
    world.clock.set('2026-11-24T06:00:00Z')
  })
})

describe('a decision', () => {
  it('recognises: the status has its days', async () => {
    const { id, person } = await take(world, at.officer)
    await recogniseRefugee(world.instance, at.officer, { request: id, version: 1, reasons, form: newId() })
    expect(await open(id)).toMatchObject({
      state: 'recognised',
      decisions: [{ kind: 'recognise', adverse: false }],
    })
    expect((await stay(person)).lastDay).toBe('2027-11-24')
  })
  it('refuses only after the hearing, on law that was seen; meanwhile and until the appeal the days go on', async () => {
    const { id, person } = await take(world, at.officer)
    const refuse = (grounds: string[], version: number) =>
      refuseRequest(world.instance, at.colleague, { request: id, version, grounds, reasons, form: newId() })
    await expect(refuse(['not-a-refugee'], 1)).rejects.toMatchObject({ code: 'wrong-state' })
    await announceRefusal(world.instance, at.officer, {
      request: id,
      version: 1,
      grounds: ['not-a-refugee'],
      reasons,
      form: newId(),
    })
    await expect(refuse(['law-on-refugees'], 2)).rejects.toMatchObject({
      issues: [{ code: 'unverified-alone' }],
    })
    await expect(refuse(['excluded'], 2)).rejects.toMatchObject({ issues: [{ code: 'not-yet' }] })
    await giveStatement(world.instance, at.officer, { request: id, words: 'It is true.' })
    await expect(refuse(['excluded'], 2)).rejects.toMatchObject({ issues: [{ code: 'no-ground' }] })
    await refuse(['not-a-refugee'], 2)
    const file = await open(id)
    expect(file.decisions[0]).toMatchObject({
      kind: 'refuse',
      adverse: true,
      appeal_until: '2027-02-24',
      reasons,
    })
    expect((await stay(person)).lastDay).toBe('2027-02-24')
  })
  it('is appealed and judged by another office; a won appeal makes a refugee, a lost one leads to court', async () => {
    for (const outcome of ['overturned', 'upheld'] as const) {
      const { id, person } = await take(world, at.officer)
      await refused(id)
      await expect(getRequest(world.instance, at.judge, id)).rejects.toMatchObject({ code: 'not-found' })
      const account = await world.account(person)
      await lodgeAppeal(world.instance, account, {
        request: id,
        words: 'They did not read my papers.',
        form: newId(),
      })
      const seen = await getRequest(world.instance, at.judge, id)
      expect(seen).toMatchObject({ state: 'appealed', appeals: [{ in_time: true, outcome: null }] })
      const given = { request: id, version: seen.version, outcome, reasons, form: newId() }
      await expect(judgeAppeal(world.instance, at.officer, given)).rejects.toMatchObject({
        code: 'not-found',
      })
      await judgeAppeal(world.instance, at.judge, given)
      const file = await open(id)
      expect(file.state).toBe(outcome === 'upheld' ? 'closed' : 'recognised')
      expect((await stay(person)).lastDay).toBe(outcome === 'upheld' ? '2027-02-24' : '2027-11-24')
    }
  })
  it('cannot be otherwise by straight SQL as the module’s own role', async () => {
    const { id } = await take(world, at.officer)
    await refused(id)
    const { decision, hearing } = await world.owner.one<{ decision: string; hearing: string }>(
      sql`select id as decision, hearing_id as hearing from asylum.decision where request_id = ${id}::uuid`,
    )
    const insert = (given: Record<string, string>, as = at.colleague) =>
      behindWall(world.instance, as, (tx) => {
        const row: Record<string, string> = {
          id: `'${newId()}'`,
          request_id: `'${id}'`,
          form: `'${newId()}'`,
          kind: `'refuse'`,
          adverse: 'true',
          decided_by: `'${as.staff}'`,
          office_id: `'${as.office}'`,
          institution: `'${as.institution}'`,
          decided_on: `'2026-11-24'`,
          reasons: `decode(repeat('00', 60), 'hex')`,
          grounds: `'{not-a-refugee}'`,
          law_states: `'{in force}'`,
          policy_hash: `'x'`,
          hearing_id: `'${hearing}'`,
          appeal_to: `'${at.judge.office}'`,
          appeal_until: `'2027-02-24'`,
          ...given,
        }
        return tx.done(
          sql.raw(`insert into asylum.decision (${Object.keys(row)}) values (${Object.values(row)})`),
        )
      })
    const refusedBy = (constraint: string) => expect.objectContaining({ constraint })
    for (const [given, constraint] of [
      [{ reasons: `decode(repeat('00', 49), 'hex')` }, 'adverse_needs_reasons'],
      [{ appeal_to: 'null' }, 'adverse_needs_appeal'],
      [{ appeal_until: `'2026-11-24'` }, 'adverse_needs_appeal'],
      [{ hearing_id: 'null' }, 'refusal_needs_a_hearing'],
      [{ adverse: 'false' }, 'refusing_is_adverse'],
      [{ grounds: `'{}'` }, 'adverse_needs_grounds'],
      [{ law_states: `'{unverified}'` }, 'refusal_rests_on_law_that_was_seen'],
      [{ law_states: `'{in force,proposed}'` }, 'proposed_law_decides_nothing'],
    ] as const)
      await expect(insert(given), constraint).rejects.toEqual(refusedBy(constraint))
    // In another's name, before the hearing, and by the office that decided.
    await expect(insert({ decided_by: `'${at.officer.staff}'` })).rejects.toMatchObject({ code: '42501' })
    const other = await take(world, at.officer)
    await announceRefusal(world.instance, at.officer, {
      request: other.id,
      version: 1,
      grounds: ['not-a-refugee'],
      reasons,
      form: newId(),
    })
    const unheard = (await open(other.id)).hearings[0]?.id ?? ''
    await expect(insert({ hearing_id: `'${unheard}'`, request_id: `'${other.id}'` })).rejects.toEqual(
      refusedBy('heard_before_refused'),
    )
    await lodgeAppeal(world.instance, at.officer, {
      request: id,
      words: 'They did not read it.',
      form: newId(),
    })
    // Judged by a body that only takes requests, whatever office it names.
    await expect(
      insert(
        { kind: `'uphold'`, supersedes: `'${decision}'`, hearing_id: 'null', office_id: `'${newId()}'` },
        at.officer,
      ),
    ).rejects.toMatchObject({ code: '42501' })
    const judge = { ...at.judge, office: at.officer.office }
    await expect(
      insert({ kind: `'uphold'`, supersedes: `'${decision}'`, hearing_id: 'null' }, judge),
    ).rejects.toEqual(refusedBy('appeal_has_another_judge'))
    for (const what of ['update asylum.decision set grounds = grounds', 'delete from asylum.decision'])
      await expect(
        behindWall(world.instance, at.officer, (tx) => tx.done(sql.raw(what))),
      ).rejects.toMatchObject({ code: '42501' })
  })
})

describe('who may have anything of it', () => {
  it('is the institution that took it and the person: for everybody else it is not there', async () => {
    const { id, person } = await take(world, at.officer)
    const absent = newId()
    for (const as of [at.stranger, at.judge])
      for (const one of [id, absent, 'x'])
        await expect((async () => getRequest(world.instance, as, one))()).rejects.toMatchObject({
          code: 'not-found',
        })
    expect(await findRequests(world.instance, at.stranger)).toEqual([])
    const own = await findOwnRequest(world.instance, await world.account(person))
    expect(own?.id).toBe(id)
    await open(id)
    expect((await findOwnRequest(world.instance, await world.account(person)))?.reads).toMatchObject([
      { names: { en: 'executive-75' }, read_on: '2026-11-24' },
    ])
    const another = await world.account(await world.person())
    expect(await findOwnRequest(world.instance, another)).toBeUndefined()
    await expect(
      lodgeAppeal(world.instance, another, { request: id, words: 'I am somebody else.', form: newId() }),
    ).rejects.toMatchObject({ code: 'not-found' })
  })
  it('is nobody of another state, no consulate and no authority that enforces: the table refuses them, the owner too', async () => {
    const names = JSON.stringify({ kk: 'x', ru: 'x', en: 'x' })
    await world.owner.done(sql`insert into institution.institution (code, kind, names) values
      ('embassy-of-origin', 'partner', ${names}::jsonb), ('police', 'migration-service', ${names}::jsonb), ('border', 'border-service', ${names}::jsonb)`)
    const allow = (code: string, kind: string, country: string | null) =>
      world.owner.done(sql`insert into asylum.recipient (code, names, kind, country, does, ground, listed_on)
        values (${code}, ${names}::jsonb, ${kind}, ${country}, '{told}', 'Order that allows it', '2026-01-01')`)
    const refusedBy = (constraint: string) => expect.objectContaining({ constraint })
    for (const country of ['AFG', 'UZB', 'CHN'])
      await expect(allow('embassy-of-origin', 'ministry', country)).rejects.toMatchObject({ code: '23514' })
    await expect(allow('embassy', 'ministry', 'AFG')).rejects.toMatchObject({ code: '23514' })
    await expect(allow('consulate', 'consulate', 'KAZ')).rejects.toMatchObject({ code: '23514' })
    await expect(allow('consulate', 'international', 'AFG')).rejects.toEqual(refusedBy('no_foreign_state'))
    // Nor under a false name.
    await expect(allow('embassy-of-origin', 'international', null)).rejects.toEqual(
      refusedBy('recipient_is_what_it_says'),
    )
    await expect(allow('police', 'ministry', 'KAZ')).rejects.toEqual(refusedBy('recipient_is_what_it_says'))
    for (const code of ['police', 'border', 'embassy-of-origin'])
      await expect(
        allowRecipient(world.owner, { code, does: ['told'], ground: 'Order that allows it' }, '2026-01-01'),
      ).rejects.toEqual(refusedBy('named_kinds_only'))
    // No program of ours lengthens the list.
    await expect(
      behindWall(world.instance, at.officer, (tx) =>
        tx.done(sql`insert into asylum.recipient (code, names, kind, does, ground, listed_on)
          values ('x', ${names}::jsonb, 'international', '{told}', 'Order that allows it', '2026-01-01')`),
      ),
    ).rejects.toMatchObject({ code: '42501' })
  })
  it('ends at once when an institution leaves the list', async () => {
    const { id } = await take(world, at.stranger, { since: '2026-11-24' })
    expect((await getRequest(world.instance, at.stranger, id)).id).toBe(id)
    await endRecipient(world.owner, 'executive-71', '2026-11-24')
    await expect(getRequest(world.instance, at.stranger, id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(take(world, at.stranger)).rejects.toMatchObject({ code: 'not-found' })
    await allowRecipient(
      world.owner,
      { code: 'executive-71', does: ['receives'], ground: 'Order of the world of tests' },
      '2026-11-24',
    )
  })
})

describe('a consent', () => {
  it('is asked by nothing: the whole way goes without one, and without one nothing goes out', async () => {
    const { id } = await take(world, at.officer)
    await refused(id)
    await lodgeAppeal(world.instance, at.officer, {
      request: id,
      words: 'They did not read it.',
      form: newId(),
    })
    const { version, consents } = await open(id)
    expect(consents).toEqual([])
    const hand = (recipient: string) =>
      noteHanding(world.instance, at.officer, {
        request: id,
        recipient,
        categories: ['contact'],
        purpose: 'So that it can help them.',
        form: newId(),
      })
    await expect(hand('un-office')).rejects.toMatchObject({
      issues: [{ path: 'recipient', code: 'no-consent' }],
    })
    await expect(hand('executive-71')).rejects.toMatchObject({
      issues: [{ path: 'recipient', code: 'not-listed' }],
    })
    await expect(hand('nobody')).rejects.toMatchObject({
      issues: [{ path: 'recipient', code: 'not-listed' }],
    })
    await hand('committee')
    await judgeAppeal(world.instance, at.judge, {
      request: id,
      version,
      outcome: 'overturned',
      reasons,
      form: newId(),
    })
    expect(await open(id)).toMatchObject({ state: 'recognised', handings: [{ names: { en: 'committee' } }] })
  })
  it('is kept word for word in the person’s language, and ends when it is taken back', async () => {
    const { id, person } = await take(world, at.officer)
    const account = await world.account(person)
    const give = () =>
      giveConsent(world.instance, account, {
        request: id,
        recipient: 'un-office',
        language: 'tg',
        form: newId(),
      })
    await give()
    await give()
    const own = await findOwnRequest(world.instance, account)
    expect(own?.consents).toHaveLength(1)
    const [consent] = own?.consents ?? []
    expect(consent).toMatchObject({ language: 'tg', draft: true, withdrawn_on: null })
    expect(consent?.words).toContain('Офис ООН')
    const hand = () =>
      noteHanding(world.instance, at.officer, {
        request: id,
        recipient: 'un-office',
        categories: ['contact'],
        purpose: 'So that it can help them.',
        form: newId(),
      })
    await hand()
    await withdrawConsent(world.instance, account, { request: id, consent: consent?.id ?? '' })
    await expect(hand()).rejects.toMatchObject({ issues: [{ code: 'no-consent' }] })
    expect((await findOwnRequest(world.instance, account))?.handings).toHaveLength(1)
  })
})

describe('what is kept', () => {
  it('is sealed and bound to its row; no column leads to the person', async () => {
    const { id, person } = await take(world, at.officer)
    const other = await take(world, at.officer)
    const dump = await world.owner.rows<{ row: string }>(
      sql`select r::text as row from asylum.request r union all select c::text from asylum.certificate c`,
    )
    const text = dump.map(({ row }) => row).join('\n')
    for (const word of [person, 'FLEDOVA', 'AFG', said.story, Buffer.from(said.story).toString('hex')])
      expect(text).not.toContain(word)
    const bases = await world.owner.rows<{ basis: string }>(
      sql`select basis::text from stay.ground where kind = 'other'`,
    )
    expect(bases.length).toBeGreaterThan(0)
    for (const { basis } of bases) expect(text).not.toContain(basis)
    expect(personKey(world.instance, person)).not.toEqual(personKey(world.instance, other.person))
    await world.owner.done(
      sql`update asylum.request a set sealed = b.sealed from asylum.request b where a.id = ${id}::uuid and b.id = ${other.id}::uuid`,
    )
    await expect(open(id)).rejects.toThrow()
  })
})
