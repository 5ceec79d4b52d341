import { z } from 'zod'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'

export const holders = staff('auditor')

/** While it stands nothing of the person (or, without one, of anybody) is erased, also when its term is over. */
export const holdData = act({
  name: 'hold-data',
  who: holders,
  input: z.object({ person: z.uuid().optional(), ground: z.string().trim().min(20, 'too-short').max(1000) }),
  async do({ person, ground }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const id = newId()
    await doing.tx.done(sql`insert into oversight.legal_hold (id, person_id, ground, placed_by, placed_at)
      values (${id}::uuid, ${person ?? null}::uuid, ${ground}, ${doing.actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({ type: 'data-held', subjects: person ? [person] : [], ground })
    return { id }
  },
})

/** From the next night on what is due is erased again. @throws Fault not-found */
export const liftHold = act({
  name: 'lift-hold',
  who: holders,
  input: z.object({ hold: z.uuid() }),
  async do({ hold }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    const { person_id } = await doing.tx.one<{ person_id: string | null }>(sql`
      update oversight.legal_hold set lifted_at = ${doing.now.toString()}::timestamptz, lifted_by = ${doing.actor.staff}::uuid
      where id = ${hold}::uuid and lifted_at is null returning person_id`)
    await doing.record({ type: 'hold-lifted', subjects: person_id ? [person_id] : [] })
    return { hold }
  },
})
