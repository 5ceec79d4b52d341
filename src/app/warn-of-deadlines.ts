import { tellAbout } from '../message/tell-about.ts'
import type { Template } from '../message/tell-person.ts'
import { findDueObligations } from '../payment/find-due-obligations.ts'
import { findEndingPermits } from '../permit/find-ending-permits.ts'
import { inTransaction } from '../platform/act.ts'
import type { Instance } from '../platform/instance.ts'
import { findDueRegistrations } from '../stay/find-due-registrations.ts'
import { findEndingStays } from '../stay/find-ending-stays.ts'

/** Days before the end at which people are warned; each once. */
const marks = [1, 3, 7, 14, 30]
const taxMarks = [1, 3]
const registrationMarks = [1, 3, 7]
const nobody = '00000000-0000-0000-0000-000000000000'
const job = { kind: 'system', job: 'warn-of-deadlines' } as const

/** The mark a number of days has reached: 5 days left have reached 7. A day without a worker skips no warning. */
export const markOf = (days: number, of: number[] = marks): number | undefined =>
  of.find((mark) => days <= mark)

/**
 * Tells people in time what ends: their lawful days (30, 14, 7, 3 and 1 days before), the time to register their address (7, 3, 1),
 * a permit (its worker and its employer), a tax to be paid. What was told is not told again, so it may run twice.
 */
export async function warnOfDeadlines(instance: Instance): Promise<void> {
  await warnOfStays(instance)
  await warnOfRegistrations(instance)
  await warnOfPermits(instance)
  await warnOfTax(instance)
}

async function warnOfStays(instance: Instance): Promise<void> {
  const today = instance.clock.today()
  for (let after: string | undefined = nobody; after; ) {
    const from: string = after
    const { ending, next } = await inTransaction(instance, job, false, (tx) =>
      findEndingStays(tx, today, 30, from),
    )
    for (const { person, lastDay, days } of ending)
      await warn(instance, 'stay-ends', '/me', { person }, { id: 'stay', day: lastDay, days, marks })
    after = next
  }
}

async function warnOfRegistrations(instance: Instance): Promise<void> {
  const today = instance.clock.today()
  for (let after: string | undefined = nobody; after; ) {
    const from: string = after
    const { due, next } = await inTransaction(instance, job, false, (tx) =>
      findDueRegistrations(tx, today, 7, from),
    )
    for (const { person, dueOn, days } of due)
      await warn(
        instance,
        'registration-due',
        '/me/address',
        { person },
        { id: 'registration', day: dueOn, days, marks: registrationMarks },
      )
    after = next
  }
}

async function warnOfPermits(instance: Instance): Promise<void> {
  const today = instance.clock.today()
  for (let after: string | undefined = nobody; after; ) {
    const from: string = after
    const ending = await inTransaction(instance, job, false, (tx) => findEndingPermits(tx, today, 30, from))
    for (const { id, worker_person, employer_account, valid_to, days } of ending)
      for (const to of [{ person: worker_person }, { account: employer_account }])
        await warn(instance, 'permit-ends', `/permits/${id}`, to, { id, day: valid_to, days, marks })
    after = ending.length === 500 ? ending.at(-1)?.id : undefined
  }
}

async function warnOfTax(instance: Instance): Promise<void> {
  const today = instance.clock.today()
  for (let after: string | undefined = nobody; after; ) {
    const from: string = after
    const due = await inTransaction(instance, job, false, (tx) => findDueObligations(tx, today, 3, from))
    for (const { id, payer_account, due_on, days } of due)
      await warn(
        instance,
        'tax-due',
        `/payments/${id}`,
        { account: payer_account },
        { id, day: due_on, days, marks: taxMarks },
      )
    after = due.length === 500 ? due.at(-1)?.id : undefined
  }
}

async function warn(
  instance: Instance,
  template: Template,
  link: string,
  to: { account: string } | { person: string },
  what: { id: string; day: string; days: number; marks: number[] },
): Promise<void> {
  const mark = markOf(what.days, what.marks)
  if (mark === undefined) return
  await tellAbout(instance, template, link, to, `${what.id}:${what.day}:${mark}`, { date: what.day })
}
