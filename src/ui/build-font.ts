import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import subsetFont from 'subset-font'

/**
 * Makes the two web fonts in `fonts/` from Onest (SIL OFL 1.1): only the letters and signs of our seven alphabetic languages,
 * and the layout features we use, so that digits can stand in columns (tnum). Run it again when a language or a sign is added:
 * `node --import @oxc-node/core/register src/ui/build-font.ts`. Chinese uses the reader's own system font.
 */
const range = (from: number, to: number) =>
  String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i))

const latin = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}`.replace(/[¤¦¬\u00adµ]/g, '')
const turkish = 'ÇçĞğİıÖöŞşÜüÂâÎîÛû'
const uzbek = 'ʻʼ‘’'
const russian = `${range(0x410, 0x44f)}Ёё`
const kazakh = 'ӘәҒғҚқҢңӨөҰұҮүҺһІі'
const tajik = 'ҒғӢӣҚқӮӯҲҳҶҷ'
const kyrgyz = 'ҢңӨөҮү'
const signs = '₸₽₺€$№«»„“”‘’‚–—−…·•×÷±≤≥≠≈→←↑↓✓©®™°%‰§¶\u00a0\u2009\u202f'

export const letters = [
  ...new Set(`${latin}${turkish}${uzbek}${russian}${kazakh}${tajik}${kyrgyz}${signs}`),
].join('')

/** Kerning, marks, forms that a language asks for, ligatures, and digits of one width. */
const features = ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'liga', 'calt', 'tnum', 'case']

const here = import.meta.dirname
const onest = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/onest/package.json'))

if (process.argv[1] === import.meta.filename) {
  for (const [name, file] of [
    ['onest-regular', '400Regular/Onest_400Regular.ttf'],
    ['onest-bold', '700Bold/Onest_700Bold.ttf'],
  ] as const) {
    const woff2 = await subsetFont(readFileSync(join(onest, file)), letters, {
      targetFormat: 'woff2',
      noHinting: true,
      keepFeatures: features,
    })
    writeFileSync(join(here, 'fonts', `${name}.woff2`), woff2)
    console.log(`${name}.woff2 ${woff2.length} bytes`)
  }
  copyFileSync(join(onest, 'LICENSE_FONT'), join(here, 'fonts/OFL.txt'))
}
