import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { PersonName } from '../person/person-name.ts'
import { writeLegacyPeople } from '../person/write-legacy-people.ts'
import { act, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { FieldMap } from './field-map.ts'
import { keyRecord } from './key-record.ts'
import { normalForm } from './normal-form.ts'
import { delimiterOf } from './read-csv-form.ts'
import { type RegionThen, regionOfThen } from './region-of-then.ts'

const Column = z.string().trim().min(1)

/** Which column of an old register holds what. A person may stand in several lines with the same id: one for each region and time. */
export const RegisterMap = FieldMap.pick({
  id: true,
  given: true,
  family: true,
  patronymic: true,
  name: true,
  birth_date: true,
  sex: true,
  citizenship: true,
  contact: true,
}).extend({
  /** The region as the register wrote it: a code or a name. */
  region: Column.optional(),
  from: Column.optional(),
  to: Column.optional(),
})
export type RegisterMap = z.infer<typeof RegisterMap>

/** Why a line was left out. */
export type LineFault = 'id' | 'name' | 'birth-date' | 'differs'

interface Stay extends RegionThen {
  from?: string
  to?: string
  line: number
}
interface Entry {
  legacyId: string
  line: number
  name: PersonName
  birthDate: string
  sex: 'female' | 'male' | 'unspecified'
  citizenship: string
  stays: Stay[]
}

/** A file larger than this is imported in parts, each an act of its own. */
const most = { bytes: 30_000_000, people: 50_000 }

/**
 * Imports people of an old register, with the regions they were in then and what these are today. The file is one act: all of its lines
 * or none, known by its digest, so that the same file is not imported twice. Each record says from which line it came. Lines that make no
 * person are left out and counted by reason. Nobody is joined with anybody: records that may be of one person wait for reviewers like
 * all others. Contacts are not taken at all.
 */
export const importRegister = act({
  name: 'import-register',
  who: system,
  input: z.object({
    /** What the register is called, with the act or letter by which it was handed over. */
    register: z.string().trim().min(5, 'required').max(300),
    ground: z.string().trim().min(5, 'required').max(300),
    fileName: z.string().trim().min(1).max(200),
    text: z.string().min(1).max(most.bytes, 'too-large'),
    map: RegisterMap,
    /** The member of staff who handed it over; the command has none. */
    by: z.uuid().optional(),
  }),
  async do({ register, ground, fileName, text, map, by }, doing) {
    const { tx, now } = doing
    const digest = createHash('sha256').update(text).digest('hex')
    await tx.done(sql`select pg_advisory_xact_lock(hashtext('identity.register_file'))`)
    const known = await tx.maybe<{ id: string }>(
      sql`select id from identity.register_file where digest = ${digest}`,
    )
    if (known) return refuse({ code: 'file-known', see: known.id })
    const { entries, faults } = readEntries(text, map)
    if (entries.length === 0) return refuse({ code: 'nobody-in-file' })
    if (entries.length > most.people) throw new Fault('too-large')
    const file = newId()
    const ids = await writeLegacyPeople(
      doing,
      entries.map((one) => ({
        ...one,
        regions: [...new Set(one.stays.flatMap(({ today }) => today.map((code) => code.slice(3))))],
      })),
      `register ${file}`,
    )
    const left = Object.values(faults).reduce((sum, lines) => sum + lines.length, 0)
    await tx.done(sql`
      insert into identity.register_file (id, register, ground, file_name, digest, map, people, lines_left_out, imported_at)
      values (${file}::uuid, ${register}, ${ground}, ${fileName}, ${digest}, ${JSON.stringify(map)}::jsonb, ${entries.length}, ${JSON.stringify(faults)}::jsonb, ${now.toString()}::timestamptz)`)
    const rows = entries.map(({ legacyId, line, stays }, i) => ({
      person: ids[i],
      id: legacyId,
      line,
      stays,
    }))
    await tx.done(sql`
      insert into identity.register_row (file_id, line, legacy_id, person_id, stays)
      select ${file}::uuid, line, id, person, stays from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(line integer, id text, person uuid, stays jsonb)`)
    for (const id of ids) await keyRecord(tx, id, now)
    await doing.record({
      type: 'register-imported',
      subjects: ids,
      ground,
      after: { file, register, digest, people: ids.length, linesLeftOut: left, ...(by ? { by } : {}) },
    })
    return { file, people: ids.length, leftOut: faults }
  },
})

/** The names of the columns, as the first line has them. */
export const columnsOf = (text: string): string[] =>
  (
    parse(text.split(/\r?\n/, 1)[0] ?? '', {
      bom: true,
      trim: true,
      delimiter: delimiterOf(text),
    }) as string[][]
  )[0] ?? []

/** The people of a file and the lines that make none, by reason. */
export function readEntries(
  text: string,
  map: RegisterMap,
): { entries: Entry[]; faults: Partial<Record<LineFault, number[]>> } {
  const rows = parse(text, {
    bom: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    delimiter: delimiterOf(text),
  }) as unknown as {
    record: string[]
    info: { lines: number }
  }[]
  const [header, ...lines] = rows
  const at = (column: string | undefined): number => {
    if (!column) return -1
    const place = header?.record.findIndex((name) => name.toLowerCase() === column.toLowerCase()) ?? -1
    if (place < 0) throw invalid(column, 'no-such-column')
    return place
  }
  const place = {
    id: at(map.id),
    given: at(map.given),
    family: at(map.family),
    patronymic: at(map.patronymic),
    name: at(map.name),
    birth: at(map.birth_date),
    sex: at(map.sex),
    citizenship: at(map.citizenship),
    region: at(map.region),
    from: at(map.from),
    to: at(map.to),
  }
  const entries = new Map<string, Entry>()
  const faults: Partial<Record<LineFault, number[]>> = {}
  for (const { record, info } of lines) {
    const line = info.lines
    const value = (column: keyof typeof place): string => record[place[column]] ?? ''
    const leave = (why: LineFault) => {
      const list = faults[why] ?? []
      faults[why] = list
      list.push(line)
    }
    const legacyId = value('id')
    const birthDate = dayOf(value('birth'))
    const name = PersonName.safeParse({
      given: value('given') || value('name') || undefined,
      family: value('family') || undefined,
      patronymic: value('patronymic') || undefined,
    })
    if (!legacyId || legacyId.length > 100) leave('id')
    else if (!name.success) leave('name')
    else if (!birthDate) leave('birth-date')
    else {
      const known = entries.get(legacyId)
      const stay = stayOf(value('region'), value('from'), value('to'), line)
      if (!known)
        entries.set(legacyId, {
          legacyId,
          line,
          name: name.data,
          birthDate,
          sex: sexOf(value('sex')),
          citizenship: /^[A-Z]{3}$/.test(value('citizenship')) ? value('citizenship') : 'XXX',
          stays: stay ? [stay] : [],
        })
      // One number for two people is a mistake of the register, and nobody here can say whose.
      else if (known.birthDate !== birthDate) leave('differs')
      else if (stay) known.stays.push(stay)
    }
  }
  return { entries: [...entries.values()], faults }
}

function stayOf(region: string, from: string, to: string, line: number): Stay | undefined {
  if (!region) return undefined
  const [since, until] = [dayOf(from), dayOf(to)]
  // Where they were last counts for what the region is called today.
  const then = regionOfThen(region, until ?? since)
  return { ...then, ...(since ? { from: since } : {}), ...(until ? { to: until } : {}), line }
}

/** A day, a month or a year as the register keeps them, or nothing. */
function dayOf(text: string): string | undefined {
  const digits = normalForm.date(text)
  if (/^(18|19|20)\d{2}$/.test(digits)) return digits
  if (!/^(18|19|20)\d{6}$/.test(digits)) return undefined
  const day = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString()
  } catch {
    return undefined
  }
}

/** In the words of the languages of the region, or the numbers of ISO/IEC 5218. */
const sexOf = (text: string): Entry['sex'] =>
  /^(2$|f|ж|ә|w|k|a)/i.test(text) ? 'female' : /^(1$|m|м|е|e)/i.test(text) ? 'male' : 'unspecified'
