import { z } from 'zod'
import { invalid } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
import { readYaml } from '../platform/read-yaml.ts'
import { Names, nameIn } from './names.ts'

const EducationLevel = Names.extend({ code: z.string().regex(/^[0-8]$/) })
/** A level of ISCED 2011, "0" to "8". */
export type EducationLevel = z.infer<typeof EducationLevel>

const levels = readYaml(
  new URL('data/education-levels.yaml', import.meta.url),
  z.object({ source: z.string(), levels: z.array(EducationLevel) }),
  'education-levels.yaml',
).data.levels

/** The nine levels, lowest first. */
export function educationLevels(): EducationLevel[] {
  return levels
}

/** A level's title in a language; throws the fault `invalid-input` for an unknown code. */
export function educationLevelName(code: string, locale: Locale): string {
  const level = levels.find((row) => row.code === code)
  if (!level) throw invalid('education', 'unknown-education-level')
  return nameIn(level, locale)
}
