// Every letter into one Latin spelling; the Central Asian pairs of letters that stand for one sound meet here.
const letters: Record<string, string> = Object.fromEntries(
  (
    'а:a б:b в:v г:g д:d е:e ё:yo ж:j з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:shch ' +
    'ъ: ы:y ь: э:e ю:yu я:ya ә:a ғ:g қ:k ң:n ө:o ұ:u ү:u һ:h і:i ӣ:i ӯ:u ҳ:h ҷ:j ў:o ї:i є:ye ґ:g ј:j љ:l њ:n ђ:d ћ:c џ:j ' +
    'ə:a ı:i ß:ss æ:ae œ:oe ø:o ł:l đ:d ð:d þ:th ŋ:n ħ:h'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)

// In this order: what one makes, the next may use.
const folds: [RegExp, string][] = [
  [/alex/g, 'aleks'],
  [/maxim/g, 'maksim'],
  [/kh|x/g, 'h'],
  [/gh/g, 'g'],
  [/dzh|dj|zh/g, 'j'],
  [/sh/g, 's'],
  [/ch|ts/g, 'c'],
  [/y[oe]/g, 'e'],
  [/y/g, 'i'],
  [/q/g, 'k'],
  [/w/g, 'v'],
  // дж in Cyrillic has become dj by now; a doubled letter says no more than a single one.
  [/(.)\1+/gu, '$1'],
]

/**
 * One key for a name however it is written: Cyrillic or Latin, with or without marks, in any order of its words. Names
 * with the same key are worth showing together; they are not thereby the same name, let alone the same person.
 *
 * Lower case; apostrophes and accents off; letters to Latin; then kh and x as h, gh as g, dzh, dj and zh as j, sh as s, ch
 * and ts as c (a zone writes Ç and Ş so), yo and ye as e, y as i, q as k, w as v, doubled letters once; words sorted.
 * Scripts without a table (Chinese, Arabic) keep their letters. The key of a text without letters is empty.
 *
 * It does not bring together what is spelt by other vowels (Ботир and Батыр, Уткир and Oʻtkir).
 */
export function foldName(text: string): string {
  return (
    text
      .replace(/['’‘`´ʻʼʽʹʺʾʿ′″ˈ＇"“”]/g, '')
      .normalize('NFKC')
      .toLowerCase()
      // Й and Ў are letters of their own, so marks come off only after the table.
      .replace(/./gsu, (char) => letters[char] ?? char)
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word !== '')
      .map((word) => folds.reduce((key, [pattern, to]) => key.replace(pattern, to), word))
      .sort()
      .join(' ')
  )
}
