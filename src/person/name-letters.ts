// Letters of the alphabets of the region as Latin ones, in lower case. Where alphabets disagree about a letter, the one more people here write
// decides, and the other is a reading of `sound-name.ts`.

const table = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(' ').map((pair) => {
      const [letter = '', latin = ''] = pair.split(':')
      return [letter, latin]
    }),
  )

const georgian =
  'ა:a ბ:b გ:g დ:d ე:e ვ:v ზ:z თ:t ი:i კ:k ლ:l მ:m ნ:n ო:o პ:p ჟ:j რ:r ს:s ტ:t უ:u ფ:p ქ:k ღ:g ყ:k შ:sh ჩ:ch ც:ts ძ:dz წ:ts ჭ:ch ხ:h ჯ:j ჰ:h'
const armenian =
  'ա:a բ:b գ:g դ:d ե:e զ:z է:e ը:y թ:t ժ:j ի:i լ:l խ:h ծ:ts կ:k հ:h ձ:dz ղ:gh ճ:ch մ:m յ:y ն:n շ:sh ո:o չ:ch պ:p ջ:j ռ:r ս:s վ:v տ:t ր:r ց:ts ւ:u փ:p ք:k օ:o ֆ:f'

/** Cyrillic of Russian, Kazakh, Kyrgyz, Tajik, Uzbek, Mongolian, Turkmen, Azerbaijani, Uyghur, Tatar, Bashkir, Ukrainian, Belarusian, Serbian; Georgian and Armenian; and Latin letters with no mark to take off. */
export const letters: Record<string, string> = table(
  'а:a б:b в:v г:g д:d е:e ё:yo ж:j з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:ts ч:ch ш:sh щ:shch ' +
    'ъ: ы:y ь: э:e ю:yu я:ya ә:a ғ:g қ:k ң:n ө:o ұ:u ү:u һ:h і:i ӣ:i ӯ:u ҳ:h ҷ:j ў:o ї:i є:ye ґ:g ј:y љ:ly њ:ny ђ:dj ћ:ch џ:j ѓ:g ќ:k ѕ:z ' +
    'җ:j ҹ:j ҝ:g ҡ:k ԛ:k ԝ:v ҙ:z ҫ:s ҕ:g ӊ:n ҥ:n ҟ:k ӡ:z ӂ:j ҧ:p ҽ:ch ӱ:u ӧ:o ӓ:a ѣ:e ѳ:f ѵ:i ѓ:g ' +
    'ə:a ǝ:a ı:i ß:ss æ:ae œ:oe ø:o ł:l đ:d ð:d þ:th ŋ:n ħ:h ž:j š:sh č:ch ż:j ƣ:g ɵ:o ꞑ:n ƶ:j ь: ' +
    `${georgian} ${armenian}`,
)

// Arabic script as alphabets that write each vowel use it: Kazakh (tote zhazu) and Uyghur.
const writtenOut = table(
  'ا:a آ:a أ:a إ:i ٵ:a ٶ:o ٷ:u ٸ:i ە:e ى:y و:o ۇ:u ۋ:u ۆ:o ۈ:u ې:e ي:i ی:i ق:k ع:g غ:g گ:g ك:k ک:k ڭ:n ھ:h ه:h ح:h خ:h چ:ch ش:sh ج:j ژ:j ب:b پ:p ت:t د:d ر:r ز:z س:s ف:f ل:l م:m ن:n ئ: ء: ٴ:',
)

// Persian, Dari, Pashto, Arabic: short vowels are not written.
const consonants = table(
  'ا:a آ:a أ:a إ:i ٱ:a ء: ئ:i ؤ:u ب:b پ:p ت:t ث:s ج:j چ:ch ح:h خ:h د:d ذ:z ر:r ز:z ژ:j س:s ش:sh ص:s ض:z ط:t ظ:z ع: غ:g ف:f ق:k ک:k ك:k گ:g ل:l م:m ن:n ' +
    'و:u ه:h ھ:h ة:a ی:i ي:i ى:a ې:e ۍ:i ټ:t ډ:d ړ:r ږ:j ښ:sh ځ:z څ:ts ڼ:n ګ:g ۀ:a َ:a ِ:i ُ:u ً:an ٍ:in ٌ:un',
)

