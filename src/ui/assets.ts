import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { serveIsland } from './serve-island.ts'

export interface Asset {
  /** Address with a hash of the content, so that it may be kept for ever. */
  path: string
  type: string
  body: Uint8Array
  immutable: boolean
  /** The same body in brotli, made once at start; absent where it would not be smaller (fonts). */
  brotli?: Uint8Array
}

const here = import.meta.dirname
const styles = {
  public: ['tokens.css', 'base.css', 'components.css', 'print.css'],
  staff: ['tokens.css', 'base.css', 'components.css', 'staff.css', 'print.css'],
} as const
const fonts = { regular: 'onest-regular.woff2', bold: 'onest-bold.woff2' } as const

const all = new Map<string, Asset>()

for (const file of Object.values(fonts)) add(file, 'font/woff2', readFileSync(join(here, 'fonts', file)))
for (const file of ['qonys.svg', 'lattice.svg']) add(file, 'image/svg+xml', readFileSync(join(here, file)))
for (const mode of ['public', 'staff'] as const) {
  const css = styles[mode].map((file) => readFileSync(join(here, file), 'utf8')).join('\n')
  const withFonts = css.replace(
    /url\("(?:fonts\/)?([\w.-]+)"\)/g,
    (_, file: string) => `url(${pathOf(file)})`,
  )
  add(`${mode}.css`, 'text/css; charset=utf-8', Buffer.from(minifyCss(withFonts)))
}
for (const file of readdirSync(here)) {
  if (!file.endsWith('.island.ts')) continue
  const name = file.slice(0, -'.island.ts'.length)
  add(`${name}.js`, 'text/javascript; charset=utf-8', Buffer.from(serveIsland(join(here, file))))
}

/** Files the interface needs, each under an address that changes with its content. Serve them all before the pages. */
export const assets = (): Asset[] => [...all.values()]

export const cssPath = (mode: 'public' | 'staff'): string => pathOf(`${mode}.css`)
export const fontPath = (weight: keyof typeof fonts): string => pathOf(fonts[weight])
export const iconPath = (): string => pathOf('qonys.svg')
/** Address of an island, `enhance` for `enhance.island.ts`. Throws when there is none of that name. */
export const islandPath = (name: string): string => pathOf(`${name}.js`)

/** Lets a module add an island of its own (a file `<name>.island.ts`), once, at start. */
export function addIsland(name: string, file: string): void {
  add(`${name}.js`, 'text/javascript; charset=utf-8', Buffer.from(serveIsland(file)))
}

function add(name: string, type: string, body: Uint8Array): void {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  const dot = name.lastIndexOf('.')
  const asset: Asset = {
    path: `/assets/${name.slice(0, dot)}.${hash}${name.slice(dot)}`,
    type,
    body,
    immutable: true,
  }
  if (type !== 'font/woff2') {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
    asset.brotli = brotliCompressSync(body, { params })
  }
  all.set(name, asset)
}

function pathOf(name: string): string {
  const asset = all.get(name)
  if (!asset) throw new Error(`no asset "${name}"`)
  return asset.path
}

/** Takes out comments and needless white space. Our own CSS only: it has no strings with braces or comment signs. */
export function minifyCss(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .trim()
}
