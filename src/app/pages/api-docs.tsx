import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { everyone } from '../../platform/actor.ts'
import { apiBase, apiJson, apiTags } from '../../ui/api-route.ts'
import { addIsland, islandPath } from '../../ui/assets.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { openApi, operationsOf, scopesOf } from '../openapi.ts'
import { appText } from '../text.ts'

addIsland('api-docs', join(import.meta.dirname, '..', 'api-docs.island.ts'))

const require = createRequire(import.meta.url)
const swagger = dirname(require.resolve('swagger-ui-dist/package.json'))
const { version } = require('swagger-ui-dist/package.json') as { version: string }
const files = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const
// Swagger UI knows no dark page and is wide: it gets a light sheet of its own that scrolls.
const sheet = `
#swagger>.swagger-ui{background:#fff;color-scheme:light;border-radius:8px;overflow-x:auto;max-width:100%}`
const addressOf = (name: keyof typeof files) => `/api/docs/${version}/${name}`

/**
 * The OpenAPI document and its page: a list of operations that needs no script, and a button that fetches Swagger UI, from our own server.
 * @param routes every door of the system; those that describe themselves are the API
 */
export function apiDocs(routes: () => Route[]): Route[] {
  const made = new Map<string, object>()
  return [
    get('/api/openapi.json', everyone, async ({ instance }) => {
      const { baseUrl } = instance.config
      const document = made.get(baseUrl) ?? openApi(routes(), baseUrl)
      made.set(baseUrl, document)
      return apiJson(document, 200, {
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
      })
    }),
    get('/api/docs', everyone, (visit) => show(visit, routes())),
    ...(Object.keys(files) as (keyof typeof files)[]).map((name) =>
      get(addressOf(name), everyone, async (visit) => serve(name, visit.header('accept-encoding') ?? '')),
    ),
  ]
}

const pressed = new Map<string, Promise<Buffer>>()
const brotli = promisify(brotliCompress)

async function serve(name: keyof typeof files, accepts: string): Promise<Response> {
  const read = async () => {
    const bytes = await readFile(join(swagger, name))
    return name === 'swagger-ui.css' ? Buffer.concat([bytes, Buffer.from(sheet)]) : bytes
  }
  const compressed = /\bbr\b/.test(accepts)
  let body = pressed.get(name)
  if (compressed && !body) {
    body = read().then((bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }))
    pressed.set(name, body)
  }
  return new Response(new Uint8Array(compressed && body ? await body : await read()), {
    headers: {
      'content-type': `${files[name]}; charset=utf-8`,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      // Already as small as it gets: nobody compresses it again.
      'content-encoding': compressed ? 'br' : 'identity',
    },
  })
}

async function show(visit: Visit, routes: Route[]): Promise<Response> {
  const { locale } = visit
  const t = appText(locale)
  const operations = operationsOf(routes)
  return visit.html(
    <Page {...visit.frame} title={t('api.title')} wide>
      <h1>{t('api.title')}</h1>
      <p>{t('api.lead')}</p>
      <p>
        … = <code>{apiBase}</code>
      </p>
      <ul>
        <li>
          <a href="/api/openapi.json">{t('api.document')}</a>
        </li>
        <li>
          <a href="/problems">{t('api.problems')}</a>
        </li>
      </ul>
      {Object.entries(apiTags).map(([tag, about]) => {
        const own = operations.filter(({ describe }) => describe.tag === tag)
        return (
          own.length > 0 && (
            <>
              <h2 lang="en">{about}</h2>
              <DataTable
                locale={locale}
                caption={about}
                captionUnseen
                columns={[
                  { key: 'operation', label: t('api.operation') },
                  { key: 'does', label: t('api.does') },
                  { key: 'who', label: t('api.who'), nowrap: true },
                ]}
                rows={own.map(({ method, path, who, describe }) => ({
                  id: describe.name,
                  cells: {
                    operation: (
                      <code id={describe.name}>
                        {method.toUpperCase()} {path.replace(apiBase, '…')}
                      </code>
                    ),
                    does: (
                      <span lang="en">
                        {describe.summary}. {withCode(describe.detail)}
                      </span>
                    ),
                    who: scopesOf(who).length
                      ? scopesOf(who)
                          .map((scope) => t('api.scope', { scope }))
                          .join(', ')
                      : t('api.anybody'),
                  },
                }))}
              />
            </>
          )
        )
      })}
      <div
        id="swagger"
        data-label={t('api.try')}
        data-style={addressOf('swagger-ui.css')}
        data-script={addressOf('swagger-ui-bundle.js')}
      />
      <script type="module" src={islandPath('api-docs')} />
    </Page>,
  )
}

/** Text between backticks as code. */
const withCode = (text = '') => text.split('`').map((part, i) => (i % 2 ? <code>{part}</code> : part))
