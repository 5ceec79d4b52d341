import { z } from 'zod'
import { personFields } from '../feed/feed-kind.ts'
import { checkIin } from '../person/check-iin.ts'

/** Registers of work know a person by IIN; where there is none, by passport and date of birth. */
export const workerFields = {
  iin: z
    .string()
    .regex(/^\d{12}$/)
    .refine((iin) => checkIin(iin).valid, 'not-an-iin')
    .optional()
    .describe('Either the IIN, or `document` and `birthDate`.'),
  document: personFields.document.optional(),
  birthDate: personFields.birthDate.optional(),
}

export const workerPaths = {
  iin: 'iin',
  issuing_state: 'document.issuingState',
  document_number: 'document.number',
  birth_date: 'birthDate',
}

export const hasPerson = (line: { iin?: unknown; document?: unknown; birthDate?: unknown }): boolean =>
  line.iin !== undefined || (line.document !== undefined && line.birthDate !== undefined)

export const everyWorker = {
  document: { issuingState: 'UZB', number: 'DEMO00001' },
  birthDate: '1990-03-27',
}
