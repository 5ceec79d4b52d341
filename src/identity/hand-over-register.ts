import { createHash } from 'node:crypto'
import { z } from 'zod'
import { act, isRefusal, type Refusal } from '../platform/act.ts'
import { type Actor, staff } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { importRegister, type RegisterMap } from './import-register.ts'

/** Administrators of the whole country: an old register knows no regions of today. */
export const registerKeepers = staff('administrator')

const handOver = act({
  name: 'hand-over-register',
  who: registerKeepers,
  input: z.object({ register: z.string(), ground: z.string(), digest: z.string() }),
  async do({ register, ground, digest }, { actor, record }) {
    if (actor.kind !== 'staff' || actor.regions !== 'all') throw new Fault('not-allowed')
    await record({ type: 'register-handed-over', subjects: [], ground, after: { register, digest } })
    return { by: actor.staff }
  },
})

/**
 * Imports a file that a keeper of registers handed over: first who did and on what ground stands in the record, then the job imports the
 * file as one act (`import-register.ts`). When the import is refused the handing over stays in the record; the same file may come again.
 */
export async function handOverRegister(
  instance: Instance,
  actor: Actor,
  given: { register: string; ground: string; fileName: string; text: string; map: RegisterMap },
  request: string,
): Promise<{ people: number; leftOut: Record<string, number[]> } | Refusal> {
  const { register, ground, text } = given
  const digest = createHash('sha256').update(text).digest('hex')
  const handed = await handOver(instance, actor, { register, ground, digest }, request)
  if (isRefusal(handed)) return handed
  return importRegister(instance, { kind: 'system', job: 'import-register' }, { ...given, by: handed.by })
}
