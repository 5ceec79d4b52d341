import { z } from 'zod'
import { act, inTransaction } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { partnerSecrets, partnersUrl } from '../platform/partner-secrets.ts'
import { getApplication } from './application-row.ts'
import { findChecks, registries } from './find-checks.ts'
import { askRegistry } from './partners/ask-registry.ts'
import { writeCheck } from './record-check.ts'

const job = { kind: 'system', job: 'ask-registries' } as const

/**
 * Asks the five registries about the employer of an application, as a job. Each answer is kept with its reference; a registry that
 * does not answer leaves its condition open, for an officer or the next try, and never counts against anybody.
 */
export async function askRegistries(instance: Instance, data: Record<string, unknown>): Promise<void> {
  const id = String(data.case)
  const asked = await inTransaction(instance, job, false, async (tx) => ({
    checks: await findChecks(tx, id),
    ...(await tx.one<{ bin: string; open: boolean }>(sql`
      select e.bin, c.closed_at is null as open from employer_permit.application a join organisation.employer e on e.id = a.employer_id
        join "case"."case" c on c.id = a.case_id where a.case_id = ${id}::uuid`)),
  }))
  if (!asked.open) return
  const address = {
    url: `${partnersUrl(instance.config)}/registries`,
    token: partnerSecrets(instance.config).registries.token,
  }
  const answers: RegistryAnswers['answers'] = []
  let later: string | undefined
  for (const registry of registries.filter((one) => asked.checks[one] === undefined)) {
    const said = await askRegistry(address, registry, {
      id: newId(),
      bin: asked.bin,
      asOf: instance.clock.today().toString(),
    })
    if ('answer' in said) answers.push({ registry, ...said.answer })
    else {
      instance.log.warn({ code: said.failed, registry }, 'a registry did not answer')
      if (said.retry) later = said.failed
    }
  }
  if (answers.length > 0) await recordAnswers(instance, job, { case: id, answers })
  if (later) throw Object.assign(new Error('a registry did not answer'), { code: later })
}

const RegistryAnswers = z.object({
  case: z.uuid(),
  answers: z.array(
    z.object({
      registry: z.enum(registries),
      answer: z.enum(['clear', 'against']),
      reference: z.string().min(1).max(100),
    }),
  ),
})
type RegistryAnswers = z.infer<typeof RegistryAnswers>

/** Keeps what registries answered about an application, one row each. */
export const recordAnswers = act({
  name: 'record-registry-answers',
  who: system,
  input: RegistryAnswers,
  async do(input, doing) {
    const application = await getApplication(doing.tx, input.case)
    for (const { registry, answer, reference } of input.answers)
      await writeCheck(doing, input.case, { kind: registry, answer, source: 'registry', note: reference })
    await doing.record({
      type: 'registries-asked',
      subjects: [application.worker_person],
      case: input.case,
      after: { answers: input.answers },
    })
    return { count: input.answers.length }
  },
})
