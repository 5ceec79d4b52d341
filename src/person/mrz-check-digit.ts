const weights = [7, 3, 1] as const

/** 0-9 as themselves, A-Z as 10-35, the filler as 0; null for a character that a zone may not hold. */
function characterValue(char: string): number | null {
  if (char === '<') return 0
  if (char >= '0' && char <= '9') return Number(char)
  if (char >= 'A' && char <= 'Z') return char.charCodeAt(0) - 55
  return null
}

/**
 * The check digit of a stretch of a machine readable zone: values weighted 7, 3, 1 in turn, modulo 10 (ICAO Doc 9303
 * part 3, §4.9). Null when a character has no value.
 *
 * The weights share no factor with 10, so changing one character is found unless both characters have the same value
 * modulo 10. Those are exactly the groups of `undetectedGroups`; of the usual reading errors, G for 6 is never found.
 */
export function mrzCheckDigit(text: string): string | null {
  let sum = 0
  for (let i = 0; i < text.length; i++) {
    const value = characterValue(text.charAt(i))
    if (value === null) return null
    sum += value * (weights[i % 3] ?? 0)
  }
  return String(sum % 10)
}

/** Characters that may stand for one another without any check digit noticing: equal values modulo 10. */
export const undetectedGroups = [
  '0<AKU',
  '1BLV',
  '2CMW',
  '3DNX',
  '4EOY',
  '5FPZ',
  '6GQ',
  '7HR',
  '8IS',
  '9JT',
] as const
