const vowels = 'aeiou'

/** A folded word without the vowels after its first letter, which the scripts spell differently; a short word keeps them. */
export function wordSkeleton(word: string): string {
  let bare = word[0] ?? ''
  for (let at = 1; at < word.length; at++) if (!vowels.includes(word[at]!)) bare += word[at]
  return bare.length >= 3 ? bare : word
}
