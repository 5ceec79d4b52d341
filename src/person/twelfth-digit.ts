const sum = (digits: string, weight: (place: number) => number): number =>
  [...digits].reduce((total, digit, i) => total + Number(digit) * weight(i), 0) % 11

/**
 * The check digit of an IIN or BIN from its first eleven digits: weights 1 to 11 modulo 11; when that gives 10, weights 3
 * to 11, 1, 2. Null when it gives 10 again: such a number is not issued.
 */
export function twelfthDigit(eleven: string): string | null {
  const first = sum(eleven, (i) => i + 1)
  if (first < 10) return String(first)
  const second = sum(eleven, (i) => ((i + 2) % 11) + 1)
  return second < 10 ? String(second) : null
}
