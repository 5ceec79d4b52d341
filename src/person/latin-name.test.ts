import { expect, test } from 'vitest'
import { findLettersWithoutLatin, type NameLanguage, toMrzName } from './latin-name.ts'

test.each<[string, string, NameLanguage?]>([
  ['Щербаков Юрий Ильич', 'SHCHERBAKOV IURII ILICH'],
  ['Подъячев Фёдор', 'PODIEIACHEV FEDOR'],
  ['Жұмабаев Нұрсұлтан', 'ZHUMABAEV NURSULTAN'],
  ['Әлия Қасымқызы', 'ALIIA KASYMKYZY'],
  ['Өмүрзаков', 'OMURZAKOV'],
  ['Жээнбекова Айгүл', 'ZHEENBEKOVA AIGUL'],
  ['Ҷамшед Раҳмонӣ', 'JAMSHED RAHMONI'],
  ['Қурбонов', 'QURBONOV', 'tg'],
  ['Ғафуров', 'GHAFUROV', 'tg'],
  ['Ўткир Қодиров', 'OTKIR QODIROV', 'uz'],
  ['Жўраев Хуршид', 'JORAEV XURSHID', 'uz'],
  ['Gʻafur Oʻtkirov', 'GAFUR OTKIROV'],
  ["G'afur O‘tkirov", 'GAFUR OTKIROV'],
  ['Yıldız Çağrı İşgören', 'YILDIZ CAGRI ISGOREN'],
  ['Öztürk Gül', 'OZTURK GUL'],
  ['Müller Jörg', 'MUELLER JOERG', 'de'],
  ['Əliyev', 'ELIYEV'],
  ['Əliyev', 'ALIYEV', 'az'],
  ['Згурський Юрій', 'ZHURSKYI YURII', 'uk'],
  ['Ёлкін', 'IOLKIN', 'be'],
  ['Живковић', 'ZIVKOVIC', 'sr'],
  ["O'Connor", 'OCONNOR'],
  ['Smith-Jones', 'SMITH JONES'],
  ['José Núñez', 'JOSE NUNEZ'],
  ['Łukasz Straße', 'LUKASZ STRASSE'],
  ['  two   blanks ', 'TWO BLANKS'],
])('%s becomes %s %s', (native, latin, language) => {
  expect(toMrzName(native, language)).toBe(latin)
  expect(findLettersWithoutLatin(native)).toEqual([])
})

test('a letter typed with a separate mark is the same letter', () => {
  expect(toMrzName('Сергей'.normalize('NFD'))).toBe('SERGEI')
})

test('letters without a Latin form are named, so that nothing is lost silently', () => {
  expect(findLettersWithoutLatin('王伟 Li 王')).toEqual(['王', '伟'])
  expect(toMrzName('王伟 Li')).toBe('LI')
})
