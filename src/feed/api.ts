import { z } from 'zod'
import { isRefusal } from '../platform/act.ts'
import { client } from '../platform/actor.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import type { CommonLine, FeedKind } from './feed-kind.ts'
import { holdContent } from './hold-content.ts'
import { FeedAnswer, takeFeed } from './take-feed.ts'

/** Largest file by one request, in bytes. */
export const fileLimit = 1024 ** 3

const Query = z.object({
  lines: z.coerce
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe(
      'How many lines the file has, the trailer and a header not counted: half a file is refused whole.',
    ),
})

const detail = `One event as JSON; a file as NDJSON, each line ended by a line feed; or CSV with the same names in its header, a nested one with a dot (\`document.number\`). Up to 1 GiB.

A file is taken whole or not at all, and is one act. An event is known by \`source\` and \`sourceReference\`: repeated, late and reordered ones change nothing twice, and the same file again gets the same answer. A correction names what it \`corrects\`.

More than 1,000 lines need a count (\`lines\`, or a last line \`{"trailer":{"lines":N}}\`) or a digest (\`Content-Digest: sha-256=:…:\`, RFC 9530). A file that breaks off, or is not what was declared, is rejected whole. A line that is no fact waits for an operator to mend it; the event of a person who is not registered is kept until they are, and the answer does not tell which.`

/** One door a kind, each with a scope of its own: a hotel's token reports no contract. */
export const feedRoute = <L extends CommonLine>(kind: FeedKind<L>): Route =>
  apiRoute({
    method: 'post',
    path: `${apiBase}/${kind.name}`,
    who: client(kind.name),
    bodyLimit: fileLimit,
    describe: {
      name: kind.operation,
      tag: kind.tag,
      summary: kind.summary,
      detail: `${detail}\n\nOur proposal of a contract: the real system's specification was not seen.`,
      query: Query,
      body: kind.line,
      bodyType: 'application/x-ndjson',
      orJson: true,
      example: `${JSON.stringify(kind.example)}\n`,
      answers: { 200: { says: 'How it went.', schema: FeedAnswer } },
      faults: ['invalid-input', 'too-large', 'unsupported-media-type'],
    },
    async answer(visit, { query }) {
      if (visit.actor.kind !== 'client') throw new Fault('not-found')
      const { format, single } = formatOf(visit)
      await using content = await holdContent(single ? oneLine(visit) : visit.stream())
      const answer = await takeFeed(visit.instance, visit.actor, {
        kind: kind.name,
        institution: visit.actor.institution,
        format,
        bytes: content.bytes,
        sha256: content.sha256,
        declared: single ? {} : { lines: query.lines, sha256: declaredDigest(visit) },
        open: content.open,
      })
      if (isRefusal(answer)) throw new Fault('unexpected')
      return answer
    },
  })

function formatOf(visit: Visit): { format: 'ndjson' | 'csv'; single: boolean } {
  const type = (visit.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') return { format: 'ndjson', single: true }
  if (type === 'application/x-ndjson') return { format: 'ndjson', single: false }
  if (type === 'text/csv') return { format: 'csv', single: false }
  throw new Fault('unsupported-media-type')
}

/** A single event may be written over many lines, and needs no line feed. @throws Fault invalid-input when it is not JSON, too-large */
async function* oneLine(visit: Visit): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of visit.stream()) {
    bytes += chunk.byteLength
    if (bytes > 64 * 1024) throw new Fault('too-large')
    chunks.push(chunk)
  }
  let event: unknown
  try {
    event = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw new Fault('invalid-input', { issues: [{ path: '', code: 'not-json' }], cause })
  }
  yield Buffer.from(`${JSON.stringify(event)}\n`)
}

/** SHA-256 of `Content-Digest` (RFC 9530), in hexadecimal. @throws Fault invalid-input (`not-a-digest`) */
function declaredDigest(visit: Visit): string | undefined {
  const header = visit.header('content-digest')
  if (header === undefined) return undefined
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header)?.[1]
  if (!base64) throw invalid('Content-Digest', 'not-a-digest')
  return Buffer.from(base64, 'base64').toString('hex')
}
