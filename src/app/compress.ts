import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const brotli = promisify(brotliCompress)
const gz = promisify(gzip)
const worthIt = /^(text\/|application\/(json|problem\+json|javascript|statuslist\+jwt)|image\/svg)/

/** Compresses an answer lightly (brotli 4, gzip 1: beyond that the processor costs more than the bytes save). */
export async function compress(accept: string | undefined, response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? ''
  if (!response.body || !worthIt.test(type) || response.headers.has('content-encoding')) return response
  const encoding = /\bbr\b/.test(accept ?? '') ? 'br' : /\bgzip\b/.test(accept ?? '') ? 'gzip' : undefined
  const headers = new Headers(response.headers)
  headers.append('vary', 'accept-encoding')
  const bytes = Buffer.from(await response.arrayBuffer())
  if (!encoding || bytes.length < 800) return new Response(bytes, { status: response.status, headers })
  const body =
    encoding === 'br'
      ? await brotli(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        })
      : await gz(bytes, { level: 1 })
  headers.set('content-encoding', encoding)
  headers.delete('content-length')
  return new Response(new Uint8Array(body), { status: response.status, headers })
}
