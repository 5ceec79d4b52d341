import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { act, inTransaction } from '../platform/act.ts'
import { type Actor, everyone } from '../platform/actor.ts'
import { sql, type Tx } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { verifyCommand } from './commands/verify.ts'
import { reinstateDocument, revokeDocument, suspendDocument } from './end-document.ts'
import { findDocument, findDocuments, getCredential, getDocumentBytes } from './find-documents.ts'
import {
  findIssuerMetadata,
  findSigningKeys,
  rotateSigningKeys,
  withdrawSigningKey,
} from './find-signing-keys.ts'
import { allocateStatus, findStatusList } from './find-status-list.ts'
import { type IssuedDocument, issueDocument, type ToIssue } from './issue-document.ts'
import { verifyCredential } from './verify-credential.ts'

let world: World
let officer: Staff
let stranger: Staff
let worker: string
let issued: IssuedDocument
const folder = mkdtempSync(join(tmpdir(), 'qonys-verify-'))

beforeAll(async () => {
  world = await makeWorld('2026-04-15T05:00:00Z')
  const office = await world.office()
  officer = await world.officer('permit-officer', office)
  stranger = await world.officer('permit-officer', office, { regions: ['19'] })
  worker = await world.person({ birthDate: '1885-01-01' })
  issued = await issue(officer, toIssue())
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

const words = (text: string) => ({ kk: text, ru: text, en: text })
const toIssue = (change: { cause?: string; subject?: string } = {}): ToIssue => ({
  cause: newId(),
  subject: worker,
  regions: ['75'],
  birthDate: '1885-01-01',
  policyHash: 'hash-of-the-law',
  document: {
    kind: 'labour-permit',
    language: 'tg',
    authority: words('Authority'),
    help: words('1414'),
    appealBody: words('Commission'),
    holder: { latinName: 'RAHIMOVA GULNORA', citizenship: words('Tajikistan'), documentNumber: 'A1234567' },
    employer: 'Omarova Aigul',
    work: words('Domestic worker'),
    place: 'Almaty',
    region: words('Almaty city'),
    wage: 18_000_000n,
    validFrom: '2026-04-15',
    validUntil: '2026-07-14',
    taxPaidUntil: '2026-07-14',
    basis: [{ text: words('art. 43-2'), lawState: 'in force' }],
  },
  face: { name: 'RAHIMOVA GULNORA', region: 'KZ-75', place: 'Almaty' },
  particulars: {
    family_name: 'RAHIMOVA',
    given_name: 'GULNORA',
    birth_date: '1885-01-01',
    citizenship: 'TJK',
    document_number: 'A1234567',
    employer: 'Omarova Aigul',
    occupation: '9111',
    place: 'Almaty',
  },
  ...change,
})

const issueAct = act({
  name: 'issue-test-document',
  who: everyone,
  input: z.object({ given: z.custom<ToIssue>() }),
  async do({ given }, doing) {
    const document = await issueDocument(doing, given)
    await doing.record({ type: 'tested', subjects: [given.subject] })
    return document
  },
})
const endAct = act({
  name: 'end-test-document',
  who: everyone,
  input: z.object({ id: z.string(), how: z.enum(['revoke', 'suspend', 'reinstate']) }),
  async do({ id, how }, doing) {
    if (how === 'revoke') await revokeDocument(doing, id, 'employment-ended')
    else if (how === 'suspend') await suspendDocument(doing, id, 'doubt')
    else await reinstateDocument(doing, id)
    await doing.record({ type: 'tested', subjects: [worker] })
    return {}
  },
})
async function issue(actor: Actor, given: ToIssue): Promise<IssuedDocument> {
  const answer = await issueAct(world.instance, actor, { given })
  if ('refused' in answer) throw new Error('refused')
  return answer
}
const as = <T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inTransaction(world.instance, actor, false, work)
const nobody: Actor = { kind: 'public' }
const issuer = 'http://localhost'

async function checkNow(document: string) {
  const now = world.clock.now()
  const { credential, presentation } = await as(officer, (tx) => getCredential(tx, document))
  const list = Number(
    /status\/(\d+)/.exec(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString())?.[1],
  )
  const metadata = await as(nobody, (tx) => findIssuerMetadata(tx, issuer))
  const statusList = await as(nobody, (tx) =>
    findStatusList(tx, { issuer, secret: world.instance.config.secret, list, now }),
  )
  const { verdict, reason } = await verifyCredential(presentation, {
    issuer,
    keys: metadata.jwks.keys,
    statusList,
    now,
  })
  return reason ?? verdict
}

test('an issued document is kept byte for byte and its event says so', async () => {
  const { pdf, sha256, serial } = await as(officer, (tx) => getDocumentBytes(tx, issued.id))
  expect(serial).toBe(issued.serial)
  expect(createHash('sha256').update(pdf).digest('hex')).toBe(issued.sha256)
  expect(Buffer.from(sha256).toString('hex')).toBe(issued.sha256)
  expect(await checkNow(issued.id)).toBe('valid')
  const events = await world.owner.rows<{ after: { serial: string } }>(
    sql`select after from platform.event where type = 'document-issued' and subjects @> array[${worker}::uuid] order by id limit 1`,
  )
  expect(events[0]?.after.serial).toBe(issued.serial)
})

test('no mistake can change the bytes, nor delete a document', async () => {
  for (const statement of [
    sql`update credential.document set pdf = 'x' where id = ${issued.id}::uuid`,
    sql`update credential.document set serial = 'x' where id = ${issued.id}::uuid`,
    sql`delete from credential.document where id = ${issued.id}::uuid`,
  ])
    await expect(as(officer, (tx) => tx.done(statement))).rejects.toThrow(/permission denied/)
})

test('one decision gives one document, however often the job runs', async () => {
  const given = toIssue()
  const first = await issue({ kind: 'system', job: 'reaction' }, given)
  const again = await issue({ kind: 'system', job: 'reaction' }, given)
  expect(again).toEqual(first)
})

test('seen by staff of the region and the holder, by no other', async () => {
  const seen = async (actor: Actor) =>
    (await as(actor, (tx) => findDocuments(tx, { subject: worker }))).length > 0
  expect(await seen(officer)).toBe(true)
  expect(await seen(await world.account(worker))).toBe(true)
  expect(await seen(stranger)).toBe(false)
  expect(await seen(await world.account(await world.person()))).toBe(false)
  expect(await seen(nobody)).toBe(false)
  await expect(as(stranger, (tx) => getDocumentBytes(tx, issued.id))).rejects.toThrow('not-found')
})

test('without the code: serial number and birth date show the face, one of them nothing', async () => {
  const find = (serial: string, birthDate: string, day = '2026-04-15') =>
    as(nobody, (tx) => findDocument(tx, serial, birthDate, Temporal.PlainDate.from(day)))
  expect(await find(issued.serial.toLowerCase(), '1885-01-01')).toEqual({
    kind: 'labour-permit',
    serial: issued.serial,
    face: { name: 'RAHIMOVA GULNORA', region: 'KZ-75', place: 'Almaty' },
    validFrom: '2026-04-15',
    validUntil: '2026-07-14',
    issuedAt: expect.any(String),
    verdict: 'valid',
    reason: null,
  })
  expect(await find(issued.serial, '1885-01-02')).toBeUndefined()
  expect(await find('LP-26-0000-0000', '1885-01-01')).toBeUndefined()
  expect((await find(issued.serial, '1885-01-01', '2026-07-15'))?.reason).toBe('expired')
  expect((await find(issued.serial, '1885-01-01', '2026-04-14'))?.reason).toBe('not-yet-valid')
})

test('suspension is seen at once and ends; revocation is final', async () => {
  const { id } = await issue(officer, toIssue())
  expect(await checkNow(id)).toBe('valid')
  await endAct(world.instance, officer, { id, how: 'suspend' })
  expect(await checkNow(id)).toBe('suspended')
  await endAct(world.instance, officer, { id, how: 'reinstate' })
  expect(await checkNow(id)).toBe('valid')
  await endAct(world.instance, officer, { id, how: 'revoke' })
  await endAct(world.instance, officer, { id, how: 'revoke' })
  expect(await checkNow(id)).toBe('revoked')
  await expect(endAct(world.instance, officer, { id, how: 'reinstate' })).rejects.toThrow('wrong-state')
  await expect(
    as(officer, (tx) => tx.done(sql`update credential.status_entry set status = 0 where status = 1`)),
  ).rejects.toThrow('stays revoked')
  await expect(
    as(officer, (tx) =>
      tx.done(
        sql`update credential.document set revoked_at = null, ended_reason = null where id = ${id}::uuid`,
      ),
    ),
  ).rejects.toThrow('stays revoked')
  expect(await checkNow(issued.id)).toBe('valid')
})

test('fifty issued at once get fifty indexes, and a full list gives way to the next', async () => {
  const now = world.clock.now()
  const drawn = await Promise.all(
    Array.from({ length: 50 }, () => as(officer, (tx) => allocateStatus(tx, now))),
  )
  expect(new Set(drawn.map((d) => `${d.list}/${d.index}`)).size).toBe(50)
  await world.owner.done(sql`insert into credential.status_list (id, opened_at) values (7, now())`)
  await world.owner.done(
    sql`insert into credential.status_entry (list_id, idx) select 7, i from generate_series(0, 131071) i`,
  )
  expect((await as(officer, (tx) => allocateStatus(tx, now))).list).toBe(8)
})

test('after rotation what was issued before still verifies; a withdrawn key verifies nothing', async () => {
  const { secret } = world.instance.config
  const before = await issue(officer, toIssue())
  const rotated = await as(officer, (tx) => rotateSigningKeys(tx, secret, world.clock.now()))
  const after = await issue(officer, toIssue())
  expect(await checkNow(before.id)).toBe('valid')
  expect(await checkNow(after.id)).toBe('valid')
  const keys = await as(officer, (tx) => findSigningKeys(tx))
  const old = keys.find((key) => key.kid !== rotated.kid)
  await as(officer, (tx) => withdrawSigningKey(tx, old?.kid ?? '', 'leaked', world.clock.now()))
  expect(await checkNow(before.id)).toBe('unknown-key')
  expect(await checkNow(after.id)).toBe('valid')
})

test('qonys verify reads the PDF, the code’s text and the complete credential', async () => {
  const { secret } = world.instance.config
  const { id } = await issue(officer, toIssue())
  const { pdf } = await as(officer, (tx) => getDocumentBytes(tx, id))
  const { credential, presentation } = await as(officer, (tx) => getCredential(tx, id))
  const uri = Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString()
  const list = Number(/status\/(\d+)/.exec(uri)?.[1])
  // The command's clock is the machine's: the list is signed for now, the day asked for is the world's.
  const statusList = await as(nobody, (tx) =>
    findStatusList(tx, { issuer, secret, list, now: Temporal.Now.instant() }),
  )
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const keys = file('keys.json', JSON.stringify(await as(nobody, (tx) => findIssuerMetadata(tx, issuer))))
  const status = file('status.jwt', statusList ?? '')
  const known = ['--keys', keys, '--status', status, '--at', '2026-05-01']
  const run = async (args: string[], stdin = '') => {
    const lines: string[] = []
    const io = {
      stdin: async () => stdin,
      out: (l: string) => lines.push(l),
      err: (l: string) => lines.push(l),
      tty: false,
    }
    return { code: await verifyCommand(args, io), text: lines.join('\n') }
  }
  expect(await run([file('permit.pdf', pdf), ...known])).toMatchObject({
    code: 0,
    text: expect.stringContaining('RAHIMOVA GULNORA'),
  })
  expect((await run([file('permit.pdf', pdf), ...known])).text).toContain('compare the page')
  expect((await run([`${issuer}/v#${presentation}`, ...known])).text).not.toContain('compare the page')
  expect((await run([presentation, ...known, '--issuer', 'https://moved.example'])).text).toContain(
    `but issued at ${issuer}`,
  )
  expect((await run([`${issuer}/v#${presentation}`, ...known])).code).toBe(0)
  expect((await run(['-', ...known, '--json'], `${credential}\n`)).text).toContain(
    '"document_number":"A1234567"',
  )
  expect((await run([presentation, '--keys', keys, '--status', status, '--at', '2026-07-15'])).code).toBe(1)
  expect((await run([presentation.replace('~', 'x~'), ...known])).code).toBe(1)
  expect((await run([file('empty.pdf', '%PDF-1.7'), ...known])).code).toBe(1)
  expect((await run([presentation, '--keys', 'http://127.0.0.1:1/keys'])).code).toBe(3)
  expect((await run([presentation, '--keys', keys, '--at', '2026-05-01'])).code).toBe(3)
  for (const wrong of [
    [],
    ['a', 'b'],
    ['no-such-file.pdf'],
    [presentation, '--at', 'soon'],
    [presentation, '--nonsense'],
    [presentation, '--keys', status],
    [presentation, '--keys', 'missing.json'],
  ])
    expect((await run(wrong)).code, wrong.join(' ')).toBe(2)
})
