import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { readYaml } from '../platform/read-yaml.ts'
import type { FieldKind } from './field-levels.ts'

const Column = z.string().trim().min(1)
const Columns = z.union([Column, z.array(Column).min(1)]).transform((one) => [one].flat())

/**
 * Which column of a table holds what. Names of columns are compared without case and outer spaces. A `contact` (telephone, e-mail) is
 * named to be left out: those of employers, agents and hostels are shared by strangers.
 */
export const FieldMap = z.strictObject({
  id: Column,
  given: Column.optional(),
  family: Column.optional(),
  patronymic: Column.optional(),
  /** The whole name in one column, in any order. */
  name: Column.optional(),
  birth_date: Column.optional(),
  sex: Column.optional(),
  citizenship: Column.optional(),
  identifier: Columns.optional(),
  address: Columns.optional(),
  place: Columns.optional(),
  /** House number, postcode, region: short codes. */
  code: Columns.optional(),
  contact: Columns.optional(),
})
export type FieldMap = z.infer<typeof FieldMap>

export interface Field {
  /** Name in reasons and reports: the role, and the column where a role has several. */
  name: string
  role:
    | 'given'
    | 'family'
    | 'patronymic'
    | 'name'
    | 'birth_date'
    | 'sex'
    | 'citizenship'
    | 'identifier'
    | 'address'
    | 'place'
    | 'code'
  column: string
  kind: FieldKind
}

const kinds: [Field['role'], FieldKind][] = [
  ['given', 'name'],
  ['family', 'name'],
  ['patronymic', 'name'],
  ['name', 'name'],
  ['birth_date', 'date'],
  ['sex', 'code'],
  ['citizenship', 'code'],
  ['identifier', 'code'],
  ['address', 'text'],
  ['place', 'text'],
  ['code', 'code'],
]

/** The fields that are compared, in a fixed order: the given name and the family name first. */
export function fieldsOf(map: FieldMap): Field[] {
  return kinds.flatMap(([role, kind]) => {
    const columns = [map[role] ?? []].flat()
    return columns.map((column) => ({
      name: columns.length > 1 ? `${role}:${column}` : role,
      role,
      column,
      kind,
    }))
  })
}

/** @throws Error that names the file and what is wrong in it */
export const readFieldMap = (file: string): FieldMap => readYaml(pathToFileURL(file), FieldMap, file).data
