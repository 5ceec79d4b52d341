import type { Locale } from '../platform/language.ts'
import type { NameMatch } from './explain-name.ts'
import type { FoundPerson } from './find-people.ts'
import { recordText } from './record-text.ts'

/** Why somebody was found: `Жұмабай = ZHUMABAI, spelling of the passport`, word by word. */
export const matchInWords = (locale: Locale, matched: NameMatch[]): string => {
  const t = recordText(locale)
  const telling = matched.filter(({ how, where }) => how !== 'same' || where === 'former')
  if (matched.length > 0 && telling.length === 0) return t('match.same')
  return telling
    .map(({ typed, found, how, where }) => {
      const why = [t(`match.${where}`), how === 'consonants' ? t('match.consonants') : '']
      return `${typed} = ${found} (${why.filter(Boolean).join(', ')})`
    })
    .join('; ')
}

/** The same for whatever was typed. */
export const foundInWords = (locale: Locale, { by, matched }: FoundPerson): string =>
  by === 'document' || by === 'iin' || by === 'phone'
    ? recordText(locale)(`match.${by}`)
    : matchInWords(locale, matched)
