import { z } from 'zod'
import { findOccupation } from '../classifier/occupations.ts'
import { type FeedKind, RegionCode, regionProblem, senderFields, words } from '../feed/feed-kind.ts'
import { checkBin } from '../person/check-bin.ts'
import { everyWorker, hasPerson, workerFields, workerPaths } from './worker-fields.ts'

export const EmployerBin = z
  .string()
  .regex(/^\d{12}$/)
  .refine((bin) => checkBin(bin).valid, 'not-a-bin')
  .describe("The employer's business identification number.")

export const ContractLine = z.object({
  ...senderFields,
  ...workerFields,
  number: z
    .string()
    .regex(/^[\w./-]{1,60}$/)
    .describe("The contract's number in the register; all its events have it."),
  event: z.enum(['concluded', 'changed', 'ended']),
  employerBin: EmployerBin,
  employerName: words(2, 200),
  occupation: z
    .string()
    .regex(/^\d{4}$/)
    .refine((code) => findOccupation(code) !== undefined, 'unknown-occupation')
    .describe('Four digits of ISCO-08.'),
  region: RegionCode,
  address: words(5, 200).describe('Where the work is done.'),
  wageTiyn: z.int().positive().describe('A month, in tiyn (1/100 KZT).'),
  validFrom: z.iso.date().describe('From when what this event says is so.'),
  validTo: z.iso.date().optional().describe('The last day of the contract, where one is agreed.'),
  endedOn: z.iso.date().optional().describe('Of an ended contract: its last day.'),
})
export type ContractLine = z.infer<typeof ContractLine>

/** Contracts of work with foreigners, as the state's register of contracts (ESUTD) keeps them. Our proposal of a contract; nothing is decided by them here. */
export const contractFeed: FeedKind<ContractLine> = {
  name: 'contracts',
  operation: 'reportContracts',
  tag: 'employment',
  summary: 'Report contracts of work: concluded, changed, ended',
  legalBasis: 'CODE-LAB',
  line: ContractLine,
  columns: {
    number: (line) => line.number,
    event: (line) => line.event,
    employer_bin: (line) => line.employerBin,
    employer_name: (line) => line.employerName,
    occupation: (line) => line.occupation,
    region: (line) => line.region,
    address: (line) => line.address,
    wage_tiyn: (line) => line.wageTiyn,
    valid_from: (line) => line.validFrom,
    valid_to: (line) => line.validTo,
    ended_on: (line) => line.endedOn,
  },
  paths: {
    ...workerPaths,
    number: 'number',
    event: 'event',
    employer_bin: 'employerBin',
    employer_name: 'employerName',
    occupation: 'occupation',
    region: 'region',
    address: 'address',
    wage_tiyn: 'wageTiyn',
    valid_from: 'validFrom',
    valid_to: 'validTo',
    ended_on: 'endedOn',
  },
  numbers: ['wageTiyn'],
  check(line, context) {
    if (!hasPerson(line)) return { reason: 'missing-field', field: 'iin' }
    if (line.validTo && line.validTo < line.validFrom) return { reason: 'out-of-order', field: 'validTo' }
    if ((line.event === 'ended') !== (line.endedOn !== undefined))
      return { reason: line.endedOn ? 'invalid-field' : 'missing-field', field: 'endedOn' }
    return regionProblem(line.region, context)
  },
  example: {
    ...everyWorker,
    number: 'DEMO-2026-17',
    event: 'concluded',
    employerBin: '151740000344',
    employerName: 'Demo Works LLP',
    occupation: '7112',
    region: '75',
    address: 'Abay avenue 10',
    wageTiyn: 32_000_000,
    validFrom: '2026-11-01',
    validTo: '2027-10-31',
    source: 'esutd',
    sourceReference: 'E-2026-000001',
  },
}
