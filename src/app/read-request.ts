import { Fault } from '../platform/fault.ts'
import type { Answers } from '../ui/visit.ts'
import { addText, boundaryOf, isFieldName, readTextParts } from './read-text-parts.ts'

/** Form bodies without a file; a body beyond its limit is a 413 whose page says what to do. */
export const formLimit = 256 * 1024

/** What is read of a body at all, to answer whoever sends too much. */
const most = 128 * 1024 * 1024

/**
 * Reads a posted form into `answers`. The body is counted while it arrives: beyond `limit` the rest is drained (so that the browser
 * hears the answer instead of a broken connection), what was typed beside the files is kept, and the fault is too-large.
 */
export async function readForm(request: Request, limit: number, answers: Answers): Promise<void> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type))
    throw new Fault('unsupported-media-type')
  const boundary = boundaryOf(type)
  if (boundary && request.body && Number(request.headers.get('content-length')) > limit) {
    const add = (name: string, value: string) => addText(answers, name, value)
    await readTextParts(request.body as unknown as AsyncIterable<Uint8Array>, boundary, add, most)
    throw new Fault('too-large', { details: { limit } })
  }
  const body = await readBody(request, limit)
  let form: FormData
  try {
    form = await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData()
  } catch (cause) {
    throw new Fault('invalid-input', { cause })
  }
  for (const [name, value] of form) {
    if (typeof value === 'string') addText(answers, name, value)
    else if (isFieldName(name) && value.size > 0) {
      const files = answers.files[name] ?? []
      files.push({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
      answers.files[name] = files
    }
  }
}

/** The JSON body of an API request, counted while it arrives. */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  if (!/^application\/(\S+\+)?json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new Fault('unsupported-media-type')
  const body = await readBody(request, limit)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (cause) {
    throw new Fault('invalid-input', { issues: [{ path: '', code: 'not-json' }], cause })
  }
}

export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body)
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength
      if (size <= limit) chunks.push(chunk)
      else chunks.length = 0
      if (size > most) break
    }
  if (size > limit) throw new Fault('too-large', { details: { limit } })
  return Buffer.concat(chunks)
}

/** The body chunk by chunk, never all of it in memory. @throws Fault too-large beyond `limit` */
export async function* streamBody(request: Request, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0
  if (!request.body) return
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw new Fault('too-large', { details: { limit } })
    yield chunk
  }
}
