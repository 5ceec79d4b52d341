/**
 * Jaro-Winkler similarity of two strings, 0 to 1 (Winkler 1990; prefix scale 0.1, at most four characters). Works on UTF-16
 * units, which is right for the folded Latin it is given.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const [la, lb] = [a.length, b.length]
  if (la === 0 || lb === 0) return 0
  const reach = Math.max(0, (Math.max(la, lb) >> 1) - 1)
  const usedA = new Uint8Array(la)
  const usedB = new Uint8Array(lb)
  let matches = 0
  for (let i = 0; i < la; i++) {
    const from = Math.max(0, i - reach)
    const to = Math.min(lb - 1, i + reach)
    for (let j = from; j <= to; j++)
      if (!usedB[j] && a.charCodeAt(i) === b.charCodeAt(j)) {
        usedA[i] = 1
        usedB[j] = 1
        matches++
        break
      }
  }
  if (matches === 0) return 0
  let transposed = 0
  for (let i = 0, j = 0; i < la; i++) {
    if (!usedA[i]) continue
    while (!usedB[j]) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) transposed++
    j++
  }
  const jaro = (matches / la + matches / lb + (matches - transposed / 2) / matches) / 3
  let prefix = 0
  while (prefix < 4 && prefix < la && prefix < lb && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/**
 * Whether one insertion, deletion, substitution or swap of neighbours at most makes one string of the other (Damerau 1964,
 * distance of at most one). Linear in time.
 */
export function withinOneEdit(a: string, b: string): boolean {
  const [la, lb] = [a.length, b.length]
  if (Math.abs(la - lb) > 1) return false
  let start = 0
  while (start < la && start < lb && a.charCodeAt(start) === b.charCodeAt(start)) start++
  let [endA, endB] = [la, lb]
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--
    endB--
  }
  const [restA, restB] = [endA - start, endB - start]
  if (restA <= 1 && restB <= 1) return true
  return restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start]
}
