import { inflateSync } from 'node:zlib'
import decodeQR from 'qr/decode.js'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { fullLocales, type Locale } from '../platform/language.ts'
import { countQrModules, issueCredential, longestQrText, renderQr } from './issue-credential.ts'
import { readPdfCredential } from './read-pdf-credential.ts'
import {
  type DecisionLetter,
  type LabourPermit,
  maskDocumentNumber,
  renderDocument,
} from './render-document.ts'
import { createSigningKey, openSigner } from './signing-key.ts'
import { credentialText } from './text.ts'

const issuer = 'https://qonys.example.kz'
const secret = new Uint8Array(32).fill(3)
const now = Temporal.Instant.from('2026-03-01T05:00:00Z')
const signer = openSigner(createSigningKey(secret, now), secret)

const common = {
  serial: 'LP-26-7K4M-Q2XW',
  baseUrl: issuer,
  language: 'uz' as Locale,
  issuedOn: '2026-03-01',
  demo: true,
  authority: { kk: 'Жұмыспен қамту басқармасы', ru: 'Управление занятости', en: 'Employment Department' },
  help: { kk: '1414', ru: '1414', en: '1414' },
  appealBody: { kk: 'Апелляциялық комиссия', ru: 'Апелляционная комиссия', en: 'Appeal commission' },
}
const words = (text: string) => ({ kk: text, ru: text, en: text })
const letter: DecisionLetter = {
  ...common,
  kind: 'decision-letter',
  decision: 'refuse',
  to: { latinName: 'RAHIMOVA DILNOZA' },
  caseNumber: '2026-000042',
  heardOn: '2026-02-20',
  reasons: [{ text: words('Five already work here'), article: words('art. 43-2'), lawState: 'in force' }],
  trace: [
    {
      condition: words('Workers in the household'),
      value: words('5'),
      threshold: words('at most 4'),
      article: words('art. 43-2'),
      lawState: 'unverified',
      answer: 'not-met',
    },
  ],
  appealUntil: '2026-06-01',
  decidedBy: { name: 'Сейітова Мәдина', post: words('chief specialist') },
}
let permit: LabourPermit

async function credential(place = 'Талғар ауданы, Бесағаш', name = 'RAHIMOVA DILNOZA TURSUNBOY QIZI') {
  return issueCredential(
    {
      kind: 'labour-permit',
      serial: common.serial,
      issuer,
      issuedAt: now,
      validFrom: Temporal.PlainDate.from('2026-03-01'),
      validUntil: Temporal.PlainDate.from('2026-05-31'),
      status: { uri: `${issuer}/status/0`, index: 131_071 },
      face: { name, region: 'KZ-19', place },
      particulars: {
        family_name: 'RAHIMOVA',
        given_name: 'DILNOZA',
        birth_date: '1885-01-01',
        citizenship: 'UZB',
        document_number: 'FA1234567',
        employer: 'Omarova Aigul',
        occupation: '9111',
        place,
      },
    },
    signer,
  )
}

beforeAll(async () => {
  const { qrText, presentation } = await credential()
  permit = {
    ...common,
    kind: 'labour-permit',
    holder: {
      latinName: 'RAHIMOVA DILNOZA TURSUNBOY QIZI',
      nativeName: 'Rahimova Dilnoza Tursunboy qizi',
      citizenship: { kk: 'Өзбекстан', ru: 'Узбекистан', en: 'Uzbekistan', uz: 'Oʻzbekiston' },
      documentNumber: 'FA1234567',
    },
    employer: 'Омарова Айгүл',
    work: { kk: 'Үй жұмысшысы', ru: 'Домашний работник', en: 'Domestic worker' },
    place: 'Талғар ауданы, Бесағаш ауылы',
    region: { kk: 'Алматы облысы', ru: 'Алматинская область', en: 'Almaty Region' },
    wage: 18_000_000n,
    validFrom: '2026-03-01',
    validUntil: '2026-05-31',
    taxPaidUntil: '2026-05-31',
    basis: [{ text: words('art. 43-2'), lawState: 'in force' }],
    qrText,
    presentation,
  }
})

