import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const order = [
  'platform',
  'ui',
  'classifier',
  'institution',
  'policy',
  'person',
  'organisation',
  'message',
  'payment',
  'credential',
  'case',
  'identity',
  'feed',
  'employment',
  'stay',
  'quota',
  'permit',
  'employer-permit',
  'residence',
  'asylum',
  'inspection',
  'complaint',
  'rights',
  'reform',
  'oversight',
  'app',
]
const source = join(import.meta.dirname, '..')

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.(test|examples)\.tsx?$/.test(file),
)
const moduleOf = (path: string) => path.split('/')[0] ?? ''

describe('the modules', () => {
  it('are all in the order that ARCHITECTURE names', () => {
    expect([...new Set(files.map(moduleOf))].filter((name) => !order.includes(name))).toEqual([])
  })
  it('import only modules before them', () => {
    let imports = 0
    const upward: string[] = []
    for (const file of files)
      for (const [, target] of readFileSync(join(source, file), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const path = relative(source, resolve(source, dirname(file), target ?? ''))
        if (path.startsWith('..')) continue
        imports++
        if (order.indexOf(moduleOf(path)) > order.indexOf(moduleOf(file)))
          upward.push(`${file} imports ${path}`)
      }
    expect(upward).toEqual([])
    expect(imports).toBeGreaterThan(200)
  })
})
