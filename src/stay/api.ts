import { z } from 'zod'
import { isRefusal } from '../platform/act.ts'
import { client } from '../platform/actor.ts'
import { Fault, type Issue } from '../platform/fault.ts'
import { apiBase, apiJson, apiRoute } from '../ui/api-route.ts'
import type { Route, Visit } from '../ui/visit.ts'
import { Crossing, recordCrossing } from './record-crossing.ts'

export const CrossingsAnswer = z.strictObject({
  accepted: z.int(),
  repeated: z.int().describe('Lines already known by their source and number.'),
  refused: z.array(z.strictObject({ line: z.int().describe('Counted from 1.'), code: z.string() })),
})
export type CrossingsAnswer = z.infer<typeof CrossingsAnswer>

const mostLines = 1000

/** The border service's feed: one crossing a line, or a single one as JSON. */
export const crossingsApi: Route[] = [
  apiRoute({
    method: 'post',
    path: `${apiBase}/crossings`,
    who: client('crossings'),
    bodyLimit: 1024 * 1024,
    describe: {
      name: 'recordCrossings',
      tag: 'stay',
      summary: 'Record crossings of the border',
      detail:
        'One crossing as JSON, or NDJSON of at most 1,000 lines, each ended by a line feed. A crossing is known by `source` and `sourceReference`: repeated, late and reordered ones change nothing twice. A body that breaks off in the middle, or has a line that is not JSON, is rejected whole. A line that names an unknown document is refused alone. Our proposal: the real feed of the border service was not seen.',
      body: Crossing,
      bodyType: 'application/x-ndjson',
      orJson: true,
      example: `${JSON.stringify({
        document: { issuingState: 'UZB', number: 'DEMO00001' },
        birthDate: '1990-03-27',
        direction: 'entry',
        at: '2026-11-23T05:00:00Z',
        point: 'zhibek-zholy',
        source: 'border',
        sourceReference: 'B-2026-000001',
      })}\n`,
      answers: { 200: { says: 'How each line went.', schema: CrossingsAnswer } },
      faults: ['invalid-input', 'too-large'],
    },
    async answer(visit) {
      const lines = isJson(visit)
        ? [await visit.json()]
        : readLines(new TextDecoder().decode(await visit.bytes()))
      const answer: CrossingsAnswer = { accepted: 0, repeated: 0, refused: [] }
      for (const [index, line] of lines.entries()) {
        const crossing = Crossing.safeParse(line)
        if (!crossing.success) {
          answer.refused.push({
            line: index + 1,
            code: `invalid-${String(crossing.error.issues[0]?.path[0] ?? 'line')}`,
          })
          continue
        }
        const result = await recordCrossing(visit.instance, visit.actor, crossing.data)
        if (isRefusal(result))
          answer.refused.push({ line: index + 1, code: result.refused[0]?.code ?? 'refused' })
        else if (result.recorded) answer.accepted++
        else answer.repeated++
      }
      return apiJson(answer)
    },
  }),
]

const isJson = (visit: Visit): boolean => /^application\/json\b/i.test(visit.header('content-type') ?? '')

/** The lines of a body, or the fault that it came broken: a half file is no file. */
function readLines(body: string): unknown[] {
  const issues: Issue[] = []
  if (body !== '' && !body.endsWith('\n')) issues.push({ path: '', code: 'breaks-off' })
  const lines = body.split('\n').filter((line) => line.trim() !== '')
  if (lines.length > mostLines) throw new Fault('too-large')
  const parsed = lines.map((line, index) => {
    try {
      return JSON.parse(line) as unknown
    } catch {
      issues.push({ path: `line ${index + 1}`, code: 'not-json' })
      return undefined
    }
  })
  if (issues.length > 0) throw new Fault('invalid-input', { issues })
  return parsed
}
