import { setImmediate as immediate } from 'node:timers/promises'
import { CompiledQuery } from 'kysely'
import type pg from 'pg'
import type { Tx } from './database.ts'

/** Lines of PostgreSQL's text format on their way into a table; `writeCopyLine` makes one. */
type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

class Copy {
  readonly chunks: Chunks
  constructor(chunks: Chunks) {
    this.chunks = chunks
  }
}

/**
 * Copies rows into a table inside the transaction, as fast as PostgreSQL reads them and no faster: the source waits while the
 * server is busy, so that memory stays bounded. A source that throws leaves nothing: the error is thrown again and the transaction is over.
 * @param target table and columns as SQL; never from outside
 * @returns rows copied
 */
export async function copyRows(tx: Tx, target: string, chunks: Chunks): Promise<number> {
  const { rows } = await tx.kysely.executeQuery<{ copied: number }>(
    CompiledQuery.raw(`copy ${target} from stdin`, [new Copy(chunks)]),
  )
  return rows[0]?.copied ?? 0
}

const special: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One value of PostgreSQL's text format; null and undefined are `\N`. */
export const copyValue = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined) return '\\N'
  if (typeof value !== 'string') return String(value)
  return /[\\\n\r\t]/.test(value) ? value.replace(/[\\\n\r\t]/g, (char) => special[char] ?? char) : value
}

/** What `pg` gives a statement that speaks the protocol by itself; its types name only half of it. */
interface Wire {
  query(text: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(message: string): void
  stream: NodeJS.WritableStream & { writableLength: number }
}

/** Bytes that wait for the server before the source does: it makes the next rows while these are read. */
const ahead = 2 * 1024 * 1024

/** Teaches a connection to take the rows of `copyRows`; every other statement goes its usual way. */
export function takeCopies(client: pg.PoolClient): void {
  const send = client.query.bind(client) as (...args: unknown[]) => unknown
  client.query = ((...args: unknown[]) => {
    const [copy] = Array.isArray(args[1]) ? args[1] : []
    if (!(copy instanceof Copy)) return send(...args)
    const { promise, resolve, reject } = Promise.withResolvers<{ rows: { copied: number }[] }>()
    // Rows are no pipeline: nothing else is on its way meanwhile, for the transaction waits for them.
    const wire = client as unknown as { pipeline: boolean }
    const { pipeline } = wire
    wire.pipeline = false
    const over =
      <T>(settle: (value: T) => void) =>
      (value: T) => {
        wire.pipeline = pipeline
        settle(value)
      }
    send(new CopyStatement(String(args[0]), copy.chunks, over(resolve), over(reject)))
    return promise
  }) as typeof client.query
}

class CopyStatement {
  readonly text: string
  readonly #chunks: Chunks
  readonly #done: (result: { rows: { copied: number }[] }) => void
  readonly #failed: (error: unknown) => void
  #copied = 0
  #error: unknown
  /** Of our own source: says more than the server's "copy failed". */
  #cause: unknown

  constructor(
    text: string,
    chunks: Chunks,
    done: (result: { rows: { copied: number }[] }) => void,
    failed: (error: unknown) => void,
  ) {
    this.text = text
    this.#chunks = chunks
    this.#done = done
    this.#failed = failed
  }

  submit(connection: Wire): void {
    connection.query(this.text)
  }

  handleCopyInResponse(connection: Wire): void {
    void this.#feed(connection)
  }

  async #feed(connection: Wire): Promise<void> {
    try {
      for await (const chunk of this.#chunks) {
        if (this.#error) return
        connection.sendCopyFromChunk(chunk)
        if (connection.stream.writableLength > ahead) await drained(connection.stream)
        // Others are served, and what was made goes out, before the next rows are made.
        else await immediate()
      }
      connection.endCopyFrom()
    } catch (cause) {
      this.#cause = cause
      connection.sendCopyFail('the source failed')
    }
  }

  handleCommandComplete(message: { text: string }): void {
    this.#copied = Number(message.text.split(' ').at(-1))
  }

  handleError(error: unknown): void {
    this.#error = error
    this.#failed(this.#cause ?? error)
  }

  handleReadyForQuery(): void {
    if (!this.#error) this.#done({ rows: [{ copied: this.#copied }] })
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}

/** Until the socket takes more, or is gone: then the statement has failed already. */
function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      stream.off('drain', go)
      stream.off('close', go)
      resolve()
    }
    stream.on('drain', go)
    stream.on('close', go)
  })
}
