import { z } from 'zod'
import { eraseDraft, extensionDraft } from '../case/keep-application-draft.ts'
import { openCase } from '../case/open-case.ts'
import { findOccupation } from '../classifier/occupations.ts'
import { findRegion } from '../classifier/regions.ts'
import { countGuess, refuseGuessing } from '../person/limit-guessing.ts'
import { act, type Doing, refuse } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault, invalid } from '../platform/fault.ts'
import { numberAt } from '../policy/value-at.ts'
import { addWorkingDays } from '../policy/working-days.ts'
import { type ApplicationRow, categories, employerPermit } from './application-row.ts'
import { holdPlace } from './hold-place.ts'

const heads = z.int('number').min(0, 'number').max(1_000_000, 'number').optional()
const Region = z.string().refine((code) => findRegion(`KZ-${code}`) !== undefined, { error: 'required' })

export const EmployerApplication = z.object({
  employer: z.uuid('required'),
  category: z.enum(categories, { error: 'required' }),
  /** The worker is found by document and date of birth; a wrong pair and an unknown person get the same answer. */
  issuingState: z.string().trim().toUpperCase().min(1, 'required').max(3),
  documentNumber: z.string().trim().toUpperCase().min(3, 'required').max(20),
  birthDate: z.iso.date('day'),
  /** ISCO-08 unit group. */
  occupation: z.string().refine((code) => findOccupation(code) !== undefined, { error: 'required' }),
  position: z.string().trim().min(2, 'required').max(200),
  /** KATO prefixes; more than one is law only as proposed, see `policy`. */
  regions: z.array(Region).min(1, 'required').max(20),
  address: z.string().trim().min(5, 'required').max(200),
  /** Monthly wage in tiyn. */
  wageTiyn: z.int('number').positive('number').max(1_000_000_000_00),
  months: z.int('number').min(1, 'number').max(36, 'too-many-months'),
  startsOn: z.iso.date('day'),
  /** The publication code of the vacancy on the Electronic Labour Exchange, and its day. */
  vacancyCode: z.string().trim().max(60).optional(),
  vacancyPublishedOn: z.iso.date('day').optional(),
  staffing: z
    .object({
      citizenHeads: heads,
      allHeads: heads,
      citizenWorkers: heads,
      allWorkers: heads,
      branchStaff: heads,
    })
    .default({}),
  transfer: z
    .object({
      sender: z.string().trim().min(2, 'required').max(200),
      senderCountry: z.string().trim().toUpperCase().length(3, 'required'),
      senderInWto: z.boolean().optional(),
      priorMonths: heads,
      specialCondition: z.enum(['training', 'retraining', 'upgrading', 'jobs']).optional(),
    })
    .optional(),
  undertakesReplacement: z.boolean().default(false),
})
export type EmployerApplication = z.infer<typeof EmployerApplication>

/**
 * An employer files for a permit for one foreign worker (MLSP-279). The case is opened, a place of the quota is held while it is
 * decided, and the registries are asked. The law of the filing day governs.
 * @throws Fault invalid-input, not-found for somebody else's employer
 */
export const applyForEmployerPermit = act({
  name: 'apply-for-employer-permit',
  who: account,
  input: EmployerApplication,
  async do(input, doing) {
    if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
    const employer = await doing.tx.one<{ id: string; name: string }>(sql`
      select id, name from organisation.employer where id = ${input.employer}::uuid and account_id = ${doing.actor.account}::uuid and kind = 'legal-entity'`)
    checkInput(input, doing.today)
    await refuseGuessing(doing)
    const worker = await doing.tx.one<{ id: string | null; name: string | null }>(sql`
      select g.id, permit.name_for_offer(g.id) as name from stay.guest_by_document(${input.issuingState}, ${input.documentNumber}, ${input.birthDate}) as g(id)`)
    if (!worker.id || worker.id === doing.actor.person) {
      await countGuess(doing)
      return refuse({ code: 'worker-not-found' })
    }
    const asked = await doing.tx.maybe(sql`
      select 1 from employer_permit.application a join "case"."case" c on c.id = a.case_id
      where a.employer_id = ${employer.id}::uuid and a.worker_person = ${worker.id}::uuid and c.closed_at is null`)
    if (asked) return refuse({ code: 'already-asked' })
    await eraseDraft(doing, employerPermit)
    return file(doing, {
      kind: 'first',
      category: input.category,
      employer_id: employer.id,
      employer_account: doing.actor.account,
      employer_name: employer.name,
      worker_person: worker.id,
      worker_name: worker.name ?? '',
      occupation: input.occupation,
      position: input.position,
      regions: [...new Set(input.regions)].sort(),
      address: input.address,
      wage_tiyn: BigInt(input.wageTiyn),
      months: input.months,
      starts_on: input.startsOn,
      vacancy_code: input.vacancyCode || null,
      vacancy_published_on: input.vacancyPublishedOn ?? null,
      staffing: input.staffing,
      transfer: input.transfer ?? null,
      undertakes_replacement: input.undertakesReplacement,
      extends_permit: null,
      extensions_before: 0,
      expires_on: null,
    })
  },
})

function checkInput(input: EmployerApplication, today: Temporal.PlainDate): void {
  if (input.startsOn < today.toString()) throw invalid('startsOn', 'in-the-past')
  if (input.vacancyPublishedOn && input.vacancyPublishedOn > today.toString())
    throw invalid('vacancyPublishedOn', 'in-the-future')
  if (input.category === 'intra-corporate' && !input.transfer) throw invalid('transfer.sender', 'required')
  const { staffing } = input
  if ((staffing.citizenHeads ?? 0) > (staffing.allHeads ?? Infinity))
    throw invalid('staffing.citizenHeads', 'more-than-all')
  if ((staffing.citizenWorkers ?? 0) > (staffing.allWorkers ?? Infinity))
    throw invalid('staffing.citizenWorkers', 'more-than-all')
}

