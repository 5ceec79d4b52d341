import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { Fault } from '../platform/fault.ts'
import { formatDate, formatMoney, type Locale, languages } from '../platform/language.ts'
import type { certificateKinds } from './certificate-kinds.ts'
import { renderQr } from './issue-credential.ts'
import { type CredentialKey, credentialText } from './text.ts'

/** A word or sentence of another module in the official languages, in English, and where known in the person's own. */
export type Words = { kk: string; ru: string; en: string } & Partial<Record<Locale, string>>
export type LawState = 'in force' | 'pilot' | 'unverified' | 'proposed'
export interface Basis {
  text: Words
  lawState: LawState
}

interface Common {
  serial: string
  /** Base address of the installation, no slash at the end. */
  baseUrl: string
  /** The person's language; kk, ru, en, uz, tg and ky have their own text, others get English. */
  language: Locale
  /** `YYYY-MM-DD`, like every date here. */
  issuedOn: string
  /** The authority that decided. */
  authority: Words
  /** Where to get help: telephone, messenger, office. */
  help: Words
  /** Body that hears complaints and appeals. */
  appealBody: Words
  demo: boolean
}

export interface LabourPermit extends Common {
  kind: 'labour-permit'
  /** The birth date is not printed: with the serial number it is the key to the check without a code. */
  holder: { latinName: string; nativeName?: string | undefined; citizenship: Words; documentNumber: string }
  employer: string
  work: Words
  place: string
  region: Words
  /** Wage a month in tiyn; null when it was not declared. */
  wage: bigint | null
  validFrom: string
  validUntil: string
  /** Only where tax is paid ahead: permits in households. */
  taxPaidUntil?: string | undefined
  basis: Basis[]
  /** From `issueCredential`: what the QR says and what is attached to the PDF. */
  qrText: string
  presentation: string
}

/** A document of an upper module that a stranger scans like a permit; the module says what stands in it. */
export interface Certificate extends Common {
  kind: (typeof certificateKinds)[number]
  lead: Words
  holder: LabourPermit['holder']
  /** What it certifies, in reading order. */
  fields: { label: Words; value: Words | string }[]
  validFrom: string
  validUntil: string
  rights: { title: Words; text: Words }
  basis: Basis[]
  qrText: string
  presentation: string
}

export type DecisionKind =
  | 'grant'
  | 'refuse'
  | 'revoke'
  | 'extend'
  | 'end'
  | 'uphold'
  | 'overturn'
  | 'correct'

export interface DecisionLetter extends Common {
  kind: 'decision-letter'
  decision: DecisionKind
  to: { latinName: string; nativeName?: string | undefined }
  caseNumber: string
  reasons: { text: Words; article: Words; lawState: LawState }[]
  heardOn?: string | undefined
  trace: {
    condition: Words
    value: Words
    threshold: Words
    article: Words
    lawState: LawState
    answer: 'met' | 'not-met' | 'needs-an-officer'
  }[]
  /** Last day to appeal; null only when the decision takes nothing from anybody. */
  appealUntil: string | null
  decidedBy: { name: string; post: Words } | 'system'
}

export type Document = LabourPermit | Certificate | DecisionLetter

/** One text in one language, so that a screen reader changes its voice with it. */
interface Said {
  lang: Locale
  text: string
}
interface Entry {
  labels: Said[]
  values: Said[]
}

const official = ['kk', 'ru'] as const
const written: readonly Locale[] = ['kk', 'ru', 'en', 'uz', 'tg', 'ky']

/**
 * Renders a document as PDF/UA-1: tagged, A4, official Kazakh and Russian text first, then the person's language and English.
 * Same input, same bytes. Throws what the typesetter reports, e.g. when a text has no glyph.
 */
