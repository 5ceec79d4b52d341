import { newId } from '../../src/platform/new-id.ts'
import type { Person, Staff } from '../world.ts'
import type { Program } from './run-country.ts'

/**
 * Fills the form of a page as a browser without script does: opens the page, takes the hidden fields of the form that goes to
 * `action`, sends it. Answers where it led and what it showed. Throws with the page's text when there is no such form or it was refused.
 */
export async function actByPage(
  program: Program,
  who: Staff | Person,
  page: string,
  fields: Record<string, string | string[]> = {},
  action = page,
): Promise<{ to: string; html: string }> {
  const headers = { cookie: await program.world.signIn(who), 'accept-language': 'en' }
  const shown = await fetch(program.url + page, { headers, redirect: 'manual' })
  const html = await shown.text()
  const form = html
    .split('<form ')
    .slice(1)
    .map((each) => each.split('</form>')[0] ?? '')
    .find((each) => each.includes(`action="${action}"`))
  if (!form) throw new Error(`${page} (${shown.status}) has no form to ${action}: ${plain(html)}`)
  const body = new URLSearchParams()
  for (const [tag] of form.matchAll(/<input type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1]
    if (name) body.append(name, /value="([^"]*)"/.exec(tag)?.[1] ?? '')
  }
  if (!body.has('_request')) body.append('_request', newId())
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
  const answer = await fetch(program.url + action, {
    method: 'POST',
    headers: { ...headers, origin: program.url, 'content-type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
    redirect: 'manual',
  })
  const told = await answer.text()
  if (answer.status >= 400) throw new Error(`${action}: ${answer.status} ${plain(told)}`)
  return { to: answer.headers.get('location') ?? '', html: told }
}

const plain = (html: string): string =>
  html
    .replace(/^[\s\S]*<main/, '<main')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 1500)

/** The three fields of a date, given as such or as an ISO day. */
export function dayFields(name: string, date: Temporal.PlainDate | string): Record<string, string> {
  const { day, month, year } = Temporal.PlainDate.from(date)
  return { [`${name}-day`]: String(day), [`${name}-month`]: String(month), [`${name}-year`]: String(year) }
}
