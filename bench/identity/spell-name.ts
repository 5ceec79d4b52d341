// How offices of several countries would write a name of another. Tables of this file are its own: the system's normaliser is what they try.

export type Spelling = 'home' | 'russian' | 'icao' | 'passport-old' | 'english' | 'clerk' | 'kazakh-latin'

const table = (text: string): Map<string, string> =>
  new Map(text.split(' ').map((pair) => pair.split('=') as [string, string]))

// Uzbek Latin to Uzbek Cyrillic, longest first.
const uzbekCyrillic = table(
  'oʻ=ў gʻ=ғ sh=ш ch=ч yo=ё yu=ю ya=я ye=е a=а b=б d=д e=е f=ф g=г h=ҳ i=и j=ж k=к l=л m=м n=н o=о p=п q=қ r=р s=с t=т u=у v=в x=х y=й z=з ʼ=ъ',
)
const turkishCyrillic = table(
  'a=а b=б c=дж ç=ч d=д e=е f=ф g=г ğ= h=х ı=ы i=и j=ж k=к l=л m=м n=н o=о ö=о p=п r=р s=с ş=ш t=т u=у ü=ю v=в y=й z=з',
)
// Letters of the neighbours as a Russian clerk writes them.
const russified = table('ў=у ғ=г қ=к ҳ=х ҷ=дж ӣ=и ӯ=у ө=о ү=у ң=н ә=а ұ=у і=и һ=х')
const russifiedFinely = table('ў=у ғ=г қ=к ҳ=х ҷ=ж ӣ=ий ӯ=у ө=у ү=ю ң=нг ә=я ұ=у і=ы һ=г')

const icaoRussian = table(
  'а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia',
)
const oldPassport = table(
  'а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=shch ъ= ы=y ь= э=e ю=yu я=ya',
)
const homeLatin: Record<string, Map<string, string>> = {
  tg: table('ҷ=j ҳ=h қ=q ғ=gh ӯ=u ӣ=i х=kh ё=yo ю=yu я=ya ж=zh ч=ch ш=sh э=e ъ= й=y'),
  ky: table('ң=ng ө=o ү=u ж=j й=y х=kh ы=y ё=yo ю=yu я=ya ч=ch ш=sh э=e'),
  kk: table('ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h і=i ж=zh й=y х=kh ы=y ё=yo ю=yu я=ya ч=ch ш=sh у=u и=i э=e'),
}
const newKazakhLatin = table(
  'ў=ū ҳ=h ҷ=j ӯ=ū ӣ=ı ә=ä ғ=ğ қ=q ң=ñ ө=ö ұ=ū ү=ü һ=h і=ı ж=j й=i х=h ы=y ё=io ю=iu я=ia ч=ch ш=ş у=u и=i э=e а=a б=b в=v г=g д=d е=e з=z к=k л=l м=m н=n о=o п=p р=r с=s т=t ф=f ц=s щ=şş ъ= ь=',
)

function spellBy(text: string, letters: Map<string, string>, otherwise?: Map<string, string>): string {
  let spelt = ''
  for (let i = 0; i < text.length; ) {
    const two = text.slice(i, i + 2).toLowerCase()
    const one = text[i]?.toLowerCase() ?? ''
    if (letters.has(two) && two.length === 2) {
      spelt += letters.get(two)
      i += 2
      continue
    }
    spelt += letters.get(one) ?? otherwise?.get(one) ?? one
    i++
  }
  return spelt
}

const ascii = (text: string): string =>
  text.replaceAll('ʻ', '').replaceAll('ʼ', '').replaceAll('ı', 'i').normalize('NFD').replaceAll(/\p{M}/gu, '')
const capital = (text: string): string =>
  text.replaceAll(/(^|[\s-])(\p{L})/gu, (_, gap: string, letter: string) => gap + letter.toUpperCase())

const spelt = new Map<string, string>()

/** A name, given in the spelling of its home, as an office would write it. The stock is small, so each is worked out once. */
export function spellName(name: string, script: string, spelling: Spelling): string {
  if (!name) return name
  const wanted = `${script} ${spelling} ${name}`
  let known = spelt.get(wanted)
  if (known === undefined) {
    known = respell(name, script, spelling)
    spelt.set(wanted, known)
  }
  return known
}

function respell(name: string, script: string, spelling: Spelling): string {
  const lower = name.toLocaleLowerCase(script === 'tr' ? 'tr' : 'en')
  if (script === 'zh')
    return spelling === 'icao' || spelling === 'passport-old' ? ascii(name).toUpperCase() : ascii(name)
  const cyrillic =
    script === 'uz'
      ? spellBy(lower, uzbekCyrillic)
      : script === 'tr'
        ? spellBy(lower, turkishCyrillic)
        : lower
  const russian = spellBy(cyrillic, russified)
  switch (spelling) {
    case 'home':
      return name
    case 'russian':
      return capital(russian)
    case 'icao':
      if (script === 'uz' || script === 'tr') return ascii(lower).toUpperCase()
      return spellBy(russian, icaoRussian).toUpperCase()
    case 'passport-old':
      if (script === 'tr') return ascii(lower).toUpperCase()
      return spellBy(russian, oldPassport).toUpperCase()
    case 'english':
      if (script === 'uz') return capital(ascii(lower).replaceAll('x', 'kh'))
      if (script === 'tr') return capital(ascii(lower))
      return capital(spellBy(lower, homeLatin[script] ?? oldPassport, oldPassport))
    case 'clerk':
      return capital(spellBy(cyrillic, russifiedFinely))
    case 'kazakh-latin':
      if (script === 'tr') return capital(lower)
      return capital(spellBy(cyrillic, newKazakhLatin))
  }
}
