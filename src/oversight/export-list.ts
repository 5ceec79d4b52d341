import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { act } from '../platform/act.ts'
import { type Actor, anyOf, covers, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import { newId } from '../platform/new-id.ts'
import { look, read } from '../platform/read.ts'
import { writeCsv } from './write-csv.ts'

export const exportKinds = ['cases', 'people'] as const
export const exportAskers = staff('permit-officer', 'supervisor', 'registrar')
export const exportApprovers = staff('supervisor')
export const exportReaders = anyOf(exportAskers, staff('auditor'))
/** Hours after the approval in which the file can be fetched, and the most persons a file may hold. */
export const exportHours = 24
export const exportMost = 5000

/**
 * Asks for a list to take out of the system: which, of which days, for what and for whom. Nothing leaves before a second person of the
 * institution approved it (`decideExport`); both prove who they are again. @throws Fault invalid-input
 */
export const askExport = act({
  name: 'ask-export',
  who: exportAskers,
  input: z.object({
    kind: z.enum(exportKinds, 'required'),
    region: z
      .string()
      .regex(/^\d{2}$/)
      .optional(),
    from: z.iso.date('day'),
    to: z.iso.date('day'),
    purpose: z.string().trim().min(20, 'too-short').max(2000),
    recipient: z.string().trim().min(3, 'required').max(200),
  }),
  async do(input, doing) {
    const { actor, tx } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    if (input.to < input.from) throw invalid('to', 'before-start')
    if (input.to > Temporal.PlainDate.from(input.from).add({ days: 366 }).toString())
      throw invalid('to', 'too-long')
    if (input.region && !covers(actor.regions, input.region)) throw invalid('region', 'not-your-region')
    const id = newId()
    await tx.done(sql`
      insert into oversight.export (id, kind, region, from_day, to_day, purpose, recipient, asked_by, institution, asked_at)
      values (${id}::uuid, ${input.kind}, ${input.region ?? null}, ${input.from}::date, ${input.to}::date, ${input.purpose}, ${input.recipient},
        ${actor.staff}::uuid, ${actor.institution}, ${doing.now.toString()}::timestamptz)`)
    await doing.record({
      type: 'export-asked',
      subjects: [],
      ground: input.purpose,
      after: { export: id, ...input },
    })
    return { id }
  },
})

/**
 * A supervisor of the same institution, another person than who asked, approves or refuses with reasons. Approved, the file can be
 * fetched for a day by who asked and carries a mark that leads back here. @throws Fault not-found, not-allowed for one's own, wrong-state
 */
export const decideExport = act({
  name: 'decide-export',
  who: exportApprovers,
  input: z.object({
    export: z.uuid(),
    approve: z.boolean(),
    reasons: z.string().trim().min(10, 'too-short').max(2000),
  }),
  async do(input, doing) {
    const { actor, tx, now } = doing
    if (actor.kind !== 'staff') throw new Fault('not-allowed')
    const held = await tx.one<{ asked_by: string; decided: boolean }>(sql`
      select asked_by, approved is not null as decided from oversight.export where id = ${input.export}::uuid for update`)
    if (held.asked_by === actor.staff) throw new Fault('not-allowed')
    if (held.decided) throw new Fault('wrong-state')
    await tx.done(sql`
      update oversight.export set decided_by = ${actor.staff}::uuid, decided_at = ${now.toString()}::timestamptz, approved = ${input.approve}, reasons = ${input.reasons},
        expires_at = ${input.approve ? now.add({ hours: exportHours }).toString() : null}::timestamptz,
        watermark = ${input.approve ? randomBytes(6).toString('hex').toUpperCase() : null}
      where id = ${input.export}::uuid`)
    await doing.record({
      type: input.approve ? 'export-approved' : 'export-refused',
      subjects: [],
      ground: input.reasons,
      after: { export: input.export },
    })
    return { approved: input.approve }
  },
})

export interface ExportRow {
  id: string
  number: bigint
  kind: (typeof exportKinds)[number]
  region: string | null
  from_day: string
  to_day: string
  purpose: string
  recipient: string
  asked_by: string
  asked_name: string
  asked_at: Date
  decided_name: string | null
  approved: boolean | null
  reasons: string | null
  expires_at: Date | null
  watermark: string | null
  downloads: number
  rows: number | null
}

const columns = sql`x.id, x.number, x.kind, x.region, x.from_day::text, x.to_day::text, x.purpose, x.recipient, x.asked_by, s.name as asked_name, x.asked_at,
  d.name as decided_name, x.approved, x.reasons, x.expires_at, x.watermark, x.downloads, x.rows
  from oversight.export x join institution.staff s on s.id = x.asked_by left join institution.staff d on d.id = x.decided_by`

/** Exports the asker may know of: their own, those of the institution for its supervisors, all for auditors. */
export const findExports = (instance: Instance, actor: Actor): Promise<ExportRow[]> =>
  look(instance, actor, (tx) =>
    tx.rows<ExportRow>(sql`select ${columns} order by x.approved is not null, x.asked_at desc limit 100`),
  )

/** @throws Fault not-found, the same for absent and another's */
export const getExport = (instance: Instance, actor: Actor, id: string): Promise<ExportRow> =>
  look(instance, actor, (tx) => tx.one<ExportRow>(sql`select ${columns} where x.id = ${id}::uuid`))

type Line = { subjects: string[]; cells: string[] }

/**
 * The file of an approved export, for who asked: each person in it is named in one read record, written before the file leaves, and
 * sees it among the looks at their data. Every line carries the mark. IIN, document and contact are never in it, nor anybody whose
 * record is restricted.
 * @throws Fault not-found, wrong-state when it is not approved or over, too-large beyond `exportMost` persons
 */
export async function writeExport(
  instance: Instance,
  actor: Actor,
  id: string,
): Promise<{ name: string; csv: string }> {
  const spec = {
    what: 'export',
    who: exportAskers,
    purpose: 'export',
    legalBasis: 'LAW-PD',
    categories: ['identity', 'case'],
  }
  return read(instance, actor, spec, async ({ tx, now }) => {
    if (actor.kind !== 'staff') throw new Fault('not-found')
    const held = await tx.one<ExportRow>(
      sql`select ${columns} where x.id = ${id}::uuid and x.asked_by = ${actor.staff}::uuid for update of x`,
    )
    if (!held.approved || !held.expires_at || held.expires_at.getTime() <= now.epochMilliseconds)
      throw new Fault('wrong-state')
    const from = sql`${held.from_day}::date::timestamp at time zone 'Asia/Almaty'`
    const until = sql`(${held.to_day}::date + 1)::timestamp at time zone 'Asia/Almaty'`
    const lines =
      held.kind === 'cases'
        ? await tx.rows<Line>(sql`
            select c.subjects, array[c.number, c.kind, c.state, coalesce(c.outcome, ''), c.subject_name, c.region, (c.opened_at at time zone 'Asia/Almaty')::date::text,
              coalesce(c.due_on::text, '')] as cells
            from "case"."case" c where c.opened_at >= ${from} and c.opened_at < ${until} and (${held.region}::text is null or c.region = ${held.region})
              and not c.subjects && (select person.restricted())
            order by c.number limit ${exportMost + 1}`)
        : await tx.rows<Line>(sql`
            select array[p.id] as subjects, array[p.latin_name, coalesce(p.native_name, ''), left(p.birth_date, 4), p.citizenship, p.standing,
              array_to_string(p.regions, ' '), (p.registered_at at time zone 'Asia/Almaty')::date::text] as cells
            from person.person p where p.same_as is null and p.registered_at >= ${from} and p.registered_at < ${until}
              and p.id <> all ((select person.restricted())::uuid[])
              and (${held.region}::text is null or p.regions @> array[${held.region}::text])
            order by p.latin_name collate "C", p.id limit ${exportMost + 1}`)
    if (lines.length > exportMost) throw new Fault('too-large')
    await tx.done(
      sql`update oversight.export set downloads = downloads + 1, rows = ${lines.length} where id = ${id}::uuid`,
    )
    const mark = `Qonys ${held.number} ${held.watermark}`
    const csv = writeCsv([[...headers[held.kind], 'mark'], ...lines.map(({ cells }) => [...cells, mark])])
    return {
      answer: { name: `qonys-export-${held.number}.csv`, csv },
      subjects: lines.flatMap(({ subjects }) => subjects),
    }
  })
}

const headers = {
  cases: ['number', 'kind', 'state', 'outcome', 'subject', 'region', 'opened', 'due'],
  people: ['latin-name', 'native-name', 'birth-year', 'citizenship', 'standing', 'regions', 'registered'],
} as const
