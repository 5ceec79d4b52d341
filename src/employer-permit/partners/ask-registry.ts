import { z } from 'zod'
import { askPartner, type PartnerAddress, type PartnerFailure } from '../../platform/ask-partner.ts'
import type { Registry } from '../find-checks.ts'

// One contract for five registries (administrative proceedings, migration police, labour inspection, foreign labour, employment
// contracts). None of their specifications was seen: this is our proposal, kept to what a yes or no with a reference needs.

/** What a registry is told: the employer's number and nothing about the worker. */
export const RegistryQuestion = z.object({
  /** Our id of the question: the same id and content gets the same answer. */
  id: z.uuid(),
  bin: z.string().regex(/^\d{12}$/),
  asOf: z.iso.date(),
})
export type RegistryQuestion = z.infer<typeof RegistryQuestion>

export const RegistryAnswer = z.object({
  answer: z.enum(['clear', 'against']),
  /** The registry's own number of the answer or of what speaks against. */
  reference: z.string().min(1).max(100),
})
export type RegistryAnswer = z.infer<typeof RegistryAnswer>

/** Asks one registry about an employer on a day. A failure is data; `retry` says whether the same question may succeed later. */
export const askRegistry = (
  partner: PartnerAddress,
  registry: Registry,
  question: RegistryQuestion,
): Promise<{ answer: RegistryAnswer } | PartnerFailure> =>
  askPartner(partner, { method: 'POST', path: `/${registry}/questions`, body: question }, RegistryAnswer)