const arabic = /\p{Script=Arabic}/u
// Letters that only the alphabets with all vowels have.
const onlyWrittenOut = /[ەۇۋۆۈڭٴ\u0675-\u0678]|ئ[اوىې]/
const onlyConsonants = /[ثذصضطظةىآأإټډړږښځڅڼګۍ\u064b-\u0652]/

// Devanagari, the names of Indian and Nepalese passports: each consonant carries an a, unless a vowel or the sign of none follows.
const devanagari = table(
  'क:k ख:kh ग:g घ:gh ङ:n च:ch छ:ch ज:j झ:jh ञ:n ट:t ठ:th ड:d ढ:dh ण:n त:t थ:th द:d ध:dh न:n प:p फ:ph ब:b भ:bh म:m य:y र:r ल:l ळ:l व:v श:sh ष:sh स:s ह:h',
)
const devanagariVowels = table(
  'अ:a आ:a इ:i ई:i उ:u ऊ:u ऋ:ri ए:e ऐ:ai ओ:o औ:au ऑ:o ा:a ि:i ी:i ु:u ू:u ृ:ri े:e ै:ai ो:o ौ:au ॉ:o ं:n ँ:n ः:h ़: ्:',
)

/** A word in Devanagari as Latin, the a that ends it left out as it is not heard; undefined when it is in another script. */
export function readDevanagariWord(word: string): string | undefined {
  if (!/\p{Script=Devanagari}/u.test(word)) return undefined
  const letters = [...word.normalize('NFD').replaceAll('\u093c', '')]
  const read = letters.map((letter, i) => {
    const consonant = devanagari[letter]
    if (consonant === undefined) return devanagariVowels[letter] ?? letter
    const after = letters[i + 1]
    // ं, ँ and ः come after the a.
    const bare =
      after === undefined ||
      (devanagariVowels[after] !== undefined && !/[ंँः]/.test(after) && !/[अ-औ]/.test(after))
    return bare ? consonant : `${consonant}a`
  })
  return read.join('')
}

/** Whether every letter of a text is of a script that is read here; Chinese characters and others only meet themselves. */
export const isReadScript = (text: string): boolean =>
  [...text].every(
    (char) =>
      !/\p{L}/u.test(char) ||
      /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Georgian}\p{Script=Armenian}\p{Lm}]/u.test(
        char,
      ),
  )

/** How a word in Arabic letters is written: with all its vowels, with consonants and long vowels alone, or perhaps either. */
export type ArabicSpelling = 'written-out' | 'consonants'

/** Words in Arabic letters as Latin, in each way they may be meant; undefined when there are none in it. `word` is one word. */
export function readArabicWord(word: string): { latin: string; spelling: ArabicSpelling }[] | undefined {
  if (!arabic.test(word)) return undefined
  // A digraph of marks: the tatweel and direction marks say nothing.
  const bare = word.replace(/[\u0640\u200c-\u200f\u2066-\u2069]/g, '')
  const full = { latin: spell(bare, writtenOut), spelling: 'written-out' } as const
  if (onlyWrittenOut.test(bare)) return [full]
  const short = { latin: spellConsonants(bare), spelling: 'consonants' } as const
  return onlyConsonants.test(bare) && !/ى/.test(bare) ? [short] : [short, full]
}

const spell = (word: string, by: Record<string, string>): string =>
  [...word].map((char) => by[char] ?? (arabic.test(char) || /\p{M}/u.test(char) ? '' : char)).join('')

function spellConsonants(word: string): string {
  const first = word[0] ?? ''
  // و and ی are consonants at the beginning; ع there carries a vowel that nobody writes, and ا before و or ی only carries them.
  const head =
    first === 'و' ? 'v' : first === 'ع' ? 'a' : first === 'ا' && /^ا[ویيې]/.test(word) ? '' : undefined
  return head === undefined ? spell(word, consonants) : head + spell(word.slice(1), consonants)
}
