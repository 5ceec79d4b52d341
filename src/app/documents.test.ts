import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { commands } from './commands.ts'

const home = join(dirname(fileURLToPath(import.meta.url)), '../..')
const folders = ['.', 'docs', 'demo', 'src', 'policy', 'test', 'bench', 'migrations']
const texts = folders
  .flatMap((folder) =>
    readdirSync(join(home, folder), { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  )
  .map((file) => ({ file, text: readFileSync(join(home, file), 'utf8') }))
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { scripts: object }).scripts,
)
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found)

describe.each(texts)('$file', ({ file, text }) => {
  it('leads only to what is there', () => {
    const links = all(text, /\]\((?!https?:|mailto:|#)([^)\s#]+)/g)
    expect(links.filter((link) => !existsSync(join(home, dirname(file), link)))).toEqual([])
    const paths = all(text, /`((?:src|docs|demo|test|bench|migrations|bin)\/[\w./-]+\.\w+)`/g)
    expect(paths.filter((path) => !existsSync(join(home, path)))).toEqual([])
  })
  it('names commands and scripts that there are', () => {
    const called = all(text, /(?:npx qonys|`qonys) ([a-z]+)/g)
    expect(called.filter((name) => !Object.hasOwn(commands, name))).toEqual([])
    const run = all(text, /npm run ([a-z:]+)/g)
    expect(run.filter((name) => !scripts.includes(name))).toEqual([])
  })
})
