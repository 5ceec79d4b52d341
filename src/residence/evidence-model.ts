import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { readYaml, YamlMistake } from '../platform/read-yaml.ts'
import { LawState } from '../policy/law-state.ts'
import { policyFolder } from '../policy/load-policy.ts'
import { Says, Source } from '../policy/policy-schema.ts'

const ForOfficers = z.strictObject({ kk: z.string(), ru: z.string(), en: z.string() })
const Offices = z.record(z.string().regex(/^[A-Z]{3}$/), z.strictObject({ name: z.string(), en: z.string() }))

export const EvidenceFile = z.strictObject({
  evidence: z.string(),
  from: z.iso.date(),
  state: LawState,
  source: Source,
  /** Where a kind is to be had, by the state of origin (alpha-3). */
  offices: z.record(z.string(), Offices),
  kinds: z.array(
    z.strictObject({
      id: z.string(),
      office: z.string(),
      name: Says,
      where: Says,
      proves: ForOfficers,
      traps: z.array(ForOfficers).min(1),
    }),
  ),
  /** Each set is enough by itself: `count` different kinds out of `any`, for each of its needs. */
  sets: z.array(
    z.strictObject({
      id: z.string(),
      says: Says,
      needs: z.array(z.strictObject({ any: z.array(z.string()).min(1), count: z.int().positive() })).min(1),
    }),
  ),
})
export type EvidenceModel = z.infer<typeof EvidenceFile>
export type EvidenceKind = EvidenceModel['kinds'][number]
export type EvidenceSet = EvidenceModel['sets'][number]

const name = 'evidence/ethnicity.yaml'
let loaded: { model: EvidenceModel; hash: string } | undefined

/**
 * The evidence model of this installation with the hash of its text, read once.
 * @throws YamlMistake with file and line: unknown kind or office, a kind twice, a need that no kinds can fill
 */
export function evidenceModel(folder: URL = policyFolder): { model: EvidenceModel; hash: string } {
  if (loaded && folder === policyFolder) return loaded
  const file = new URL(name, folder)
  const read = readYaml(file, EvidenceFile, `policy/${name}`)
  const { kinds, sets, offices } = read.data
  const wrong = (path: PropertyKey[], what: string) => new YamlMistake(read.file, read.line(path), what)
  const known = new Set<string>()
  for (const [at, kind] of kinds.entries()) {
    if (known.has(kind.id)) throw wrong(['kinds', at], `the kind ${kind.id} stands twice`)
    if (!Object.hasOwn(offices, kind.office)) throw wrong(['kinds', at], `unknown office ${kind.office}`)
    known.add(kind.id)
  }
  for (const [at, set] of sets.entries())
    for (const need of set.needs) {
      const unknown = need.any.find((kind) => !known.has(kind))
      if (unknown) throw wrong(['sets', at], `unknown kind ${unknown}`)
      if (need.count > new Set(need.any).size) throw wrong(['sets', at], `${set.id} can never be complete`)
    }
  const done = { model: read.data, hash: createHash('sha256').update(readFileSync(file)).digest('hex') }
  if (folder === policyFolder) loaded = done
  return done
}

export const evidenceKind = (id: string): EvidenceKind | undefined =>
  evidenceModel().model.kinds.find((one) => one.id === id)
