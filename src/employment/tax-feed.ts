import { z } from 'zod'
import { type FeedKind, senderFields } from '../feed/feed-kind.ts'
import { EmployerBin } from './contract-feed.ts'
import { everyWorker, hasPerson, workerFields, workerPaths } from './worker-fields.ts'

export const TaxLine = z.object({
  ...senderFields,
  ...workerFields,
  employerBin: EmployerBin,
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .describe('The month of the income, YYYY-MM.'),
  incomeTiyn: z.int().nonnegative().describe('In tiyn (1/100 KZT).'),
  taxTiyn: z.int().nonnegative().describe('Individual income tax withheld, in tiyn.'),
})
export type TaxLine = z.infer<typeof TaxLine>

/** Income and tax withheld by month, as the tax authority knows them. Our proposal of a contract; recorded, and nothing inferred. */
export const taxFeed: FeedKind<TaxLine> = {
  name: 'tax-events',
  operation: 'reportTaxEvents',
  tag: 'employment',
  summary: 'Report income and tax of a month',
  legalBasis: 'CODE-TAX26',
  line: TaxLine,
  columns: {
    employer_bin: (line) => line.employerBin,
    month: (line) => `${line.month}-01`,
    income_tiyn: (line) => line.incomeTiyn,
    tax_tiyn: (line) => line.taxTiyn,
  },
  paths: {
    ...workerPaths,
    employer_bin: 'employerBin',
    month: 'month',
    income_tiyn: 'incomeTiyn',
    tax_tiyn: 'taxTiyn',
  },
  restore: { month: (text) => text.slice(0, 7) },
  numbers: ['incomeTiyn', 'taxTiyn'],
  check(line, { today }) {
    if (!hasPerson(line)) return { reason: 'missing-field', field: 'iin' }
    if (line.month > today.toString().slice(0, 7)) return { reason: 'in-the-future', field: 'month' }
    if (line.month < '1992-01') return { reason: 'too-long-ago', field: 'month' }
    return line.taxTiyn > line.incomeTiyn ? { reason: 'more-tax-than-income', field: 'taxTiyn' } : undefined
  },
  example: {
    ...everyWorker,
    employerBin: '151740000344',
    month: '2026-10',
    incomeTiyn: 32_000_000,
    taxTiyn: 3_200_000,
    source: 'tax',
    sourceReference: 'T-2026-000001',
  },
}