export function renderDocument(document: Document): Uint8Array {
  const letter = document.kind === 'decision-letter'
  const data = letter ? letterData(document) : permitData(document)
  const compiler = typesetter()
  try {
    const compiled = compiler.compile({
      mainFilePath: join(here, letter ? 'decision-letter.typ' : 'labour-permit.typ'),
      inputs: { data: JSON.stringify(data) },
    })
    const { result } = compiled
    if (!result) throw new Fault('unexpected', { details: { typesetter: diagnose(compiler, compiled) } })
    return new Uint8Array(compiler.pdf(result, { pdfStandard: 'ua-1' }))
  } finally {
    // The cache is the process's and keeps every document's data; nothing of one person may wait for the next.
    compiler.evictCache(0)
  }
}

/** The last four characters; the rest is hidden, for a permit is shown to many. */
export const maskDocumentNumber = (number: string): string =>
  `${'•'.repeat(Math.max(number.length - 4, 3))}${number.slice(-4)}`

type Compiled = ReturnType<NodeCompiler['compile']>

/** Messages of the typesetter about the template; they name lines, never data. */
function diagnose(compiler: NodeCompiler, compiled: Compiled): string[] {
  const error = compiled.takeDiagnostics()
  return error ? compiler.fetchDiagnostics(error).map((d: { message?: string }) => String(d.message)) : []
}

const here = import.meta.dirname
let shared: NodeCompiler | undefined

function typesetter(): NodeCompiler {
  if (shared) return shared
  const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/onest/package.json'))
  const weights = ['400Regular', '600SemiBold', '700Bold']
  shared = NodeCompiler.create({
    workspace: here,
    fontArgs: [{ fontBlobs: weights.map((w) => readFileSync(join(fonts, w, `Onest_${w}.ttf`))) }],
  })
  return shared
}

/** An address as people read it aloud. */
const bare = (url: string): string => url.replace(/^https?:\/\//, '')

const inWords = (words: Words, locale: Locale): string =>
  words[locale] ?? (locale === 'uz' || locale === 'tg' || locale === 'ky' ? words.ru : words.en)
const say = (locale: Locale, text: string): Said => ({ lang: locale, text })
const sayEach = (locales: readonly Locale[], text: (locale: Locale) => string): Said[] =>
  locales.map((locale) => say(locale, text(locale)))
const sayWords = (locales: readonly Locale[], words: Words): Said[] =>
  sayEach(locales, (l) => inWords(words, l))
const label = (locales: readonly Locale[], key: CredentialKey): Said[] =>
  sayEach(locales, (l) => credentialText(l)(key))

/** Reading copies: the person's own language and English. */
function copyLanguages(language: Locale): Locale[] {
  return written.includes(language) && language !== 'en' ? [language, 'en'] : ['en']
}

/** Onest draws Latin and Cyrillic; a name in another script is left to the Latin one beside it. */
function drawable(name: string | undefined): string | null {
  return name && /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Mark}\p{Zs}'’ʻʼ.-]+$/u.test(name) ? name : null
}

function frame(document: Common, titles: string[]) {
  return {
    lang: 'kk',
    title: `${titles.join(' / ')} · ${document.serial}`,
    author: inWords(document.authority, 'kk'),
    date: document.issuedOn.split('-').map(Number),
    serial: document.serial,
    serialLabel: label(official, 'checker.serial'),
    country: label(official, 'document.country'),
    markAlt: 'Qonys',
    footer: `${bare(document.baseUrl)}/v`,
    demo: document.demo ? label(official, 'document.demo') : null,
    qrAlt: official
      .map((l) =>
        credentialText(l)('document.qr-alt', {
          serial: document.serial,
          address: `${bare(document.baseUrl)}/v`,
        }),
      )
      .join(' '),
  }
}

function lawStateText(locale: Locale, state: LawState): string {
  return credentialText(locale)(`law-state.${state === 'in force' ? 'in-force' : state}`)
}

const withState = (locale: Locale, text: string, state: LawState): string =>
  `${text} (${lawStateText(locale, state)})`

