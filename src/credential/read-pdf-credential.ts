import { inflateSync } from 'node:zlib'

/**
 * The presentation attached to a PDF of ours. Attachments are streams of their own, so each stream is unpacked (up to the size a
 * credential can have) and looked at; nothing else of the file is trusted or interpreted.
 */
export function readPdfCredential(pdf: Uint8Array): string | undefined {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  for (let at = file.indexOf('stream'); at >= 0; ) {
    const end = file.indexOf('endstream', at)
    if (end < 0) return undefined
    const start = at + 'stream'.length + (file[at + 6] === 0x0d ? 2 : 1)
    const text = unpack(file.subarray(start, end))
    if (/^[\w-]+\.[\w-]+\.[\w-]+~([\w-]+~)*$/.test(text)) return text
    at = file.indexOf('stream', end + 'endstream'.length)
  }
  return undefined
}

function unpack(stream: Buffer): string {
  try {
    return inflateSync(stream, { maxOutputLength: 16_384 }).toString('latin1')
  } catch {
    // Not packed, or larger than any credential.
    return stream.length <= 16_384 ? stream.toString('latin1').trim() : ''
  }
}
