/** Languages whose letters ICAO or the state writes otherwise than the general table. */
export type NameLanguage =
  | 'az'
  | 'be'
  | 'bg'
  | 'de'
  | 'kk'
  | 'ky'
  | 'mk'
  | 'ru'
  | 'sr'
  | 'tg'
  | 'tr'
  | 'uk'
  | 'uz'

const pairs = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(' ').map((pair) => {
      const [letter = '', latin = ''] = pair.split(':')
      return [letter, latin]
    }),
  )

// ICAO Doc 9303 part 3, section 6.B. Ь is left out there. The second line is not ICAO's: its table has no Kazakh, Kyrgyz,
// Tajik or Uzbek letters, so they go to the base letter that these states' passports are seen to print.
const cyrillic = pairs(
  'Ё:E Ђ:D Ѓ:G Є:IE Ѕ:DZ І:I Ї:I Ј:J Љ:LJ Њ:NJ Ћ:C Ќ:K Ў:U Џ:DZ А:A Б:B В:V Г:G Д:D Е:E Ж:ZH З:Z И:I Й:I К:K Л:L М:M ' +
    'Н:N О:O П:P Р:R С:S Т:T У:U Ф:F Х:KH Ц:TS Ч:CH Ш:SH Щ:SHCH Ъ:IE Ы:Y Ь: Э:E Ю:IU Я:IA Ѫ:U Ѵ:Y Ґ:G ' +
    'Ә:A Ғ:G Қ:K Ң:N Ө:O Ұ:U Ү:U Һ:H Ӣ:I Ӯ:U Ҳ:H Ҷ:J',
)

// Section 6.A where taking the accent off is not enough. Where ICAO gives a choice (Ö: OE or O) the one of Turkish and
// Azerbaijani passports is taken; German has its own below.
const latin = pairs('ß:SS ẞ:SS Æ:AE Œ:OE Ø:OE Å:AA Ð:D Đ:D Þ:TH Ħ:H İ:I ı:I ĸ:Q Ł:L Ŋ:N Ŧ:T Ĳ:IJ Ə:E Ǝ:E')

const special: Partial<Record<NameLanguage, Record<string, string>>> = {
  az: pairs('Ə:A Ǝ:A'),
  be: pairs('Ё:IO Г:H'),
  bg: pairs('Щ:SHT'),
  de: pairs('Ä:AE Ö:OE Ü:UE'),
  mk: pairs('Ѓ:GJ Ќ:KJ Џ:DJ Х:H'),
  sr: pairs('Ж:Z Х:H Ц:C Ч:C Ш:S'),
  tg: pairs('Қ:Q Ғ:GH Ъ: Й:Y Ё:YO Ю:YU Я:YA'),
  uk: pairs('Г:H И:Y'),
  uz: pairs('Ў:O Қ:Q Ж:J Х:X Й:Y Ё:YO Ю:YU Я:YA Ъ:'),
}

// Ukrainian writes these otherwise at the beginning of a word.
const ukrainianFirst = pairs('Є:YE Ї:YI Й:Y Ю:YU Я:YA')

const apostrophes = /['’‘`´ʻʼʽʹʺʾʿ′″ˈ＇"“”]/g

/**
 * The Latin form of a name for a machine readable zone, as words of A-Z with single blanks: a proposal for a person whose
 * document is not at hand, since a state may spell its citizen's name otherwise; the document's own zone always wins.
 *
 * Follows ICAO Doc 9303 part 3, section 6 for Latin and Cyrillic letters. Letters of Kazakh, Kyrgyz, Tajik and Uzbek are
 * not in ICAO's table: those are practice, not taken from an act. Apostrophes go, hyphens become blanks. Letters of other
 * scripts have no form here and are left out: ask `findLettersWithoutLatin` first.
 */
export function toMrzName(native: string, language?: NameLanguage): string {
  return words(native)
    .map((word) => [...word].map((char, i) => toLatin(char, i === 0, language) ?? '').join(''))
    .filter((word) => word !== '')
    .join(' ')
}

/** The letters of a name that `toMrzName` cannot write (Chinese, Arabic, Georgian ...), each once. */
export function findLettersWithoutLatin(native: string): string[] {
  const missing = words(native).flatMap((word) => [...word].filter((char) => toLatin(char, false) === null))
  return [...new Set(missing)]
}

const words = (native: string): string[] =>
  native
    .replace(apostrophes, '')
    // Composed, so that Й is one letter and not И with a mark; ı keeps its own line in the table.
    .normalize('NFC')
    .split(/[\s\p{P}\p{S}]+/u)
    .filter((word) => word !== '')

function toLatin(char: string, first: boolean, language?: NameLanguage): string | null {
  const upper = char.toLocaleUpperCase('en')
  if (/^[A-Z]$/.test(upper)) return upper
  const own = language ? special[language]?.[upper] : undefined
  if (language === 'uk' && first && ukrainianFirst[upper] !== undefined) return ukrainianFirst[upper]
  const known = own ?? cyrillic[upper] ?? latin[upper] ?? latin[char]
  if (known !== undefined) return known
  if (/^\p{M}$/u.test(char)) return ''
  const bare = upper.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase()
  if (/^[A-Z]+$/.test(bare)) return bare
  return bare === upper ? null : (cyrillic[bare] ?? null)
}
