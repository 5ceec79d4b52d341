import { makeDemoIin } from '../../src/person/check-iin.ts'
import type { PersonName } from '../../src/person/person-name.ts'
import { isoDay } from '../../src/platform/day.ts'
import { drawName } from './name-lists.ts'
import type { Random } from './random.ts'

/** What is invented about one person before they are registered. */
export interface Invented {
  latinName: PersonName
  nativeName: PersonName
  sex: 'male' | 'female'
  birthDate: string
  citizenship: string
  document: {
    kind: 'passport' | 'identity-card'
    issuingState: string
    number: string
    issuedOn: string
    expiresOn: string
  }
  iin?: string
  education: string
  occupation: string
  language: string
  phone: string
  region: string
}

/**
 * Shares of citizenships among the foreigners of the register. The order follows the published figures (foreign labour on permits
 * 2025: China, Uzbekistan, Turkey, India …; labour immigrants in households and arrivals: Uzbekistan, Tajikistan, Kyrgyzstan,
 * Russia); no single publication counts them all together, so the shares are our mix of both.
 */
export const origins = [
  ['UZB', 38],
  ['TJK', 12],
  ['KGZ', 11],
  ['RUS', 14],
  ['CHN', 12],
  ['TUR', 5],
  ['AZE', 3],
  ['IND', 3],
  ['AFG', 2],
] as const

/** Where foreigners arrive: weights by region's KATO prefix after the arrivals of 2025 (Almaty region, Almaty, Mangystau first). */
export const destinations = [
  ['75', 30],
  ['19', 24],
  ['71', 12],
  ['47', 11],
  ['79', 8],
  ['61', 5],
  ['35', 3],
  ['23', 3],
  ['31', 2],
  ['15', 2],
  ['27', 2],
  ['39', 1],
  ['43', 1],
  ['55', 1],
  ['63', 1],
  ['59', 1],
  ['11', 1],
  ['10', 1],
  ['33', 1],
  ['62', 1],
] as const

const languages: Record<string, string> = {
  UZB: 'uz',
  TJK: 'tg',
  KGZ: 'ky',
  CHN: 'zh',
  TUR: 'tr',
  KAZ: 'kk',
  IND: 'en',
  AFG: 'tg',
}
const occupations = [
  '5152',
  '5311',
  '5322',
  '5120',
  '6113',
  '7111',
  '7112',
  '7123',
  '7131',
  '7212',
  '9333',
  '9622',
  '9412',
  '5223',
  '2142',
  '2330',
  '2221',
  '8332',
]
const education = [
  ['1', 3],
  ['2', 18],
  ['3', 40],
  ['4', 20],
  ['5', 6],
  ['6', 11],
  ['7', 2],
] as const

/**
 * Invents person number `serial`. Telephones are +7 700 1xx xx xx, documents DEMO1xxxxx, IINs carry the century digit of the 1800s.
 * @param anchor the day the history ends; ages and documents are counted from it
 */
export function invent(
  chance: Random,
  serial: number,
  anchor: Temporal.PlainDate,
  given: { citizenship?: string; region?: string; iin?: boolean } = {},
): Invented {
  const citizenship = given.citizenship ?? chance.weighted(origins)
  const home = citizenship === 'KAZ'
  const sex = chance.chance(home ? 0.5 : 0.42) ? 'female' : 'male'
  const { native, latin } = drawName(chance, citizenship, sex)
  const birthDate = isoDay(anchor.subtract({ years: chance.whole(22, 58), days: chance.whole(0, 364) }))
  const issued = anchor.subtract({ years: 3, days: chance.whole(0, 1400) })
  const wantsIin = chance.chance(0.9) || home || given.iin
  return {
    latinName: latin,
    nativeName: native,
    sex,
    birthDate,
    citizenship,
    document: {
      kind: home ? 'identity-card' : 'passport',
      issuingState: citizenship,
      number: `DEMO1${String(serial).padStart(5, '0')}`,
      issuedOn: isoDay(issued),
      expiresOn: isoDay(issued.add({ years: 10 })),
    },
    ...(wantsIin ? { iin: makeDemoIin(birthDate, sex === 'male' ? 'M' : 'F', serial % 4990) } : {}),
    education: chance.weighted(education),
    occupation: chance.pick(occupations),
    language: languages[citizenship] ?? 'ru',
    phone: `+77001${String(serial).padStart(6, '0')}`,
    region: given.region ?? chance.weighted(destinations),
  }
}
