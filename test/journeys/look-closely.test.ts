import { expect, it } from 'vitest'
import { mistakesOfTree } from './look-closely.ts'

it('a tree that reads badly is found out', () => {
  const good = [
    '- banner:',
    '  - link "Qonys":',
    '- main:',
    '  - heading "Name" [level=1]',
    '  - textbox "Family name"',
    '  - heading "More" [level=2]',
    '- contentinfo:',
  ]
  expect(mistakesOfTree(good.join('\n'))).toEqual([])
  const bad = (from: string, to: string) => mistakesOfTree(good.join('\n').replace(from, to))
  expect(bad('textbox "Family name"', 'textbox')).toEqual(['without a name: - textbox'])
  expect(bad('[level=2]', '[level=3]')).toHaveLength(1)
  expect(bad('[level=1]', '[level=3]')).toHaveLength(1)
  expect(bad('- banner:', '- main:')).toEqual(['0 × banner', '2 × main'])
})
