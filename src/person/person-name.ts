import { z } from 'zod'
import { foldName } from './fold-name.ts'

const NamePart = z.string().trim().min(1).max(100)

/** One name is a whole name: it stands in `given`, and there is no family name to invent. */
export const PersonName = z
  .object({ family: NamePart.optional(), given: NamePart.optional(), patronymic: NamePart.optional() })
  .refine((name) => name.family ?? name.given, { error: 'required' })
export type PersonName = z.infer<typeof PersonName>

const joined = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' ')

/** As a travel document prints it: capitals, family name first, no patronymic. */
export const displayLatin = (name: PersonName): string => joined(name.family, name.given).toUpperCase()

export const displayNative = (name: PersonName): string => joined(name.family, name.given, name.patronymic)

/**
 * The folded keys under which a person is found: `wholes` find people of the same name, `keys` also find them by each word.
 * The patronymic is left out of one whole, since a passport leaves it out too.
 */
export function nameKeys(names: PersonName[]): { wholes: string[]; keys: string[] } {
  const wholes = names
    .flatMap((name) => [joined(name.family, name.given), displayNative(name)])
    .map(foldName)
    .filter(Boolean)
  return {
    wholes: [...new Set(wholes)],
    keys: [...new Set(wholes.flatMap((whole) => [whole, ...whole.split(' ')]))],
  }
}
