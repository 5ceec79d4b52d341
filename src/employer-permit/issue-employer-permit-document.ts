import { z } from 'zod'
import { occupationName } from '../classifier/occupations.ts'
import { regionName } from '../classifier/regions.ts'
import { revokeDocument } from '../credential/end-document.ts'
import { findDocuments } from '../credential/find-documents.ts'
import { issueDocument } from '../credential/issue-document.ts'
import {
  holderOf,
  inEachLanguage,
  inThree,
  ownLanguage,
  type PersonRow,
  particularsOf,
} from '../credential/person-on-document.ts'
import { getOffice } from '../institution/find-office.ts'
import { act, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { LawState } from '../policy/law-state.ts'
import { employerPermitText } from './text.ts'

interface Row extends PersonRow {
  id: string
  decision_id: string
  case_id: string
  employer_account: string
  employer_name: string
  worker_person: string
  occupation: string
  position: string
  regions: string[]
  address: string
  wage_tiyn: bigint
  valid_from: string
  valid_to: string
  policy_hash: string
  law_states: LawState[]
  decided_on: string
  office: Record<string, string>
}

/**
 * Issues the signed document of an employer's permit, once for each decision: an extension gets its own and the former one stops
 * counting. Runs as a job once the permit runs; running it again gives the same document.
 */
export const issueEmployerPermitDocument = act({
  name: 'issue-employer-permit-document',
  who: system,
  input: z.object({ permit: z.uuid() }),
  async do(input, doing) {
    const row = await doing.tx.one<Row>(sql`
      select p.id, p.employer_account, p.employer_name, p.worker_person, p.occupation, p.position, p.regions, p.address, p.wage_tiyn, p.valid_from, p.valid_to,
        d.id as decision_id, d.case_id, d.policy_hash, d.law_states, (d.decided_at at time zone 'Asia/Almaty')::date::text as decided_on, f.names as office, to_jsonb(w) as person,
        (select to_jsonb(n) from person.name n where n.person_id = w.id and n.script = 'latin' and n.superseded_at is null limit 1) as name,
        (select t.number from person.travel_document t where t.person_id = w.id and t.superseded_at is null limit 1) as document,
        (select i.iin from person.iin i where i.person_id = w.id and i.superseded_at is null) as iin
      from employer_permit.permit p join person.person w on w.id = p.worker_person
        join lateral (select x.* from "case".decision x join employer_permit.application a on a.case_id = x.case_id
          where (x.case_id = p.case_id or a.extends_permit = p.id) and x.kind in ('grant', 'extend', 'overturn') order by x.decided_at desc limit 1) d on true
        join "case"."case" c on c.id = d.case_id join institution.office f on f.id = c.office_id
      where p.id = ${input.permit}::uuid and p.state = 'active'`)
    const earlier = (await findDocuments(doing.tx, { permit: row.id })).filter((one) => !one.revoked_at)
    const region = row.regions[0] ?? ''
    const appeal = await getOffice(doing.tx, 'appeal', region, row.decided_on)
    const issued = await issueDocument(doing, {
      cause: row.decision_id,
      subject: row.worker_person,
      case: row.case_id,
      permit: row.id,
      regions: [...new Set([...row.regions, ...row.person.regions])],
      sharedWith: [row.employer_account],
      birthDate: row.person.birth_date,
      policyHash: row.policy_hash,
      face: { name: row.person.latin_name, region: `KZ-${region}`, place: row.employer_name.slice(0, 60) },
      particulars: {
        ...particularsOf(row),
        employer: row.employer_name,
        occupation: row.occupation,
        place: row.address,
        wage: Number(row.wage_tiyn / 100n),
      },
      document: {
        kind: 'labour-permit',
        language: ownLanguage(row),
        authority: inThree(row.office),
        appealBody: inThree(appeal.names),
        help: inEachLanguage(() => '1414'),
        holder: holderOf(row),
        employer: row.employer_name,
        work: inEachLanguage((locale) => `${occupationName(row.occupation, locale)}. ${row.position}`),
        place: row.address,
        region: inEachLanguage((locale) =>
          row.regions.map((one) => regionName(`KZ-${one}`, locale)).join(', '),
        ),
        wage: row.wage_tiyn,
        validFrom: row.valid_from,
        validUntil: row.valid_to,
        basis: [
          {
            text: inEachLanguage((locale) => employerPermitText(locale)('document.basis')),
            // A decision is as firm as the least firm rule it rests on.
            lawState: row.law_states.at(-1) ?? 'unverified',
          },
        ],
      },
    })
    for (const former of earlier)
      if (former.id !== issued.id) await revokeDocument(doing, former.id, 'replaced')
    await doing.tx.done(
      sql`update employer_permit.permit set document_id = ${issued.id}::uuid where id = ${row.id}::uuid`,
    )
    await doing.record({
      type: 'permit-document-ready',
      subjects: [row.worker_person],
      case: row.case_id,
      after: { document: issued.id, serial: issued.serial },
    })
    return { ...issued, subject: row.worker_person }
  },
})

/** After a permit has ended or was revoked: its documents stop counting in the public status list. */
export const revokeEmployerPermitDocument = act({
  name: 'revoke-employer-permit-document',
  who: system,
  input: z.object({ permit: z.uuid() }),
  async do(input, doing) {
    const permit = await doing.tx.one<{ id: string; state: string; worker_person: string }>(
      sql`select id, state, worker_person from employer_permit.permit where id = ${input.permit}::uuid`,
    )
    if (permit.state === 'active') return refuse({ code: 'permit-still-active' })
    const running = (await findDocuments(doing.tx, { permit: permit.id })).filter((one) => !one.revoked_at)
    for (const document of running) await revokeDocument(doing, document.id, permit.state)
    await doing.record({
      type: 'permit-documents-ended',
      subjects: [permit.worker_person],
      after: { permit: permit.id, count: running.length },
    })
    return { revoked: running.length }
  },
})
