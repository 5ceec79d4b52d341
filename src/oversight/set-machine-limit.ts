import { z } from 'zod'
import { act } from '../platform/act.ts'
import { staff } from '../platform/actor.ts'
import { type Query, sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'

export const machineWatchers = staff('auditor')

const most = z.coerce.number('required').int('required').min(1, 'required').max(10_000_000, 'required')

/**
 * How many persons a machine, or each that has no limit of its own, may read in an hour and in 24 hours, from tomorrow on: no limit is
 * changed for a read of today. @throws Fault invalid-input, not-found for a machine that is not there
 */
export const setMachineLimit = act({
  name: 'set-machine-limit',
  who: machineWatchers,
  input: z.object({ machine: z.uuid().optional(), hour: most, day: most }),
  async do({ machine, hour, day }, doing) {
    if (doing.actor.kind !== 'staff') throw new Fault('not-allowed')
    if (machine)
      await doing.tx.one(sql`select 1 as there from institution.client where id = ${machine}::uuid`)
    const from = doing.today.add({ days: 1 }).toString()
    for (const [hours, people] of [
      [1, hour],
      [24, day],
    ])
      await doing.tx.done(sql`
        insert into oversight.machine_limit (client_id, hours, most, valid_from, set_by, set_at)
        values (${machine ?? null}::uuid, ${hours}, ${people}, ${from}::date, ${doing.actor.staff}::uuid, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'machine-limit-set',
      subjects: [],
      after: { machine: machine ?? null, hour, day, from },
    })
    return { from }
  },
})

export interface Machine {
  id: string
  name: string
  institution: string
  names: Record<string, string> | null
  hour: number
  day: number
  withheld: number
  most_hour: number
  most_day: number
}

/** Every machine with what it read in this hour and in 24 hours, how often it was stopped, and its limits of today. */
export const findMachines = (
  query: Query,
  now: Temporal.Instant,
  today: Temporal.PlainDate,
): Promise<Machine[]> =>
  query.rows<Machine>(sql`
    select c.id, c.name, c.institution, i.names, coalesce(sum(r.n) filter (where r.hour = date_trunc('hour', ${now.toString()}::timestamptz, 'UTC')), 0)::int as hour,
      coalesce(sum(r.n), 0)::int as day, coalesce(sum(r.withheld), 0)::int as withheld,
      oversight.most_of_machine(c.id::text, 1, ${today.toString()}::date) as most_hour,
      oversight.most_of_machine(c.id::text, 24, ${today.toString()}::date) as most_day
    from institution.client c
      left join institution.institution i on i.code = c.institution
      left join oversight.machine_count r on r.client = c.id::text and r.hour > ${now.toString()}::timestamptz - interval '24 hours'
    group by c.id, c.name, c.institution, i.names order by day desc, c.name limit 200`)