function permitData(permit: LabourPermit | Certificate) {
  const address = `${bare(permit.baseUrl)}/v`
  const native = drawable(permit.holder.nativeName)
  const number = maskDocumentNumber(permit.holder.documentNumber)
  const fieldsIn = (locales: readonly Locale[]): Entry[] => [
    {
      labels: label(locales, 'particulars.citizenship'),
      values: sayWords(locales, permit.holder.citizenship),
    },
    { labels: label(locales, 'document.travel-document'), values: [say('en', number)] },
    ...ownFields(permit, locales),
    { labels: label(locales, 'document.issued-by'), values: sayWords(locales, permit.authority) },
  ]
  const datesIn = (locales: readonly Locale[]): Entry[] => [
    {
      labels: label(locales, 'checker.valid-from'),
      values: sayEach(locales, (l) => formatDate(l, permit.validFrom)),
    },
    {
      labels: label(locales, 'checker.valid-until'),
      values: sayEach(locales, (l) => formatDate(l, permit.validUntil)),
    },
    ...(permit.kind !== 'labour-permit' || permit.taxPaidUntil === undefined
      ? []
      : [
          {
            labels: label(locales, 'document.tax-paid-until'),
            values: sayEach(locales, (l) => formatDate(l, permit.taxPaidUntil ?? '')),
          },
        ]),
  ]
  const basisIn = (locales: readonly Locale[]): Said[] =>
    sayEach(locales, (l) => permit.basis.map((b) => withState(l, inWords(b.text, l), b.lawState)).join('; '))
  const issuedOn = (locales: readonly Locale[]): Entry => ({
    labels: label(locales, 'document.issued-on'),
    values: sayEach(locales, (l) => formatDate(l, permit.issuedOn)),
  })

  const inRows = (l: Locale): Entry[][] => {
    const [citizenship, travelDocument, ...others] = fieldsIn([l])
    const authority = others.pop()
    const [from, until, taxUntil] = datesIn([l])
    const holder = {
      labels: label([l], 'document.holder'),
      values: [say('en', permit.holder.latinName), ...(native ? [say(permit.language, native)] : [])],
    }
    const basis = { labels: label([l], 'document.basis'), values: basisIn([l]) }
    const rows = [
      [holder],
      [citizenship, travelDocument],
      // Region and wage share a line on a permit.
      ...(permit.kind === 'labour-permit'
        ? [...others.slice(0, 3).map((one) => [one]), others.slice(3)]
        : others.map((one) => [one])),
      [from, until],
      [taxUntil, issuedOn([l])],
      [authority],
      [basis],
    ]
    return rows.map((row) => row.filter((entry) => entry !== undefined))
  }
  const section = (l: Locale, title: CredentialKey, text: CredentialKey, values = {}) => ({
    lang: l,
    title: credentialText(l)(title),
    text: credentialText(l)(text, values),
  })
  const rightsIn = (l: Locale) =>
    permit.kind === 'labour-permit'
      ? section(l, 'document.rights.title', 'document.rights.text')
      : { lang: l, title: inWords(permit.rights.title, l), text: inWords(permit.rights.text, l) }
  const leadsIn = (locales: readonly Locale[]) =>
    permit.kind === 'labour-permit' ? label(locales, 'document.permit.lead') : sayWords(locales, permit.lead)
  const kind = `kind.${permit.kind}` as const
  const verifyIn = (l: Locale) => section(l, 'document.verify.title', 'document.verify.text', { address })
  const complainIn = (l: Locale) =>
    section(l, 'document.complain.title', 'document.complain.text', {
      help: inWords(permit.help, l),
      body: inWords(permit.appealBody, l),
    })

  return {
    ...frame(
      permit,
      label(official, kind).map((s) => s.text),
    ),
    titles: label(official, kind),
    leads: leadsIn(official),
    holder: { labels: label(official, 'document.holder'), name: say('en', permit.holder.latinName), native },
    fields: fieldsIn(official),
    dates: datesIn(official),
    rights: official.map(rightsIn),
    verify: official.map(verifyIn),
    basis: [{ labels: label(official, 'document.basis'), values: basisIn(official) }, issuedOn(official)],
    qr: renderQr(permit.qrText),
    presentation: permit.presentation,
    copies: copyLanguages(permit.language).map((l) => {
      const t = credentialText(l)
      return {
        lang: l,
        language: languages[l],
        title: t(kind),
        lead: leadsIn([l])[0]?.text,
        note: l === 'kk' || l === 'ru' || credentialText.reviewed(l) ? null : t('document.draft-note'),
        rows: inRows(l),
        sections: [rightsIn(l), complainIn(l), verifyIn(l)],
      }
    }),
  }
}

