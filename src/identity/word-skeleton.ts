/** A folded word without the vowels after its first letter, which the scripts spell differently; a short word keeps them. */
export function wordSkeleton(word: string): string {
  const bare = word[0] + word.slice(1).replaceAll(/[aeiou]/g, '')
  return bare.length >= 3 ? bare : word
}
