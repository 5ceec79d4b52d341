import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { Fault } from '../platform/fault.ts'
import { formatDate, type Locale } from '../platform/language.ts'
import { messageText } from './text.ts'

const here = import.meta.dirname
let shared: NodeCompiler | undefined

function typesetter(): NodeCompiler {
  const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/onest/package.json'))
  const weights = ['400Regular', '700Bold']
  shared ??= NodeCompiler.create({
    workspace: here,
    fontArgs: [{ fontBlobs: weights.map((w) => readFileSync(join(fonts, w, `Onest_${w}.ttf`))) }],
  })
  return shared
}

/**
 * A letter that says that there is news and where to read it, nothing else: Kazakh and Russian, then the reader's language (English
 * where Onest has no letters for it). PDF/UA-1; the same input gives the same bytes.
 * @param given.lines who and where, as the envelope's window shows it; letters that Onest lacks are left out of it
 */
export function writeLetter(given: {
  lines: string[]
  language: Locale
  page: string
  day: Temporal.PlainDate
  demo: boolean
}): Uint8Array {
  const third =
    given.language === 'zh' || given.language === 'kk' || given.language === 'ru' ? 'en' : given.language
  const parts = (['kk', 'ru', third] as const).map((lang) => ({
    lang,
    title: messageText(lang)('subject'),
    text: messageText(lang)('letter.text'),
    day: formatDate(lang, given.day),
  }))
  const drawable = given.lines.map((line) =>
    line.replace(/[^\p{Script=Latin}\p{Script=Cyrillic}\p{N}\p{P}\p{Zs}]/gu, ''),
  )
  const data = {
    title: messageText('kk')('subject'),
    lines: drawable.filter(Boolean),
    parts,
    page: given.page,
    demo: given.demo,
    demoText: `${messageText('kk')('letter.demo')} ${messageText('ru')('letter.demo')}`,
  }
  const compiler = typesetter()
  try {
    const { result } = compiler.compile({
      mainFilePath: join(here, 'letter.typ'),
      inputs: { data: JSON.stringify(data) },
    })
    if (!result) throw new Fault('unexpected', { details: { typesetter: 'letter' } })
    // Without a time of its own the file carries the second in which it was made: two runs of one job would differ.
    const creationTimestamp = given.day.toZonedDateTime('UTC').epochMilliseconds / 1000
    return new Uint8Array(compiler.pdf(result, { pdfStandard: 'ua-1', creationTimestamp }))
  } finally {
    // The cache is the process's and keeps every letter's address; nothing of one person may wait for the next.
    compiler.evictCache(0)
  }
}
