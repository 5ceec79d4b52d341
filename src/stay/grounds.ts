import type { Doing } from '../platform/act.ts'
import { sql, type Tx } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import type { LawState } from '../policy/law-state.ts'
import { explainStay, type StayAnswer } from './count-days.ts'
import { readHistories } from './read-histories.ts'
import { dayText } from './stay-rules.ts'

/** What may let somebody stay. Asylum, trafficking and a pending appeal are `other`: nothing tells them apart here. */
export const groundKinds = [
  'labour-permit',
  'bridging',
  'visa',
  'residence',
  'kandas',
  'union-contract',
  'union-family',
  'other',
] as const
export type GroundKind = (typeof groundKinds)[number]

/** Opens a lawful ground to stay inside an act of an upper module (permit, residence, asylum). Days are inclusive. */
export async function openGround(
  doing: Doing,
  ground: {
    person: string
    kind: GroundKind
    from: string
    to: string
    basis: string
    lawState: LawState
  },
): Promise<string> {
  const id = newId()
  await doing.tx.done(sql`
    insert into stay.ground (id, person_id, kind, valid_from, valid_to, basis, law_state, opened_at)
    values (${id}, ${ground.person}, ${ground.kind}, ${ground.from}, ${ground.to}, ${ground.basis}, ${ground.lawState}, ${doing.now.toString()})`)
  return id
}

/** Ends the grounds that rest on `basis` with the given day, because of `reason`; of an `other` ground no reason is kept. */
export const closeGround = (doing: Doing, basis: string, on: string, reason: string): Promise<number> =>
  doing.tx.done(sql`
    update stay.ground set closed_on = ${on}, closed_because = case when kind = 'other' then 'ended' else ${reason} end
    where basis = ${basis} and closed_on is null`)

/** The clock's answer for one person: days left and why, not the crossings. */
export async function stayOf(
  tx: Tx,
  person: string,
  citizenship: string,
  today: Temporal.PlainDate,
): Promise<StayAnswer> {
  const history = (await readHistories(tx, [person])).get(person)
  if (!history) throw new Error('the clock has no answer for a person it was asked about')
  return explainStay(history, citizenship, today)
}

/** The last recorded entry, as a day; undefined when none is known. */
export async function lastEntry(tx: Tx, person: string): Promise<string | undefined> {
  const entered = (await readHistories(tx, [person])).get(person)?.entered.at(-1)
  return entered === undefined ? undefined : dayText(entered)
}
