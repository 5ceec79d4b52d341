import { Hono } from 'hono'
import { z } from 'zod'
import { requireToken } from './require-token.ts'

// Five registries about employers, as one server. None of their specifications was seen: this is our proposal of the contract.

const Question = z.object({
  id: z.uuid(),
  bin: z.string().regex(/^\d{12}$/),
  asOf: z.iso.date(),
})

/** The registries by the last digit but one of a demo BIN that speaks against the employer: everybody else is clear everywhere. */
const against: Record<string, string> = {
  '9': 'labour-inspection',
  '8': 'administrative-offences',
}

const names = [
  'administrative-offences',
  'migration-police',
  'labour-inspection',
  'foreign-labour',
  'contracts',
]

/** Answers `POST /<registry>/questions`: the same question gets the same answer, a wrong one a code. */
export function employerRegistries({ token }: { token: string }): { app: Hono } {
  const app = new Hono()
  app.use('*', requireToken(token))
  app.post('/:registry/questions', async (c) => {
    const { registry } = c.req.param()
    if (!names.includes(registry)) return c.json({ code: 'unknown-registry' }, 404)
    const question = Question.safeParse(await c.req.json().catch(() => undefined))
    if (!question.success) return c.json({ code: 'unreadable-question' }, 400)
    const { bin, id } = question.data
    const known = against[bin.charAt(10)] === registry
    return c.json({
      answer: known ? 'against' : 'clear',
      reference: `${registry}/${id.slice(0, 8)}`,
    })
  })
  return { app }
}
