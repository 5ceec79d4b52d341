import { z } from 'zod'
import { invalid } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
import { readYaml } from '../platform/read-yaml.ts'
import { Names, nameIn } from './names.ts'

const Industry = Names.extend({ code: z.string().regex(/^[A-U]$/) })
/** A section of OKED (ISIC Rev. 4): one letter, A agriculture to U extraterritorial organizations. */
export type Industry = z.infer<typeof Industry>

const sections = readYaml(
  new URL('data/industries.yaml', import.meta.url),
  z.object({ source: z.string(), review: z.string(), sections: z.array(Industry).length(21) }),
  'industries.yaml',
).data.sections

const byCode = new Map(sections.map((section) => [section.code, section]))

export const industries = (): Industry[] => sections

export const findIndustry = (code: string): Industry | undefined => byCode.get(code)

/** A section's title in a language. @throws Fault invalid-input for a letter that is no section */
export function industryName(code: string, locale: Locale): string {
  const section = byCode.get(code)
  if (!section) throw invalid('sector', 'unknown-sector')
  return nameIn(section, locale)
}
