import { routes } from '../src/app/routes.ts'
import { makeApplication } from '../src/app/serve.ts'
import { onServer, withInstance } from './on-server.ts'

export interface PageSize {
  path: string
  /** The HTML as it is sent, brotli. */
  html: number
  /** The same before compression. */
  htmlPlain: number
  /** HTML, styles, both weights of the font and icons, without script: what a first visit fetches. Bodies, no headers. */
  firstView: number
  /** Scripts that come after, and that nothing waits for. */
  script: number
  /** Scripts without which the page would not show: those that block it. */
  blockingScript: number
  form: boolean
}

export const limits = { firstView: 60_000, formHtml: 14_000, blockingScript: 0 }

/** Addresses with a parameter, by an example that anybody may open. */
const examples: Record<string, string> = { '/problems/:code': '/problems/not-found' }

/**
 * Fetches every page that anybody may open, as a browser that takes brotli and has nothing cached, in the language with the longest
 * texts (Russian), and counts bytes.
 */
export async function runPagesBench(): Promise<{ pages: PageSize[]; notMeasured: string[] }> {
  return onServer({}, (server) =>
    withInstance(server, 2, async (instance) => {
      const application = makeApplication(instance, routes)
      const get = async (path: string) => {
        const answer = await application.fetch(
          new Request(`http://localhost${path}`, {
            headers: { 'accept-encoding': 'br', 'accept-language': 'ru' },
          }),
        )
        return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
      }
      const weights = new Map<string, number>()
      const weigh = async (path: string) => {
        const known = weights.get(path)
        if (known !== undefined) return known
        const { answer, bytes } = await get(path)
        if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
        weights.set(path, bytes.length)
        return bytes.length
      }
      const sum = async (paths: Iterable<string>) => {
        let all = 0
        for (const path of new Set(paths)) all += await weigh(path)
        return all
      }
      const { brotliDecompressSync } = await import('node:zlib')
      const text = async (path: string) => {
        const { answer, bytes } = await get(path)
        return {
          answer,
          size: bytes.length,
          text: (answer.headers.get('content-encoding') === 'br'
            ? brotliDecompressSync(bytes)
            : bytes
          ).toString('utf8'),
        }
      }
      const pages: PageSize[] = []
      const notMeasured: string[] = []
      const open = routes.filter(
        (route) => route.method === 'get' && !route.api && route.who.to === 'everyone',
      )
      for (const route of open) {
        const path = route.path.includes(':') ? examples[route.path] : route.path
        if (path === undefined) {
          notMeasured.push(`${route.path} (needs a parameter)`)
          continue
        }
        const page = await text(path)
        if (!page.answer.headers.get('content-type')?.startsWith('text/html')) {
          if (page.answer.status >= 300) notMeasured.push(`${path} (${page.answer.status})`)
          continue
        }
        if (page.answer.status !== 200) {
          notMeasured.push(`${path} (${page.answer.status})`)
          continue
        }
        const html = page.text
        const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, address]) => address ?? '')
        const styles = all(/<link[^>]+rel="stylesheet"[^>]*href="([^"]+)"/g)
        const inCss: string[] = []
        for (const style of styles)
          inCss.push(
            ...[...(await text(style)).text.matchAll(/url\((\/[^)]+)\)/g)].map(
              ([, address]) => address ?? '',
            ),
          )
        const scripts = [...html.matchAll(/<script([^>]*)\bsrc="([^"]+)"([^>]*)>/g)].map(([, a, src, b]) => ({
          src: src ?? '',
          later: /\b(defer|async|type="module")/.test(`${a}${b}`),
        }))
        pages.push({
          path,
          html: page.size,
          htmlPlain: Buffer.byteLength(html),
          firstView:
            page.size +
            (await sum([...styles, ...inCss, ...all(/<(?:img|link)[^>]+(?:src|href)="(\/assets\/[^"]+)"/g)])),
          script: await sum(scripts.map(({ src }) => src)),
          blockingScript: await sum(scripts.filter((one) => !one.later).map(({ src }) => src)),
          form: /<form[^>]+method="post"/i.test(html.replace(/<form[^>]*(language|sign-out)[^>]*>/g, '')),
        })
      }
      return { pages, notMeasured }
    }),
  )
}

export function writePages(result: Awaited<ReturnType<typeof runPagesBench>>): string {
  const { pages, notMeasured } = result
  const worst = (pick: (page: PageSize) => number, list = pages) =>
    list.reduce((a, b) => (pick(b) > pick(a) ? b : a), list[0] as PageSize)
  const forms = pages.filter((page) => page.form)
  const heavy = worst((page) => page.firstView)
  const longest = forms.length > 0 ? worst((page) => page.html, forms) : undefined
  const line = (page: PageSize) =>
    `  ${page.path.padEnd(28)} html ${String(page.html).padStart(5)} (plain ${String(page.htmlPlain).padStart(6)})  first view ${String(page.firstView).padStart(6)}  script after ${String(page.script).padStart(6)}${page.form ? '  form' : ''}`
  return [
    `${pages.length} public pages, bytes sent (brotli, Russian, nothing cached, bodies only)`,
    ...pages.map(line),
    `heaviest first view ${heavy.path} ${heavy.firstView} (target ≤ ${limits.firstView})`,
    ...(longest
      ? [
          `longest form ${longest.path} ${longest.html}, plain ${longest.htmlPlain} (target ≤ ${limits.formHtml})`,
        ]
      : []),
    `script that a page waits for ${Math.max(...pages.map((page) => page.blockingScript))} (target 0)`,
    ...(notMeasured.length ? [`not measured: ${notMeasured.join(', ')}`] : []),
  ].join('\n')
}
