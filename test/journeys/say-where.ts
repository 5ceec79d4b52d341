/// <reference lib="dom" />
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page as Tab } from 'playwright-core'
import { afterEach } from 'vitest'

/** Where pictures of failed journeys are kept; `QONYS_FAILURES` names another folder. */
export const failuresFolder = process.env.QONYS_FAILURES ?? join(tmpdir(), 'qonys-failures')

const tabs = new Set<Tab>()

/** Somebody's window, about which is told when the journey fails. */
export function watchTab(tab: Tab): void {
  tabs.add(tab)
  tab.on('close', () => tabs.delete(tab))
}

/** Where a window stands: its address, its first heading and what its error summary says. */
export async function whereStands(tab: Tab): Promise<string> {
  const [h1, summary] = await tab.evaluate(() =>
    ['h1', '.error-summary, [role=alert]'].map((each) => document.querySelector(each)?.textContent ?? ''),
  )
  const plain = (text = '') => text.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
  return `${tab.url()} · h1: ${plain(h1) || 'none'}${summary ? ` · errors: ${plain(summary)}` : ''}`
}

/** After a journey failed: the places of its open windows go into the message, and a picture of each into the folder. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  const lines: string[] = []
  for (const [at, tab] of [...tabs].entries()) {
    try {
      mkdirSync(failuresFolder, { recursive: true })
      const name = `${task.file.name}-${task.name}-${at + 1}`
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .slice(0, 150)
      const path = join(failuresFolder, `${name}.png`)
      lines.push(await whereStands(tab))
      await tab.screenshot({ path, fullPage: true, animations: 'disabled', timeout: 10_000 })
      lines.push(`  ${path}`)
    } catch (error) {
      lines.push(`  of this window nothing more is known: ${(error as Error).message.split('\n')[0]}`)
    }
  }
  const error = task.result.errors?.[0]
  if (error && lines.length) {
    const told = `\nthe windows stood at\n${lines.join('\n')}`
    error.message += told
    console.error(`${task.name}${told}`)
  }
})
