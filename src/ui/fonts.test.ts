import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { letters } from './build-font.ts'

const require = createRequire(import.meta.url)
const fontverter = createRequire(require.resolve('subset-font/package.json'))('fontverter') as {
  convert(font: Uint8Array, format: 'sfnt'): Promise<Buffer>
}

async function tables(file: string): Promise<Map<string, Buffer>> {
  const font = await fontverter.convert(readFileSync(join(import.meta.dirname, 'fonts', file)), 'sfnt')
  const found = new Map<string, Buffer>()
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + i * 16
    const [offset, length] = [font.readUInt32BE(at + 8), font.readUInt32BE(at + 12)]
    found.set(font.toString('latin1', at, at + 4), font.subarray(offset, offset + length))
  }
  return found
}

/** Code points of the basic plane that have a glyph (cmap format 4). */
function mapped(cmap: Buffer): Set<number> {
  const points = new Set<number>()
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const at = cmap.readUInt32BE(4 + i * 8 + 4)
    if (cmap.readUInt16BE(at) !== 4) continue
    const segments = cmap.readUInt16BE(at + 6) / 2
    for (let s = 0; s < segments; s++) {
      const end = cmap.readUInt16BE(at + 14 + s * 2)
      const start = cmap.readUInt16BE(at + 16 + segments * 2 + s * 2)
      for (let point = start; point <= end && point !== 0xffff; point++) points.add(point)
    }
  }
  return points
}

test.each(['onest-regular.woff2', 'onest-bold.woff2'])(
  '%s has every letter, the tenge sign and digits for columns',
  async (file) => {
    const font = await tables(file)
    const has = mapped(font.get('cmap')!)
    const missing = [...letters].filter((letter) => !has.has(letter.codePointAt(0)!))
    expect(missing).toEqual([])
    for (const letter of 'ӘҒҚҢӨҰҮҺІӣӯҳҷʻğış₸₽₺№«»') expect(has.has(letter.codePointAt(0)!), letter).toBe(true)
    const gsub = font.get('GSUB')!
    const features = gsub.readUInt16BE(6)
    const tags = Array.from({ length: gsub.readUInt16BE(features) }, (_, i) =>
      gsub.toString('latin1', features + 2 + i * 6, features + 6 + i * 6),
    )
    expect(tags).toContain('tnum')
  },
)
