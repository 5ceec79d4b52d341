import { z } from 'zod'
import type { Locale } from '../platform/language.ts'
import { readYaml } from '../platform/read-yaml.ts'

const Words = z.record(z.string(), z.strictObject({ kk: z.string(), ru: z.string() }))

const { acts, remarks } = readYaml(
  new URL('data/acts-in-words.yaml', import.meta.url),
  z.strictObject({ acts: Words, remarks: Words }),
  'acts-in-words.yaml',
).data

const { titles } = readYaml(
  new URL('data/act-titles.yaml', import.meta.url),
  z.strictObject({ titles: Words }),
  'act-titles.yaml',
).data

/** The longest first: an act may be called as another one begins. */
const names = Object.keys(acts).sort((a, b) => b.length - a.length)

/** "art. 97(9)" and its like; Kazakh puts the number first. */
function placeIn(place: string, language: 'kk' | 'ru'): string | undefined {
  const [, what, number] = /^(arts?\.?|p\.|ch\.|No\.|items?) (.+)$/.exec(place) ?? []
  if (!what || !number) return undefined
  const numbers = number.replaceAll(' and ', language === 'kk' ? ' және ' : ' и ')
  if (/[a-z]/.test(numbers)) return undefined
  const word = {
    kk: { a: 'бап', p: 'тармақ', c: 'тарау', i: 'тармақ' },
    ru: { a: 'ст.', p: 'п.', c: 'гл.', i: 'п.' },
  }[language]
  if (what === 'No.') return `№ ${numbers}`
  const name = word[what[0] as 'a' | 'p' | 'c' | 'i']
  return language === 'kk' ? `${numbers}-${name}` : `${name} ${numbers}`
}

/** Words, and the language they are in; `''` where nobody asked for it. */
interface Said {
  text: string
  language: 'kk' | 'ru' | 'en' | ''
}

/**
 * What has no words here is the English of `policy/`, or what an official typed in a language of their own: that begins in Cyrillic, while
 * English may hold the letters of a number (No. 144/НҚ).
 */
const asWritten = (text: string): Said => ({
  text,
  language: /^\P{L}*\p{Script=Cyrillic}/u.test(text) ? '' : 'en',
})

/**
 * The place in the law that a condition rests on, as a reader of the language knows it; Uzbek, Tajik and Kyrgyz readers get Russian. What has no
 * translation stays as it was written, whole.
 */
export function articleIn(locale: Locale, article: string): Said {
  if (locale === 'en' || locale === 'zh' || locale === 'tr') return asWritten(article)
  const language = locale === 'kk' ? 'kk' : 'ru'
  const whole = remarks[article]?.[language]
  if (whole) return { text: whole, language }
  const said: string[] = []
  for (const one of article.split('; ')) {
    const text = one in remarks ? remarks[one]?.[language] : oneAct(one, language)
    if (text === undefined) return asWritten(article)
    said.push(text)
  }
  return { text: said.join('; '), language }
}

/**
 * What an act is called, as a reader of the language knows it; Uzbek, Tajik and Kyrgyz readers get Russian, as with the place in it. An act without
 * words here, such as one that officials published, keeps its own title.
 */
export function titleIn(locale: Locale, act: { id: string; title: string }): Said {
  const said = locale === 'en' || locale === 'zh' || locale === 'tr' ? undefined : titles[act.id]
  if (!said) return asWritten(act.title)
  const language = locale === 'kk' ? 'kk' : 'ru'
  return { text: said[language], language }
}

function oneAct(text: string, language: 'kk' | 'ru'): string | undefined {
  const name = names.find(
    (each) => text === each || (text.startsWith(each) && /^[ ,:]/.test(text.slice(each.length))),
  )
  if (!name)
    return /^Law No\. [\dIVX-]+$/.test(text)
      ? text.replace(/^Law No\./, language === 'kk' ? 'Заң №' : 'Закон №')
      : undefined
  let rest = text.slice(name.length)
  let said = acts[name]?.[language] ?? name
  while (rest) {
    const place = /^,? ((?:arts?\.?|p\.|ch\.|items?) [\d()\-,]+(?: and [\d()-]+)*)/.exec(rest)
    const bracket = /^ \(([^)]+)\)/.exec(rest)
    const tail = /^([,:]) ([^(]+?)(?= \(|$)/.exec(rest)
    if (place?.[1]) {
      const words = placeIn(place[1], language)
      if (words === undefined) return undefined
      said += `${language === 'kk' ? ' ' : ', '}${words}`
      rest = rest.slice(place[0].length)
    } else {
      const found = bracket ?? tail
      const remark = remarks[(bracket?.[1] ?? tail?.[2] ?? '').trim()]?.[language]
      if (!found || remark === undefined) return undefined
      said += bracket ? ` (${remark})` : `${tail?.[1]} ${remark}`
      rest = rest.slice(found[0].length)
    }
  }
  return said
}
