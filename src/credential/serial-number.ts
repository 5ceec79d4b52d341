import { randomInt } from 'node:crypto'
import type { Document } from './render-document.ts'

// 31 characters that are not mistaken for each other on paper or by telephone; a prime number, so that the check character
// finds every single wrong character and every exchange of two.
const alphabet = '023456789ABCDEFGHJKMNPQRSTVWXYZ'
const prefixes: Record<Document['kind'], string> = {
  'labour-permit': 'LP',
  'decision-letter': 'DL',
  'registration-certificate': 'RC',
  'kandas-certificate': 'KS',
  'kandas-card': 'KC',
  'lawful-stay': 'LS',
}

/**
 * A serial number such as `LP-26-7K4M-Q2XW`: kind, year of issue, seven random characters and a check character. Random, so that
 * numbers cannot be counted through and do not tell how many were issued.
 */
export function newSerial(kind: Document['kind'], year: number): string {
  const head = `${prefixes[kind]}${String(year % 100).padStart(2, '0')}`
  const random = Array.from({ length: 7 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return group(`${head}${random}${checkCharacter(random)}`)
}

/** What a person typed as our way of writing it; undefined when the check character says that it was mistyped. */
export function readSerial(typed: string): string | undefined {
  const bare = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0')
  const match = /^([A-Z]{2})(\d\d)([0-9A-Z]{7})([0-9A-Z])$/.exec(bare)
  if (
    !match?.[3] ||
    !Object.values(prefixes).includes(match[1] ?? '') ||
    [...match[3]].some((c) => !alphabet.includes(c))
  )
    return undefined
  return checkCharacter(match[3]) === match[4] ? group(bare) : undefined
}

const group = (bare: string): string =>
  `${bare.slice(0, 2)}-${bare.slice(2, 4)}-${bare.slice(4, 8)}-${bare.slice(8)}`

function checkCharacter(random: string): string {
  const sum = [...random].reduce((total, c, index) => total + alphabet.indexOf(c) * (index + 2), 0)
  return alphabet[sum % alphabet.length] ?? ''
}
