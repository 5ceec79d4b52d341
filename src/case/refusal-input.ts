import { z } from 'zod'

/** What an officer says to refuse after a hearing, the same for every kind of case: at least one ground, reasons of twenty letters or more. */
export const RefusalInput = z.object({
  caseId: z.uuid(),
  expectedVersion: z.int(),
  hearingId: z.uuid(),
  reasons: z.string().trim().min(20, 'reasons-too-short').max(4000),
  groundIds: z.array(z.string()).min(1, 'required'),
})
