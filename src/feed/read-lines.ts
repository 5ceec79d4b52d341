import { invalid } from '../platform/fault.ts'

/** Letters of one line; what is longer is no event. */
const longest = 64 * 1024

/** What a sender says of a file beforehand, so that half of one is noticed. */
export interface Declared {
  lines?: number | undefined
  sha256?: string | undefined
}

/** What a file turned out to be. */
export interface Read {
  lines: number
  /** Count that its last line tells. */
  trailer?: number
}

const breaksOff = () => invalid('', 'breaks-off')

/**
 * The lines of NDJSON in batches as they arrive. The last line may be `{"trailer":{"lines":N}}`.
 * @throws Fault invalid-input (`breaks-off`) for a file that does not end with a line feed or whose last line is not JSON: half a file is none
 */
export async function* readNdjson(chunks: AsyncIterable<Uint8Array>, read: Read): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  // Held back until another follows: the last one may be the trailer.
  let last: string | undefined
  const take = (text: string): string[] => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longest) throw invalid('', 'line-too-long')
    const whole = lines.filter((line) => line !== '' && line !== '\r')
    if (whole.length === 0) return []
    if (last !== undefined) whole.unshift(last)
    last = whole.pop()
    return whole
  }
  for await (const chunk of chunks) {
    const whole = take(decoder.decode(chunk, { stream: true }))
    read.lines += whole.length
    if (whole.length > 0) yield whole
  }
  take(decoder.decode())
  if (rest !== '') throw breaksOff()
  if (last === undefined) return
  const trailer = trailerOf(last)
  if (trailer !== undefined) {
    read.trailer = trailer
    return
  }
  read.lines++
  yield [last]
}

/** @throws Fault invalid-input (`breaks-off`) when it is not JSON at all */
function trailerOf(line: string): number | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw breaksOff()
  }
  const lines = (value as { trailer?: { lines?: unknown } } | null)?.trailer?.lines
  return typeof lines === 'number' ? lines : undefined
}

/** Lines up to which a file needs no count. */
export const uncounted = 1000

/**
 * Holds what was read against what was declared.
 * @throws Fault invalid-input at `lines`: `lines-differ`, or `count-not-declared` for a large file of which nobody said how long it is
 */
export function checkWhole(read: Read, declared: Declared): void {
  for (const said of [declared.lines, read.trailer])
    if (said !== undefined && said !== read.lines)
      throw invalid('lines', 'lines-differ', { declared: said, found: read.lines })
  const nothingSaid = [declared.lines, read.trailer, declared.sha256].every((one) => one === undefined)
  if (nothingSaid && read.lines > uncounted) throw invalid('lines', 'count-not-declared')
}
