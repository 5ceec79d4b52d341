import { Fault } from '../platform/fault.ts'
import { type Answers, noAnswers } from '../ui/visit.ts'

/** Form bodies without a file; a body beyond its limit is a 413 whose page says what to do. */
export const formLimit = 256 * 1024

/**
 * Reads a posted form. The body is counted while it arrives: beyond `limit` the rest is drained (so that the browser hears the
 * answer instead of a broken connection) and the fault is too-large; what other fields held stays in the browser's history, and
 * files are asked on pages of their own, so nothing typed is lost with them.
 */
export async function readForm(request: Request, limit: number): Promise<Answers> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type))
    throw new Fault('unsupported-media-type')
  const body = await readBody(request, limit)
  const answers = noAnswers()
  let form: FormData
  try {
    form = await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData()
  } catch (cause) {
    throw new Fault('invalid-input', { cause })
  }
  for (const [name, value] of form) {
    // The names become keys of plain objects.
    if (!/^[A-Za-z_][\w.-]{0,80}$/.test(name) || name === '__proto__' || name === 'constructor') continue
    if (typeof value === 'string') {
      const text = value.replaceAll('\r\n', '\n').normalize('NFC')
      if (!(name in answers.text)) answers.text[name] = text
      const list = answers.lists[name] ?? []
      list.push(text)
      answers.lists[name] = list
    } else if (value.size > 0) {
      const files = answers.files[name] ?? []
      files.push({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
      answers.files[name] = files
    }
  }
  return answers
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
      if (size > 128 * 1024 * 1024) break
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
