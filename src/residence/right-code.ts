import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { act } from '../platform/act.ts'
import { type Actor, account, client, everyone } from '../platform/actor.ts'
import { deriveKey } from '../platform/config.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { read } from '../platform/read.ts'
import type { Route } from './application-row.ts'
import { answerOf, type Right, type RightAnswer, rights } from './check-right.ts'

/** Minutes for which a code may be used: our choice, long enough for a counter, too short to be passed on. */
export const codeMinutes = 15

// 31 characters that are not mistaken for each other; ten of them are 49 bits, for a quarter of an hour.
const alphabet = '023456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 10

const keyed = (instance: Instance, text: string): Buffer =>
  createHmac('sha256', deriveKey(instance.config.secret, 'right-code')).update(text).digest()

/** The code that a request makes: the same request sent again makes the same one, and it is kept nowhere. */
export function rightCode(instance: Instance, request: string): string {
  const bytes = keyed(instance, `code:${request}`)
  let left = BigInt(`0x${bytes.toString('hex')}`)
  let code = ''
  while (code.length < length) {
    code += alphabet[Number(left % 31n)]
    left /= 31n
  }
  return `${code.slice(0, 5)}-${code.slice(5)}`
}

/** What of a code is kept, as hexadecimal; undefined when what was typed can be no code. */
export function codeHash(instance: Instance, typed: string): string | undefined {
  const bare = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0')
  if (bare.length !== length || [...bare].some((one) => !alphabet.includes(one))) return undefined
  return keyed(instance, `hash:${bare}`).toString('hex')
}

/**
 * A holder lets one question about one right be asked, by whoever is given the code: once, within `codeMinutes`. A new code of the same
 * status ends the one before.
 * @throws Fault not-found for somebody else's, wrong-state when it does not run
 */
export const makeRightCode = act({
  name: 'make-right-code',
  who: account,
  input: z.object({
    status: z.uuid(),
    right: z.enum(rights, { error: 'required' }),
    codeHash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  async do(input, doing) {
    const { actor, tx, now } = doing
    if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
    const status = await tx.one<{ state: string; case_id: string }>(sql`
      select state, case_id from residence.status where id = ${input.status}::uuid and person_id = ${actor.person}::uuid for update`)
    if (status.state !== 'active') throw new Fault('wrong-state')
    const endsAt = now.add({ minutes: codeMinutes }).toString()
    await tx.done(sql`delete from residence.right_code where status_id = ${input.status}::uuid`)
    await tx.done(sql`
      insert into residence.right_code (id, status_id, person_id, right_asked, code_hash, made_at, ends_at)
      values (${newId()}::uuid, ${input.status}::uuid, ${actor.person}::uuid, ${input.right}, ${Buffer.from(input.codeHash, 'hex')}, ${now.toString()}::timestamptz,
        ${endsAt}::timestamptz)`)
    await doing.record({
      type: 'right-code-made',
      subjects: [actor.person],
      case: status.case_id,
      after: { status: input.status, right: input.right, endsAt },
    })
    return { endsAt }
  },
})

export const CodeQuestion = z.object({ code: z.string().trim().min(1, 'required').max(40) })

/**
 * Answers the one question that a code is for and uses it up: yes, no or not settled, until when, by which article, and nothing else of
 * the holder, who sees who asked. A code that was used, is over or was mistyped is one answer, undefined.
 */
export function askByCode(
  instance: Instance,
  actor: Actor,
  asked: z.output<typeof CodeQuestion>,
): Promise<RightAnswer | undefined> {
  const hash = codeHash(instance, asked.code)
  return read(
    instance,
    actor,
    {
      what: 'right-check',
      who: actor.kind === 'client' ? client('rights') : everyone,
      purpose: 'check-right',
      legalBasis: 'MLSP-KANDAS',
      categories: ['decision'],
    },
    async ({ tx, now, today }) => {
      const held = hash
        ? await tx.maybe<{
            right_asked: Right
            person_id: string
            kind: Route
            state: string
            valid_from: string
            valid_to: string
            revoked: boolean
          }>(sql`
            select right_asked, person_id, kind, state, valid_from::text, valid_to::text, revoked
            from residence.use_code(${Buffer.from(hash, 'hex')}, ${now.toString()}::timestamptz)`)
        : undefined
      if (!held) return { answer: undefined, subjects: [] }
      return {
        answer: answerOf(held.right_asked, held, today),
        subjects: [held.person_id],
        purpose: `check-right:${held.right_asked}`,
      }
    },
  )
}
