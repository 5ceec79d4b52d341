import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { act, type Doing, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import type { Config } from '../platform/config.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { look } from '../platform/read.ts'
import { refreshProof } from '../platform/session.ts'
import type { Visit } from '../ui/visit.ts'
import { anyStaff, openFor, standingOf } from './sign-in-staff.ts'

/** What was asked of the key: each asking is answered once. */
export interface Challenge {
  id: string
  challenge: string
}
export interface Passkey {
  id: string
  label: string
  created_at: Date
  used_at: Date | null
}

const place = (config: Config) => ({
  expectedOrigin: new URL(config.baseUrl).origin,
  expectedRPID: new URL(config.baseUrl).hostname,
})
/** EdDSA, ES256, RS256: what devices of today make and every runtime can check. */
const algorithms = [-8, -7, -257]
const handle = (staff: string) => Buffer.from(staff.replaceAll('-', ''), 'hex')

/** The passkeys of the member of staff who asks. */
export const findPasskeys = (instance: Instance, actor: Visit['actor']): Promise<Passkey[]> =>
  look(instance, actor, (tx) =>
    tx.rows<Passkey>(
      sql`select id, label, created_at, used_at from institution.passkey
        where staff_id::text = ${actor.kind === 'staff' ? actor.staff : ''} and removed_at is null order by created_at`,
    ),
  )

/** Options for a new passkey: kept on the device, so that signing in asks no name, and guarded by a finger, face or PIN. */
export async function askForPasskey(instance: Instance, actor: Extract<Visit['actor'], { kind: 'staff' }>) {
  const mine = await findPasskeys(instance, actor)
  const options = await generateRegistrationOptions({
    rpName: 'Qonys',
    rpID: place(instance.config).expectedRPID,
    userName: actor.name,
    userDisplayName: actor.name,
    userID: new Uint8Array(handle(actor.staff)),
    timeout: 300_000,
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: mine.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { options, asked: { id: newId(), challenge: options.challenge } satisfies Challenge }
}

/** Options for a proof by any passkey of ours that the device holds. */
export async function askPasskey(config: Config) {
  const options = await generateAuthenticationOptions({
    rpID: place(config).expectedRPID,
    userVerification: 'required',
    timeout: 300_000,
  })
  return { options, asked: { id: newId(), challenge: options.challenge } satisfies Challenge }
}

const Asked = z.object({ id: z.uuid(), challenge: z.string() })

/** A recorded answer to a challenge cannot be played again: the challenge's id is claimed like a request's. */
async function claim(doing: Doing, asked: Challenge): Promise<boolean> {
  return (
    (await doing.tx.done(sql`insert into platform.request (id, actor, act, body_hash)
      values (${asked.id}::uuid, 'passkey', 'passkey-challenge', ''::bytea) on conflict do nothing`)) === 1
  )
}

/** Keeps a new passkey of the member of staff who asks. Refused: `passkey-unproven`, `passkey-known`. */
export const addPasskey = act({
  name: 'add-passkey',
  who: anyStaff,
  input: z.object({ label: z.string().trim().min(1).max(60), asked: Asked, response: z.unknown() }),
  async do(input, doing) {
    const { actor, tx, now } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (!(await claim(doing, input.asked))) return refuse({ code: 'passkey-unproven' })
    const proof = await verifyRegistrationResponse({
      response: input.response as RegistrationResponseJSON,
      expectedChallenge: input.asked.challenge,
      ...place(doing.instance.config),
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }).catch(() => undefined)
    if (!proof?.verified) return refuse({ code: 'passkey-unproven' })
    const { credential } = proof.registrationInfo
    const kept = await tx.done(sql`
      insert into institution.passkey (id, staff_id, public_key, counter, transports, label, created_at)
      values (${credential.id}, ${actor.staff}::uuid, ${Buffer.from(credential.publicKey)}, ${credential.counter},
        ${credential.transports ?? []}::text[], ${input.label}, ${now.toString()}) on conflict do nothing`)
    if (kept === 0) return refuse({ code: 'passkey-known' })
    await doing.record({ type: 'passkey-added', subjects: [], after: { label: input.label } })
    return { id: credential.id }
  },
})

/** Takes a passkey away from the member of staff who asks; it opens nothing from then on. @throws Fault not-found */
export const removePasskey = act({
  name: 'remove-passkey',
  who: anyStaff,
  input: z.object({ id: z.string().max(1500) }),
  async do(input, doing) {
    const row = await doing.tx.one<{ label: string }>(sql`
      update institution.passkey set removed_at = ${doing.now.toString()}
      where id = ${input.id} and staff_id::text = ${doing.actor.kind === 'staff' ? doing.actor.staff : ''} and removed_at is null
      returning label`)
    await doing.record({ type: 'passkey-removed', subjects: [], before: { label: row.label } })
    return { removed: true }
  },
})

const Proof = z.object({ asked: Asked, response: z.unknown() })

/**
 * Opens a session for the member of staff whose passkey answered. Refused: `passkey-unproven` (unknown, removed, or not an answer to
 * what was asked), and as at every sign-in `account-ended`, `no-posting`.
 */
export const signInByPasskey = act({
  name: 'sign-in-by-passkey',
  who: system,
  input: Proof,
  async do(input, doing) {
    const owner = await verify(doing, input)
    if (!owner) return refuse({ code: 'passkey-unproven' })
    return openFor(doing, await standingOf(doing, { staff: owner }), 'passkey')
  },
})

/** Step-up by passkey on the running session. Refused: `passkey-unproven`, `another-person`. */
export const proveAgainByPasskey = act({
  name: 'prove-again-by-passkey',
  who: anyStaff,
  input: Proof.extend({ session: z.string() }),
  async do(input, doing) {
    const owner = await verify(doing, input)
    if (!owner) return refuse({ code: 'passkey-unproven' })
    if (doing.actor.kind !== 'staff' || owner !== doing.actor.staff) return refuse({ code: 'another-person' })
    await refreshProof(doing.tx, input.session, doing.now, 'passkey')
    await doing.record({ type: 'staff-proved-again', subjects: [], after: { method: 'passkey' } })
    return { done: true }
  },
})

/** Whose passkey it is, if its answer holds; its counter moves on, so that a copied key is noticed. */
async function verify(doing: Doing, input: z.output<typeof Proof>): Promise<string | undefined> {
  const response = input.response as AuthenticationResponseJSON
  if (!(await claim(doing, input.asked)) || typeof response?.id !== 'string') return undefined
  const row = await doing.tx.maybe<{
    staff_id: string
    public_key: Buffer
    counter: bigint
    transports: string[]
  }>(
    sql`select staff_id, public_key, counter, transports from institution.passkey where id = ${response.id} and removed_at is null for update`,
  )
  if (!row) return undefined
  const proof = await verifyAuthenticationResponse({
    response,
    expectedChallenge: input.asked.challenge,
    ...place(doing.instance.config),
    requireUserVerification: true,
    credential: {
      id: response.id,
      publicKey: new Uint8Array(row.public_key),
      counter: Number(row.counter),
      transports: row.transports,
    },
  }).catch(() => undefined)
  if (!proof?.verified) return undefined
  const userHandle = response.response.userHandle
  if (userHandle && !Buffer.from(userHandle, 'base64url').equals(handle(row.staff_id))) return undefined
  await doing.tx.done(sql`update institution.passkey
    set counter = ${proof.authenticationInfo.newCounter}, used_at = ${doing.now.toString()} where id = ${response.id}`)
  return row.staff_id
}
