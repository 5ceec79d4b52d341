import { z } from 'zod'
import { readYaml } from '../platform/read-yaml.ts'
import { Change } from './draft-schema.ts'

const Words = z.strictObject({ kk: z.string(), ru: z.string(), en: z.string() })

const Entry = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: Words,
  recommendation: Words,
  source: Words,
  gaps: z.array(z.strictObject({ article: z.string(), today: Words, proposed: Words })).min(1),
  /** What a draft of it would change; empty where nobody has drafted it yet. */
  changes: z.array(Change),
})
/** One recommendation of the register with the gap article by article. */
export type Entry = z.infer<typeof Entry>

const entries = readYaml(
  new URL('data/register.yaml', import.meta.url),
  z.strictObject({ entries: z.array(Entry) }),
  'register.yaml',
).data.entries

/** The paper's own proposals: the first entries of the register. */
export const findEntries = (): Entry[] => entries

export const findEntry = (id: string | undefined): Entry | undefined => entries.find((one) => one.id === id)
