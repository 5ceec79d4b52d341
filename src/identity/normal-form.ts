import { foldWords } from '../person/fold-name.ts'
import type { FieldKind } from './field-levels.ts'

/** The form in which values of a kind are compared; the empty string when nothing is left. */
export const normalForm: Record<FieldKind, (text: string) => string> = {
  name: foldInOrder,
  text: foldInOrder,
  code: (text) => text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, ''),
  date: normalDate,
}

/** Folded words in the order they came; the order of a name's words is decided where names are compared. */
function foldInOrder(text: string): string {
  return foldWords(text).join(' ')
}

/**
 * A day as YYYYMMDD from 1990-03-27, 19900327, 27.03.1990, 27/03/1990 or the year alone; what is no day of a calendar keeps
 * its digits, since a typed 31.02. still resembles what was meant.
 */
function normalDate(text: string): string {
  const parts = text.match(/\d+/g)
  if (!parts || /^(0+|9+)$/.test(parts.join(''))) return ''
  const [one = '', two = '', three = ''] = parts
  if (parts.length === 3)
    return one.length === 4
      ? one + two.padStart(2, '0') + three.slice(0, 2).padStart(2, '0')
      : three.slice(0, 4) + two.padStart(2, '0') + one.padStart(2, '0')
  return parts.join('').slice(0, 8)
}

// The endings that make a patronymic of a father's name, folded: Russian, Kazakh, Kyrgyz, Uzbek, Tajik, Azerbaijani, Turkmen and Persian.
const endings =
  /(ovic|evic|ovna|evna|icna|inicna| ?uli| ?ulu| ?kizi| ?ogli| ?oglu| ?ugli| ?giz| ?gizi| ?qizi|zoda|zada|zade|zod|pur| ?tegin)$/

/** A father's name from any form of the patronymic, so that Фарҳодовна, Farhod qizi and Фарҳодзода meet. */
export function fatherName(text: string): string {
  const folded = foldInOrder(text)
  const bare = folded.replace(endings, '').trim()
  return bare.length >= 3 ? bare : folded
}