export const EmployerExtension = z.object({
  permit: z.uuid(),
  months: z.int('number').min(1, 'number').max(36, 'too-many-months'),
  staffing: EmployerApplication.shape.staffing,
  undertakesReplacement: z.boolean().default(false),
})

/** Asks for a further term of a running permit; the new term follows the old without a gap, and the rules say whether it may be. */
export const extendEmployerPermit = act({
  name: 'extend-employer-permit',
  who: account,
  input: EmployerExtension,
  async do(input, doing) {
    const permit = await doing.tx.one<
      Omit<ApplicationRow, 'kind'> & {
        id: string
        state: string
        valid_to: string
        extensions: number
        first_case: string
      }
    >(sql`
      select p.id, p.state, p.valid_to, p.extensions, p.case_id as first_case, p.category, p.employer_id, p.employer_account, p.employer_name,
        p.worker_person, p.worker_name, p.occupation, p.position, p.regions, p.address, p.wage_tiyn, a.transfer
      from employer_permit.permit p join employer_permit.application a on a.case_id = p.case_id where p.id = ${input.permit}::uuid for update of p`)
    if (doing.actor.kind !== 'person' || permit.employer_account !== doing.actor.account)
      throw new Fault('not-found')
    if (permit.state !== 'active') throw new Fault('wrong-state')
    const open = await doing.tx.maybe<{ case_id: string }>(sql`
      select a.case_id from employer_permit.application a join "case"."case" c on c.id = a.case_id where a.extends_permit = ${permit.id}::uuid and c.closed_at is null`)
    if (open) return refuse({ code: 'extension-already-asked', see: open.case_id })
    await eraseDraft(doing, extensionDraft(permit.id))
    return file(doing, {
      ...permit,
      kind: 'extension',
      months: input.months,
      starts_on: Temporal.PlainDate.from(permit.valid_to).add({ days: 1 }).toString(),
      vacancy_code: null,
      vacancy_published_on: null,
      staffing: input.staffing,
      undertakes_replacement: input.undertakesReplacement,
      extends_permit: permit.id,
      extensions_before: permit.extensions,
      expires_on: permit.valid_to,
    })
  },
})

type Filing = Omit<
  ApplicationRow,
  'case_id' | 'place' | 'place_reason' | 'fee_mci' | 'fee_source' | 'obligation_id' | 'filed_at' | 'version'
>

/** Working days to decide: shorter for an extension, a little longer for that of a transfer within a group. */
export function decisionDays(
  { kind, category }: Pick<Filing, 'kind' | 'category'>,
  on: Temporal.PlainDate,
): number {
  if (kind === 'first') return numberAt('employer-permit.decision-days', on)
  return numberAt(
    category === 'intra-corporate'
      ? 'employer-permit.extension-decision-days-intra-corporate'
      : 'employer-permit.extension-decision-days',
    on,
  )
}

async function file(doing: Doing, filing: Filing): Promise<{ case: string; number: string; place: string }> {
  const [region = ''] = filing.regions
  const opened = await openCase(doing, {
    kind: employerPermit,
    applicantAccount: filing.employer_account,
    subjects: [filing.worker_person],
    subjectName: filing.worker_name,
    region,
    matter: employerPermit,
    dueOn: addWorkingDays(doing.today, decisionDays(filing, doing.today)),
    governingDate: doing.today,
  })
  await doing.tx.done(sql`
    insert into employer_permit.application (case_id, kind, category, employer_id, employer_account, employer_name, worker_person, worker_name, occupation, position,
      regions, address, wage_tiyn, months, starts_on, vacancy_code, vacancy_published_on, staffing, transfer, undertakes_replacement, extends_permit, extensions_before, expires_on, filed_at)
    values (${opened.id}::uuid, ${filing.kind}, ${filing.category}, ${filing.employer_id}::uuid, ${filing.employer_account}::uuid, ${filing.employer_name}, ${filing.worker_person}::uuid,
      ${filing.worker_name}, ${filing.occupation}, ${filing.position}, ${filing.regions}::text[], ${filing.address}, ${filing.wage_tiyn.toString()}::bigint, ${filing.months},
      ${filing.starts_on}, ${filing.vacancy_code}, ${filing.vacancy_published_on}::date, ${JSON.stringify(filing.staffing)}::jsonb,
      ${filing.transfer ? JSON.stringify(filing.transfer) : null}::jsonb, ${filing.undertakes_replacement}, ${filing.extends_permit}::uuid, ${filing.extensions_before},
      ${filing.expires_on}::date, ${doing.now.toString()}::timestamptz)`)
  const held = await holdPlace(doing, { caseId: opened.id, ...filing })
  await doing.tx.done(
    sql`update employer_permit.application set place = ${held.place}, place_reason = ${held.reason} where case_id = ${opened.id}::uuid`,
  )
  await doing.record({
    type: 'employer-permit-applied-for',
    subjects: [filing.worker_person],
    case: opened.id,
    ground: 'MLSP-279',
    after: {
      kind: filing.kind,
      category: filing.category,
      months: filing.months,
      regions: filing.regions,
      place: held.place,
    },
  })
  await doing.later('partner', 'ask-registries', { case: opened.id })
  return { case: opened.id, number: opened.number, place: held.place }
}
