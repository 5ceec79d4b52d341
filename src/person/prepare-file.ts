import { createHash } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { type Fault, invalid } from '../platform/fault.ts'

export type FileKind = 'photo' | 'travel-document' | 'contract' | 'evidence'
export type MediaType = 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf'

export interface PreparedFile {
  mediaType: MediaType
  bytes: Buffer
  thumbnail: Buffer | null
  sha256: string
}

export const largestFile = 10 * 1024 * 1024
const mostPixels = 50_000_000
const longestSide = { photo: 1600, other: 4000 }
const smallestPhotoSide = 120

/**
 * Looks at an upload by its bytes, never by its name, and makes it harmless: images are decoded and written anew (turned as the
 * camera held them, bounded in pixels, without metadata and without anything hidden behind the picture), PDFs with active
 * content or a second file inside are turned away.
 * @throws Fault invalid-input at `path`: file-empty, file-too-large, file-type, file-broken, file-too-many-pixels,
 *   file-active-content, file-two-in-one, photo-not-image, photo-too-small
 */
export async function prepareFile(bytes: Uint8Array, kind: FileKind, path = 'file'): Promise<PreparedFile> {
  const fail = (code: string): Fault => invalid(path, code)
  if (bytes.byteLength === 0) throw fail('file-empty')
  if (bytes.byteLength > largestFile) throw fail('file-too-large')
  const type = (await fileTypeFromBuffer(bytes))?.mime
  if (type === 'application/pdf') {
    if (kind === 'photo') throw fail('photo-not-image')
    checkPdf(Buffer.from(bytes), fail)
    return kept('application/pdf', Buffer.from(bytes), null)
  }
  if (type !== 'image/jpeg' && type !== 'image/png' && type !== 'image/webp') throw fail('file-type')
  return await redraw(bytes, type, kind, fail)
}

async function redraw(
  bytes: Uint8Array,
  type: Exclude<MediaType, 'application/pdf'>,
  kind: FileKind,
  fail: (code: string) => Fault,
): Promise<PreparedFile> {
  const side = kind === 'photo' ? longestSide.photo : longestSide.other
  let size: { width: number; height: number }
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata()
    size = { width, height }
  } catch {
    throw fail('file-broken')
  }
  if (size.width * size.height > mostPixels) throw fail('file-too-many-pixels')
  if (kind === 'photo' && Math.min(size.width, size.height) < smallestPhotoSide) throw fail('photo-too-small')
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels })
      .rotate()
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    const format = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' } as const
    const drawn = await image.toFormat(format[type], { quality: 85 }).toBuffer()
    const thumbnail = await sharp(drawn)
      .resize({ width: 240, height: 320, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 70 })
      .toBuffer()
    // A picture of noise may come out larger than it came in.
    if (drawn.byteLength > largestFile) throw fail('file-too-large')
    return kept(type, drawn, thumbnail.byteLength <= 65_536 ? thumbnail : null)
  } catch (error) {
    if ((error as { issues?: unknown[] }).issues) throw error
    throw fail('file-broken')
  }
}

function checkPdf(bytes: Buffer, fail: (code: string) => Fault): void {
  const text = bytes.toString('latin1')
  if (!text.startsWith('%PDF-') || !text.slice(-2048).includes('%%EOF')) throw fail('file-broken')
  // Names may be written with #xx; what starts a program or carries a file has no place in a scan.
  const plain = text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  if (/\/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|OpenAction\s*<<)\b/.test(plain))
    throw fail('file-active-content')
  if (text.includes('PK\x05\x06') || /<(script|html|svg)[\s>]/i.test(text.slice(0, 4096)))
    throw fail('file-two-in-one')
}

const kept = (mediaType: MediaType, bytes: Buffer, thumbnail: Buffer | null): PreparedFile => ({
  mediaType,
  bytes,
  thumbnail,
  sha256: createHash('sha256').update(bytes).digest('hex'),
})
