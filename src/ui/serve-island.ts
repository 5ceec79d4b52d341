import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/**
 * The browser's script of an island: one TypeScript file without imports, types taken out, comments at line starts too.
 * Throws when the file imports something, for nothing would resolve it in the browser.
 */
export function serveIsland(file: string): string {
  const source = readFileSync(file, 'utf8')
  if (/^\s*(import|export)\b/m.test(source)) throw new Error(`an island has no imports or exports: ${file}`)
  return stripTypeScriptTypes(source)
    .replace(/^\s*\/\*\*[\s\S]*?\*\/\s*$/gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n\s*\n+/g, '\n')
    .trim()
}
