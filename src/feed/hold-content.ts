import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file that arrived whole: its digest is known before a row of it is looked at, and it can be read again. */
export interface HeldContent extends AsyncDisposable {
  bytes: number
  sha256: string
  open(): AsyncIterable<Uint8Array>
}

const inMemory = 1024 * 1024

/**
 * Holds what arrives: a little in memory, more in a file that has no name, so that nothing of it is left whatever ends the program.
 * The database is asked only when all of it is here: a slow sender holds no transaction open.
 */
export async function holdContent(source: AsyncIterable<Uint8Array>): Promise<HeldContent> {
  const hash = createHash('sha256')
  let chunks: Uint8Array[] = []
  let bytes = 0
  let file: Awaited<ReturnType<typeof open>> | undefined
  try {
    for await (const chunk of source) {
      hash.update(chunk)
      bytes += chunk.byteLength
      if (!file && bytes <= inMemory) {
        chunks.push(chunk)
        continue
      }
      if (!file) {
        file = await openNameless()
        await file.writeFile(Buffer.concat(chunks))
        chunks = []
      }
      await file.writeFile(chunk)
    }
  } catch (error) {
    await file?.close()
    throw error
  }
  const held = file
  return {
    bytes,
    sha256: hash.digest('hex'),
    open: () =>
      held
        ? held.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })
        : (async function* () {
            yield* chunks
          })(),
    [Symbol.asyncDispose]: async () => held?.close(),
  }
}

async function openNameless() {
  const path = join(tmpdir(), `qonys-feed-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}

/** A file of the machine; `progress` hears how many bytes were read. */
export async function holdFile(path: string, progress: (bytes: number) => void): Promise<HeldContent> {
  const read = (): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: 256 * 1024 })
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of read()) {
    hash.update(chunk)
    bytes += chunk.byteLength
  }
  return {
    bytes,
    sha256: hash.digest('hex'),
    async *open() {
      let seen = 0
      for await (const chunk of read()) {
        seen += chunk.byteLength
        progress(seen)
        yield chunk
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}
