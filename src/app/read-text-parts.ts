import type { Answers } from '../ui/visit.ts'

/** Largest sum of typed text that is kept of a form whose files are too large. */
const textLimit = 256 * 1024

/**
 * The typed fields of a multipart form whose files are too large to take (RFC 7578): the body is read to its end, so that the browser
 * hears an answer, and the files go by unkept. A phone's photo must not cost the answers beside it.
 * @param most bytes after which the rest is not even read
 */
export async function readTextParts(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
  add: (name: string, value: string) => void,
  most: number,
): Promise<void> {
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  let rest = Buffer.from('\r\n')
  let part: { name: string; pieces: Buffer[] } | undefined
  let inHead = false
  let kept = 0
  let read = 0
  const keep = (piece: Buffer) => {
    kept += part ? piece.length : 0
    if (kept <= textLimit) part?.pieces.push(piece)
  }
  for await (const chunk of body) {
    read += chunk.byteLength
    if (read > most) return
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      if (inHead) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) {
          if (rest.length > 16_384) return
          break
        }
        const head = rest.subarray(0, end).toString()
        const name = /;\s*name="([^"]*)"/i.exec(head)?.[1]
        part = name === undefined || /;\s*filename\*?=/i.test(head) ? undefined : { name, pieces: [] }
        rest = rest.subarray(end + 4)
        inHead = false
      }
      const at = rest.indexOf(delimiter)
      if (at < 0) {
        const sure = Math.max(0, rest.length - delimiter.length)
        keep(rest.subarray(0, sure))
        rest = rest.subarray(sure)
        break
      }
      keep(rest.subarray(0, at))
      if (part && kept <= textLimit) add(part.name, Buffer.concat(part.pieces).toString())
      part = undefined
      rest = rest.subarray(at + delimiter.length)
      inHead = true
    }
  }
}

/** The boundary of a multipart form; undefined for any other body. */
export const boundaryOf = (type: string): string | undefined =>
  /^multipart\/form-data\s*;.*\bboundary="?([^";]{1,70})"?/i.exec(type)?.[1]

/** Adds a typed field as forms are read: line ends of one kind, composed letters, the first of a name alone and all as a list. */
export function addText(answers: Answers, name: string, value: string): void {
  // The names become keys of plain objects.
  if (!isFieldName(name)) return
  const text = value.replaceAll('\r\n', '\n').normalize('NFC')
  if (!(name in answers.text)) answers.text[name] = text
  const list = answers.lists[name] ?? []
  list.push(text)
  answers.lists[name] = list
}

export const isFieldName = (name: string): boolean =>
  /^[A-Za-z_][\w.-]{0,80}$/.test(name) && name !== '__proto__' && name !== 'constructor'
