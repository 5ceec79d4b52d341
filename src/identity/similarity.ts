const longest = 256
const usedB = new Uint8Array(longest)
const matchedA = new Uint16Array(longest)

/**
 * Jaro-Winkler similarity, 0 to 1 (Winkler 1990; prefix scale 0.1, at most four characters), of the characters `a0` to `a1` and
 * `b0` to `b1` of one array of UTF-16 units. Allocates nothing; of longer texts the first 256 characters count.
 */
export function jaroWinklerAt(chars: Uint16Array, a0: number, a1: number, b0: number, b1: number): number {
  const la = Math.min(a1 - a0, longest)
  const lb = Math.min(b1 - b0, longest)
  if (la === 0 || lb === 0) return 0
  const reach = Math.max(0, (Math.max(la, lb) >> 1) - 1)
  usedB.fill(0, 0, lb)
  let matches = 0
  for (let i = 0; i < la; i++) {
    const char = chars[a0 + i]!
    const to = Math.min(lb - 1, i + reach)
    for (let j = Math.max(0, i - reach); j <= to; j++)
      if (usedB[j] === 0 && chars[b0 + j] === char) {
        usedB[j] = 1
        matchedA[matches++] = char
        break
      }
  }
  if (matches === 0) return 0
  let transposed = 0
  for (let k = 0, j = 0; k < matches; k++) {
    while (usedB[j] === 0) j++
    if (matchedA[k] !== chars[b0 + j]) transposed++
    j++
  }
  const jaro = (matches / la + matches / lb + (matches - transposed / 2) / matches) / 3
  const most = Math.min(4, la, lb)
  let prefix = 0
  while (prefix < most && chars[a0 + prefix] === chars[b0 + prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/**
 * Whether one insertion, deletion, substitution or swap of neighbours at most makes one text of the other (Damerau 1964,
 * distance of at most one), of characters `a0` to `a1` and `b0` to `b1`. Linear in time.
 */
export function withinOneEditAt(chars: Uint16Array, a0: number, a1: number, b0: number, b1: number): boolean {
  if (Math.abs(a1 - a0 - (b1 - b0)) > 1) return false
  while (a0 < a1 && b0 < b1 && chars[a0] === chars[b0]) {
    a0++
    b0++
  }
  while (a1 > a0 && b1 > b0 && chars[a1 - 1] === chars[b1 - 1]) {
    a1--
    b1--
  }
  const restA = a1 - a0
  const restB = b1 - b0
  if (restA <= 1 && restB <= 1) return true
  return restA === 2 && restB === 2 && chars[a0] === chars[b0 + 1] && chars[a0 + 1] === chars[b0]
}

/** {@link jaroWinklerAt} of two strings. */
export const jaroWinkler = (a: string, b: string): number =>
  a === b ? 1 : jaroWinklerAt(charsOf(a, b), 0, a.length, a.length, a.length + b.length)

/** {@link withinOneEditAt} of two strings. */
export const withinOneEdit = (a: string, b: string): boolean =>
  withinOneEditAt(charsOf(a, b), 0, a.length, a.length, a.length + b.length)

function charsOf(a: string, b: string): Uint16Array {
  const chars = new Uint16Array(a.length + b.length)
  for (let i = 0; i < a.length; i++) chars[i] = a.charCodeAt(i)
  for (let i = 0; i < b.length; i++) chars[a.length + i] = b.charCodeAt(i)
  return chars
}