/** What a permit or a certificate says of its own, between the holder's papers and the authority. */
function ownFields(document: LabourPermit | Certificate, locales: readonly Locale[]): Entry[] {
  if (document.kind !== 'labour-permit')
    return document.fields.map((field) => ({
      labels: sayWords(locales, field.label),
      values: typeof field.value === 'string' ? [say('kk', field.value)] : sayWords(locales, field.value),
    }))
  const { wage } = document
  return [
    { labels: label(locales, 'document.employer'), values: [say('kk', document.employer)] },
    { labels: label(locales, 'document.work'), values: sayWords(locales, document.work) },
    { labels: label(locales, 'checker.place'), values: [say('kk', document.place)] },
    { labels: label(locales, 'checker.region'), values: sayWords(locales, document.region) },
    {
      labels: label(locales, 'document.wage'),
      values: [say('kk', wage === null ? '—' : formatMoney(locales[0] ?? 'kk', wage))],
    },
  ]
}

function letterData(letter: DecisionLetter) {
  const title = `decision.title.${letter.decision}` as const
  const native = drawable(letter.to.nativeName)
  const letterIn = (l: Locale) => {
    const t = credentialText(l)
    const one = (key: CredentialKey, ...texts: string[]): Entry => ({
      labels: label([l], key),
      values: texts.map((text) => say(l, text)),
    })
    const decidedBy =
      letter.decidedBy === 'system'
        ? [t('decision.system')]
        : [letter.decidedBy.name, inWords(letter.decidedBy.post, l)]
    return {
      lang: l,
      language: languages[l],
      title: t(title),
      note: l === 'kk' || l === 'ru' || credentialText.reviewed(l) ? null : t('document.draft-note'),
      fields: [
        one('decision.to', letter.to.latinName, ...(native ? [native] : [])),
        one('decision.case', letter.caseNumber),
        one('decision.date', formatDate(l, letter.issuedOn)),
        one('decision.authority', inWords(letter.authority, l)),
      ],
      reasonsTitle: t('decision.reasons'),
      heard: letter.heardOn ? t('decision.heard', { date: formatDate(l, letter.heardOn) }) : null,
      reasons: letter.reasons.map((r) => ({
        text: inWords(r.text, l),
        article: `${inWords(r.article, l)}, ${lawStateText(l, r.lawState)}`,
      })),
      trace: {
        title: t('decision.trace'),
        header: (['condition', 'value', 'threshold', 'article', 'answer'] as const).map((k) =>
          t(`decision.trace.${k}`),
        ),
        rows: letter.trace.map((row) => ({
          condition: inWords(row.condition, l),
          value: inWords(row.value, l),
          threshold: inWords(row.threshold, l),
          article: `${inWords(row.article, l)}, ${lawStateText(l, row.lawState)}`,
          answer: row.answer,
          answerText: t(`decision.answer.${row.answer}`),
        })),
      },
      appeal:
        letter.appealUntil === null
          ? null
          : {
              title: t('decision.appeal'),
              fields: [
                one('decision.appeal.until', formatDate(l, letter.appealUntil)),
                one('decision.appeal.body', inWords(letter.appealBody, l)),
              ],
              text: t('decision.appeal.text', {
                address: bare(letter.baseUrl),
                help: inWords(letter.help, l),
              }),
            },
      decidedBy: one('decision.officer', ...decidedBy),
    }
  }
  return {
    ...frame(
      letter,
      label(official, title).map((s) => s.text),
    ),
    letters: [...new Set<Locale>([...official, ...copyLanguages(letter.language)])].map(letterIn),
  }
}
