import { z } from 'zod'
import { invalid } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
import { readYaml } from '../platform/read-yaml.ts'
import { Names, nameIn } from './names.ts'

const Occupation = Names.extend({ code: z.string().regex(/^\d{1,4}$/) })
/** An ISCO-08 group: one digit is a major group, four digits a unit group. */
export type Occupation = z.infer<typeof Occupation>

const HouseholdWork = Names.extend({
  code: z.string(),
  isco: z.string().length(4),
  /** true: household work; false: excluded by the law; null: an officer has to look. */
  allowed: z.boolean().nullable(),
})
export type HouseholdWork = z.infer<typeof HouseholdWork>

const groups = readYaml(
  new URL('data/occupations.yaml', import.meta.url),
  z.object({ source: z.string(), review: z.string(), groups: z.array(Occupation) }),
  'occupations.yaml',
).data.groups

const kinds = readYaml(
  new URL('data/household-work.yaml', import.meta.url),
  z.object({ source: z.string(), kinds: z.array(HouseholdWork) }),
  'household-work.yaml',
).data.kinds

const byCode = new Map(groups.map((group) => [group.code, group]))
const kindByCode = new Map(kinds.map((kind) => [kind.code, kind]))

/** An occupation of the thin list by ISCO-08 code. */
export function findOccupation(code: string): Occupation | undefined {
  return byCode.get(code)
}

/** The unit groups (four digits) one can choose; with `true` the ten major groups come first. */
export function occupations(withMajorGroups = false): Occupation[] {
  return withMajorGroups ? groups : groups.filter((group) => group.code.length === 4)
}

/** An occupation's title in a language. */
export function occupationName(code: string, locale: Locale): string {
  const group = byCode.get(code)
  if (!group) throw invalid('occupation', 'unknown-occupation')
  return nameIn(group, locale)
}

/** Kinds of work a private employer's offer may name, those the law excludes included (`allowed: false`). */
export function householdWork(): HouseholdWork[] {
  return kinds
}

export function findHouseholdWork(code: string): HouseholdWork | undefined {
  return kindByCode.get(code)
}

/** The title of a kind of household work, in all eight languages. */
export function householdWorkName(code: string, locale: Locale): string {
  const kind = kindByCode.get(code)
  if (!kind) throw invalid('kind-of-work', 'unknown-kind-of-work')
  return nameIn(kind, locale)
}