/** Everything in a PDF that can be unpacked, as text: catalogue, structure and metadata stand in it. */
function unpackPdf(pdf: Uint8Array): string {
  const file = Buffer.from(pdf)
  let text = file.toString('latin1')
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at)) {
    const end = file.indexOf('endstream', at)
    if (end < 0) break
    try {
      text += inflateSync(file.subarray(at + 7, end)).toString('latin1')
    } catch {
      // Not packed: it is in the text already.
    }
    at = end + 9
  }
  return text
}

describe.each(['permit', 'letter'] as const)('a %s', (which) => {
  const document = () => (which === 'permit' ? permit : letter)

  test('is tagged PDF/UA-1 with a title and a language', () => {
    const pdf = unpackPdf(renderDocument(document()))
    expect(pdf).toContain('/StructTreeRoot')
    expect(pdf).toMatch(/\/Marked\s+true/)
    expect(pdf).toMatch(/\/Lang\s*\(kk\)/)
    expect(pdf).toMatch(/pdfuaid:part>1</)
    expect(pdf).toMatch(/\/DisplayDocTitle\s+true/)
    expect(pdf).toMatch(/\/Title\s/)
    for (const language of ['ru', 'en', 'uz']) expect(pdf).toMatch(new RegExp(`/Lang\\s*\\(${language}\\)`))
  })

  test('has the same bytes each time', () => {
    expect(Buffer.compare(renderDocument(document()), renderDocument(document()))).toBe(0)
  })

  test.each(['kk', 'ru', 'en', 'uz', 'tg', 'ky', 'zh', 'tr'] as const)(
    'is made for a reader of %s',
    (language) => {
      expect(renderDocument({ ...document(), language }).length).toBeGreaterThan(20_000)
    },
  )
})

test('the code and the permit carry the same presentation, and the code has a text beside it', () => {
  const pdf = renderDocument(permit)
  expect(readPdfCredential(pdf)).toBe(permit.presentation)
  expect(unpackPdf(pdf)).toContain('/Alt')
  expect(readPdfCredential(renderDocument(letter))).toBeUndefined()
})

test('a file without our attachment, and rubbish, have no credential', () => {
  for (const text of ['', '%PDF-1.7 stream', 'stream\nabc endstream', 'stream'.repeat(1000)])
    expect(readPdfCredential(Buffer.from(text))).toBeUndefined()
})

test('the printed code reads back, with modules no smaller than 0.41 mm', async () => {
  const { data, info } = await sharp(Buffer.from(renderQr(permit.qrText)), { density: 300 })
    .resize(900, 900, { fit: 'fill' })
    .flatten({ background: '#fff' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(decodeQR({ width: info.width, height: info.height, data })).toBe(permit.qrText)
  expect(countQrModules(permit.qrText)).toBeLessThanOrEqual(101)
  const field = 50
  const quietZone = 8
  expect(field / (countQrModules(permit.qrText) + quietZone)).toBeGreaterThan(0.45)
  expect(field / (countQrModules('x'.repeat(longestQrText)) + quietZone)).toBeGreaterThan(0.41)
})

test('a face too long for the code is refused, not printed unreadably', async () => {
  await expect(credential('Бесағаш '.repeat(40))).rejects.toThrow('invalid-input')
})

test('the number of the travel document shows its end only', () => {
  expect(maskDocumentNumber('FA1234567')).toBe('•••••4567')
  expect(maskDocumentNumber('12')).toBe('•••12')
})

test('a name in a script the font lacks is left to the Latin one', () => {
  const georgian = renderDocument({ ...permit, holder: { ...permit.holder, nativeName: 'დილნოზა' } })
  expect(georgian.length).toBeGreaterThan(20_000)
})

test('the checker’s words exist in eight languages, the documents’ in six', () => {
  for (const key of credentialText.keys) {
    const all = ['en', 'kk', 'ru', 'uz', 'tg', 'ky'] as Locale[]
    const isPublic = /^(checker|verdict|reason|particulars|kind)\./.test(key)
    for (const locale of isPublic ? [...all, 'zh', 'tr'] : all)
      expect(credentialText.files[locale as Locale]?.[key], `${key} in ${locale}`).toBeTruthy()
  }
  for (const locale of fullLocales)
    expect(
      Object.keys(credentialText.files[locale] ?? {})
        .filter((k) => k !== '$review')
        .sort(),
    ).toEqual([...credentialText.keys].sort())
})
