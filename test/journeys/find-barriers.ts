/// <reference lib="dom" />
import axe from 'axe-core'
import type { Page as Tab } from 'playwright-core'
import { expect } from 'vitest'

/** What WCAG 2.2 AA asks, and what is good practice beyond it. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Which rules of axe are asked: all of WCAG 2.2 AA and good practice without some, or some alone. */
export type Asked = { without?: string[] } | { only: string[] }

/**
 * The barriers axe finds on the page as it stands, a line for each rule with where. axe runs in the page itself and only what it finds
 * comes back: its runner for frames from other sites costs five times as much, and a page with a frame is refused here.
 */
export async function findBarriers(tab: Tab, asked: Asked = {}): Promise<string[]> {
  expect(tab.frames().length, 'a page within the page is not looked at').toBe(1)
  // Colours that are still changing are nobody's colours.
  await tab.evaluate(async () => {
    await document.fonts.ready
    await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)))
  })
  if (await tab.evaluate(() => !('axe' in window))) await tab.evaluate(axe.source)
  const options: axe.RunOptions =
    'only' in asked
      ? { runOnly: { type: 'rule', values: asked.only } }
      : {
          runOnly: { type: 'tag', values: tags },
          rules: Object.fromEntries((asked.without ?? []).map((rule) => [rule, { enabled: false }])),
        }
  return tab.evaluate(async (options) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      ...options,
      resultTypes: ['violations'],
    })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    )
  }, options)
}
