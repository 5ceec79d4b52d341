import { z } from 'zod'
import { ownCaseApi } from '../case/own-case-api.ts'
import { isRefusal } from '../platform/act.ts'
import { keyHolder } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { read } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { categories, employerPermit } from './application-row.ts'
import {
  applyForEmployerPermit,
  EmployerApplication,
  EmployerExtension,
  extendEmployerPermit,
} from './apply-for-employer-permit.ts'
import { companyPermitApi, PermitNumber } from './company-permit-api.ts'
import { companyReportApi } from './company-report-api.ts'
import { spec } from './company-spec.ts'
import { payFeeApi } from './pay-fee-api.ts'

const base = `${apiBase}/company`
const who = keyHolder('company')
const Filed = z.strictObject({
  number: z.string().describe('The case: ask for its state with it.'),
  place: z.string().describe('Of the quota: `held`, `none` or `not-needed`.'),
})
const Companies = z.strictObject({
  companies: z.array(z.strictObject({ id: z.uuid(), bin: z.string(), name: z.string(), region: z.string() })),
  permits: z.array(
    z.strictObject({
      number: z.string(),
      category: z.enum(categories),
      state: z.string(),
      validFrom: z.iso.date(),
      validTo: z.iso.date(),
      extensions: z.int(),
    }),
  ),
})
/** What is told of an employer's application beside the case itself. */
const more = {
  place: z.string(),
  fee: z
    .strictObject({ tiyn: z.string(), dueOn: z.iso.date(), state: z.string() })
    .nullable()
    .describe('Owed once it is granted; the permit is issued when it is paid.'),
  permit: z.strictObject({ number: z.string(), state: z.string(), validTo: z.iso.date() }).nullable(),
}

/** An application as the description of the API shows it; the tests file it, with a company and a worker of their own. */
export const exampleApplication = {
  employer: '01938f4e-7c1a-7000-8000-3f2b8c1d9e5a',
  category: 'third',
  issuingState: 'TUR',
  documentNumber: 'U12345678',
  birthDate: '1985-03-27',
  occupation: '2142',
  position: 'Site engineer',
  regions: ['75'],
  address: 'Almaty, Demo street 7',
  wageTiyn: 90_000_000,
  months: 12,
  startsOn: '2026-12-15',
  vacancyCode: 'V-2026-1',
  vacancyPublishedOn: '2026-11-01',
  staffing: { citizenHeads: 8, allHeads: 10, citizenWorkers: 95, allWorkers: 99 },
} satisfies z.input<typeof EmployerApplication>

/** A company's machine does what its director does in the browser, in the name of the account that opened its key. */
export const companyApi: Route[] = [
  apiRoute({
    method: 'get',
    path: base,
    who,
    describe: {
      name: 'listOwnCompanies',
      tag: 'permits',
      summary: 'List the companies you speak for and their permits',
      detail: 'With a key of `/company/keys`.',
      answers: { 200: { says: 'Companies and permits of this account.', schema: Companies } },
    },
    answer: ({ instance, actor }) =>
      read(instance, actor, spec('company'), async ({ tx }) => {
        const mine = actor.kind === 'person' ? actor.account : null
        const companies = await tx.rows<{ id: string; bin: string; name: string; region: string }>(
          sql`select id, bin, name, region from organisation.employer where account_id = ${mine}::uuid and kind = 'legal-entity' order by registered_at`,
        )
        const permits = await tx.rows<{
          worker: string
          number: string
          category: (typeof categories)[number]
          state: string
          validFrom: string
          validTo: string
          extensions: number
        }>(sql`
          select worker_person as worker, number, category, state, valid_from as "validFrom", valid_to as "validTo", extensions
          from employer_permit.permit where employer_account = ${mine}::uuid order by granted_at desc limit 500`)
        return {
          answer: { companies, permits: permits.map(({ worker: _, ...one }) => one) },
          subjects: permits.map((one) => one.worker),
        }
      }),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/applications`,
    who,
    describe: {
      name: 'applyForEmployerPermit',
      tag: 'permits',
      summary: "Apply for an employer's permit",
      detail:
        'A place of the quota is held while it is decided; the registries are asked. Documents follow by `attachToApplication`.',
      body: EmployerApplication,
      example: exampleApplication,
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['worker-not-found', 'already-asked'],
    },
    answer: async ({ instance, actor }, { body, request }) =>
      filed(await applyForEmployerPermit(instance, actor, body, request)),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/permits/:permit/extension`,
    who,
    describe: {
      name: 'extendEmployerPermit',
      tag: 'permits',
      summary: 'Apply for a further term of a running permit',
      path: PermitNumber,
      body: EmployerExtension.omit({ permit: true }),
      example: { months: 12, staffing: { citizenWorkers: 95, allWorkers: 99 } },
      once: true,
      answers: { 200: { says: 'The case.', schema: Filed } },
      refusals: ['extension-already-asked'],
      faults: ['wrong-state'],
    },
    async answer({ instance, actor }, { path, body, request }) {
      const { id } = await read(instance, actor, spec('employer-permit'), async ({ tx }) => {
        const row = await tx.one<{ id: string; worker: string }>(sql`
          select id, worker_person as worker from employer_permit.permit
          where number = ${path.permit} and employer_account = ${actor.kind === 'person' ? actor.account : null}::uuid`)
        return { answer: row, subjects: [row.worker] }
      })
      return filed(await extendEmployerPermit(instance, actor, { ...body, permit: id }, request))
    },
  }),
  ...ownCaseApi({
    base,
    who,
    kinds: [employerPermit],
    name: (operation) => operation,
    spec: spec('case'),
    more,
    async tellMore({ tx }, row) {
      const { place, obligation } = await tx.one<{ place: string; obligation: string | null }>(
        sql`select place, obligation_id as obligation from employer_permit.application where case_id = ${row.id}::uuid`,
      )
      const fee = obligation
        ? await tx.maybe<{ tiyn: bigint; due_on: string; state: string }>(
            sql`select tiyn, due_on, state from payment.obligation where id = ${obligation}::uuid`,
          )
        : undefined
      const permit = await tx.maybe<{ number: string; state: string; validTo: string }>(sql`
        select p.number, p.state, p.valid_to as "validTo" from employer_permit.permit p
        join employer_permit.application a on p.case_id = a.case_id or p.id = a.extends_permit where a.case_id = ${row.id}::uuid limit 1`)
      return {
        place,
        fee: fee ? { tiyn: fee.tiyn.toString(), dueOn: fee.due_on, state: fee.state } : null,
        permit: permit ?? null,
      }
    },
  }),
  ...payFeeApi,
  ...companyPermitApi,
  ...companyReportApi,
]

const filed = (answer: Awaited<ReturnType<typeof applyForEmployerPermit>>) =>
  isRefusal(answer) ? answer : { number: answer.number, place: answer.place }
