import { z } from 'zod'
import { parse, type Refusal, refuse } from '../platform/act.ts'
import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { behindWall, seal } from './behind-wall.ts'
import { addCertificate, giveCertificate } from './give-certificate.ts'
import { holdRequest } from './hold-request.ts'
import { officeOf } from './take-request.ts'
import { certificateFrom, termsOf } from './terms.ts'

/** Writes down that fingerprints were taken, today; the prints themselves are nowhere here. Once. @throws Fault not-found, wrong-state */
export async function noteFingerprints(instance: Instance, actor: Actor, request: string): Promise<void> {
  officeOf(actor)
  await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, { request }, 'pending', 'hearing')
    await tx.done(sql`update asylum.request set fingerprints_on = coalesce(fingerprints_on, ${instance.clock.today().toString()}::date)
      where id = ${row.id}::uuid`)
  })
}

/**
 * Puts the decision off for additional checks, to a day no later than the law allows (Law on Refugees art. 11); the person reads why.
 * @throws Fault not-found, wrong-state, stale-form, invalid-input (`to`: too-late, order)
 */
export async function postponeDecision(
  instance: Instance,
  actor: Actor,
  given: { request: string; version: number; to: string; why: string },
): Promise<void> {
  officeOf(actor)
  const { to, why } = parse(
    z.object({
      to: z.iso.date('required'),
      why: z.string().trim().min(20, 'too-short').max(4000, 'too-long'),
    }),
    given,
  )
  await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(tx, given, 'pending')
    const received = Temporal.PlainDate.from(row.received_on)
    if (to <= row.decide_by) throw invalid('to', 'order')
    if (to > termsOf(received, received).postponeTo.day) throw invalid('to', 'too-late')
    await tx.done(sql`update asylum.request set postponed_to = ${to}::date, postponed_why = ${seal(instance, row.id, why)}, version = version + 1
      where id = ${row.id}::uuid`)
  })
}

/** From so many days before its end a certificate is renewed; ours, no rule of law. */
export const renewalDays = 21

/**
 * Renews the certificate from today for as long as the law says, while nothing is finally decided, an appeal included: the former paper stops
 * counting and the days go on. Refused: `too-early`. @throws Fault not-found, wrong-state
 */
export async function renewCertificate(
  instance: Instance,
  actor: Actor,
  given: { request: string; form: string },
): Promise<Refusal | { to: string }> {
  officeOf(actor)
  const today = instance.clock.today()
  const id = newId()
  const { day, state } = certificateFrom(today)
  const answer = await behindWall(instance, actor, async (tx) => {
    const row = await holdRequest(
      tx,
      { ...given, table: 'certificate' },
      'pending',
      'hearing',
      'refused',
      'appealed',
    )
    if (row.done) return { to: row.certificate_to }
    if (today.until(row.certificate_to).days > renewalDays) return refuse({ code: 'too-early' })
    await addCertificate(tx, {
      id,
      request: row.id,
      form: given.form,
      from: today.toString(),
      to: day,
      lawState: state,
    })
    return { to: day }
  })
  await giveCertificate(instance, id)
  return answer
}
