import { describe, expect, test } from 'vitest'
import { locales } from '../platform/language.ts'
import { countries, countryName, eaeu, findCountry, findCountryInMrz, getCountry } from './countries.ts'
import { educationLevelName, educationLevels } from './education.ts'
import { currencyName, findCurrency, languageName, spokenLanguages } from './languages.ts'
import {
  findOccupation,
  householdWork,
  householdWorkName,
  occupationName,
  occupations,
} from './occupations.ts'
import { findRegion, regionName, regionsAt, successorsOf } from './regions.ts'

describe('countries', () => {
  test('there are 249 countries of ISO 3166-1, found by either code', () => {
    expect(countries().filter((country) => country.kind === 'country')).toHaveLength(249)
    expect(findCountry('UZ')).toBe(findCountry('UZB'))
    expect(getCountry('TJK').alpha2).toBe('TJ')
  })
  test('an unknown country is not found and getting it is a fault', () => {
    expect(findCountry('QQQ')).toBeUndefined()
    expect(() => getCountry('QQQ')).toThrow('invalid-input')
  })
  test('every country has a name in all eight languages that is not its code', () => {
    for (const locale of locales)
      for (const country of countries()) {
        const name = countryName(country.alpha3, locale)
        expect(name.length, `${country.alpha3} ${locale}`).toBeGreaterThan(1)
        expect(name, `${country.alpha3} ${locale}`).not.toBe(country.alpha2)
      }
    expect(countryName('UZB', 'kk')).toBe('Өзбекстан')
    expect(countryName('UZB', 'tg')).toBe('Ӯзбекистон')
  })
  test('stateless people and refugees have a code of their own', () => {
    expect(findCountry('XXA')?.kind).toBe('stateless')
    expect(countryName('XXA', 'ru')).toBe('Лицо без гражданства')
  })
  test('the machine readable zone writes Germany as D', () => {
    expect(findCountryInMrz('D')?.alpha3).toBe('DEU')
    expect(findCountryInMrz('UZB')?.alpha3).toBe('UZB')
    expect(findCountryInMrz('Z')).toBeUndefined()
  })
  test('the Union has four other members', () => {
    expect(eaeu.map((code) => getCountry(code).alpha2)).toEqual(['AM', 'BY', 'KG', 'RU'])
  })
})

describe('regions', () => {
  test('there are 20 today, 17 from June 2018 and 16 before', () => {
    expect(regionsAt('2026-11-24')).toHaveLength(20)
    expect(regionsAt('2022-06-07')).toHaveLength(17)
    expect(regionsAt('2018-06-18')).toHaveLength(16)
  })
  test('a region of 2022 is not found the day before the reform', () => {
    expect(findRegion('KZ-10', '2022-06-07')).toBeUndefined()
    expect(findRegion('KZ-10', '2022-06-08')?.predecessors).toEqual(['KZ-63'])
    expect(successorsOf('KZ-51').map((region) => region.code)).toEqual(['KZ-61', 'KZ-79'])
  })
  test('KATO of a place and the former letters lead to the region', () => {
    expect(findRegion('635200000')?.code).toBe('KZ-63')
    expect(findRegion('KZ-ALA')?.code).toBe('KZ-75')
    expect(findRegion('000000000')).toBeUndefined()
  })
  test('the capital was Nur-Sultan for three and a half years', () => {
    expect(regionName('KZ-71', 'en', '2019-03-22')).toBe('Astana')
    expect(regionName('KZ-71', 'en', '2019-03-23')).toBe('Nur-Sultan')
    expect(regionName('KZ-71', 'en', '2022-09-16')).toBe('Nur-Sultan')
    expect(regionName('KZ-71', 'en', '2022-09-17')).toBe('Astana')
    expect(regionName('KZ-71', 'uz')).toBe('город Астана')
  })
  test('every predecessor is a region of the list and KATO agrees with the code', () => {
    for (const region of regionsAt('2026-01-01')) {
      expect(region.kato.slice(0, 2)).toBe(region.code.slice(3))
      for (const code of region.predecessors) expect(findRegion(code)).toBeDefined()
    }
  })
})

describe('work, education, languages, money', () => {
  test('household work rests on occupations of the list and is named in all languages', () => {
    for (const kind of householdWork()) {
      expect(findOccupation(kind.isco), kind.code).toBeDefined()
      for (const locale of locales) expect(kind[locale], `${kind.code} ${locale}`).toBeTruthy()
    }
    expect(householdWork().find((kind) => kind.code === 'construction')?.allowed).toBe(false)
    expect(householdWorkName('child-care', 'uz')).toBe('Bolalarga qarash')
  })
  test('occupations are unit groups unless major groups are asked for', () => {
    expect(occupations().every((group) => group.code.length === 4)).toBe(true)
    expect(occupations(true).filter((group) => group.code.length === 1)).toHaveLength(10)
    expect(occupationName('5311', 'ru')).toBe('Няня')
    expect(() => occupationName('0000', 'ru')).toThrow('invalid-input')
  })
  test('no code stands twice in a list', () => {
    for (const list of [occupations(true), householdWork(), educationLevels(), spokenLanguages()])
      expect(new Set(list.map((row) => row.code)).size).toBe(list.length)
  })
  test('nine levels of education, named in all languages', () => {
    expect(educationLevels()).toHaveLength(9)
    expect(educationLevelName('6', 'tr')).toBe('Lisans')
  })
  test('languages and currencies have names and decimals', () => {
    expect(languageName('tg', 'ru')).toBe('таджикский')
    expect(findCurrency('KZT')?.decimals).toBe(2)
    expect(findCurrency('KRW')?.decimals).toBe(0)
    expect(currencyName('KZT', 'en')).toBe('Kazakhstani Tenge')
  })
})
