import { createHash } from 'node:crypto'
import { z } from 'zod'
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
import type { Locale } from '../platform/language.ts'
import { idOfDigest } from '../platform/new-id.ts'
import type { LawState } from '../policy/law-state.ts'
import { type CardRoute, kandasCard, type Route, type StatusGround } from './application-row.ts'
import { residenceText } from './text.ts'

interface Row extends PersonRow {
  id: string
  number: string
  kind: Route
  person_id: string
  region: string
  settlement: string
  ground: StatusGround | CardRoute
  valid_from: string
  valid_to: string
  version: number
  decision_id: string
  case_id: string
  policy_hash: string
  law_states: LawState[]
  decided_on: string
  office: Record<string, string>
}

/**
 * Issues the signed certificate or card of one status, once for each decision and person: an extension gets its own and the former one
 * stops counting. Runs as a job; running it again gives the same document.
 */
export const issueResidenceDocument = act({
  name: 'issue-residence-document',
  who: system,
  input: z.object({ status: z.uuid() }),
  async do(input, doing) {
    const row = await doing.tx.maybe<Row>(sql`
      select s.id, s.number, s.kind, s.person_id, s.region, s.settlement, s.ground, s.valid_from::text, s.valid_to::text, s.version,
        d.id as decision_id, d.case_id, d.policy_hash, d.law_states, (d.decided_at at time zone 'Asia/Almaty')::date::text as decided_on,
        f.names as office, to_jsonb(w) as person,
        (select to_jsonb(n) from person.name n where n.person_id = w.id and n.script = 'latin' and n.superseded_at is null limit 1) as name,
        (select t.number from person.travel_document t where t.person_id = w.id and t.superseded_at is null order by t.known_at desc limit 1) as document,
        (select i.iin from person.iin i where i.person_id = w.id and i.superseded_at is null) as iin
      from residence.status s join person.person w on w.id = s.person_id
        join lateral (select x.* from "case".decision x join residence.application a on a.case_id = x.case_id
          where (x.case_id = s.case_id or a.extends_status in (select y.id from residence.status y where y.case_id = s.case_id))
            and x.kind in ('grant', 'extend', 'overturn') order by x.decided_at desc, x.id desc limit 1) d on true
        join "case"."case" c on c.id = d.case_id join institution.office f on f.id = c.office_id
      where s.id = ${input.status}::uuid and s.state = 'active'`)
    if (!row) return refuse({ code: 'status-not-active' })
    const running = (await findDocuments(doing.tx, { permit: row.id })).filter((one) => !one.revoked_at)
    const t = (locale: Locale) => residenceText(locale)
    const appeal = await getOffice(doing.tx, 'appeal', row.region, row.decided_on)
    const language = ownLanguage(row)
    const issued = await issueDocument(doing, {
      cause: causeOf(row.id, row.version),
      subject: row.person_id,
      case: row.case_id,
      permit: row.id,
      regions: [...new Set([row.region, ...row.person.regions])],
      birthDate: row.person.birth_date,
      policyHash: row.policy_hash,
      face: {
        name: row.person.latin_name,
        region: `KZ-${row.region}`,
        place: row.settlement.slice(0, 60),
      },
      particulars: {
        ...particularsOf(row),
        status_number: row.number,
        ground: row.ground,
        place: row.settlement,
      },
      document: {
        kind: row.kind === kandasCard ? 'kandas-card' : 'kandas-certificate',
        language,
        authority: inThree(row.office),
        appealBody: inThree(appeal.names),
        help: inEachLanguage(() => '1414'),
        holder: holderOf(row),
        lead: inEachLanguage((locale) => t(locale)(`document.lead.${row.kind}`)),
        fields: [
          { label: inEachLanguage((locale) => t(locale)('document.number')), value: row.number },
          {
            label: inEachLanguage((locale) => t(locale)('ground')),
            value: inEachLanguage((locale) => t(locale)(`ground.${row.ground}`)),
          },
          {
            label: inEachLanguage((locale) => t(locale)('region')),
            value: inEachLanguage((locale) => `${regionName(`KZ-${row.region}`, locale)}, ${row.settlement}`),
          },
        ],
        rights: {
          title: inEachLanguage((locale) => t(locale)('document.rights.title')),
          text: inEachLanguage((locale) => t(locale)(`document.rights.${row.kind}`)),
        },
        validFrom: row.valid_from,
        validUntil: row.valid_to,
        basis: [
          {
            text: inEachLanguage((locale) => t(locale)(`document.basis.${row.kind}`)),
            // A decision is as firm as the least firm rule it rests on.
            lawState: row.law_states.at(-1) ?? 'unverified',
          },
        ],
      },
    })
    for (const former of running)
      if (former.id !== issued.id) await revokeDocument(doing, former.id, 'replaced')
    await doing.tx.done(
      sql`update residence.status set document_id = ${issued.id}::uuid where id = ${row.id}::uuid`,
    )
    await doing.record({
      type: 'residence-document-ready',
      subjects: [row.person_id],
      case: row.case_id,
      after: { document: issued.id, serial: issued.serial },
    })
    return { ...issued, subject: row.person_id }
  },
})

/** One decision gives a document to each of a family, and a restored status a new one: the cause is the status in its version. */
const causeOf = (status: string, version: number): string =>
  idOfDigest(createHash('sha256').update(`${status}/${version}`).digest())

/** After a status has ended: its documents stop counting in the public status list. */
export const revokeResidenceDocument = act({
  name: 'revoke-residence-document',
  who: system,
  input: z.object({ status: z.uuid() }),
  async do(input, doing) {
    const status = await doing.tx.one<{ id: string; state: string; person_id: string }>(
      sql`select id, state, person_id from residence.status where id = ${input.status}::uuid`,
    )
    if (status.state === 'active') return refuse({ code: 'status-still-active' })
    const running = (await findDocuments(doing.tx, { permit: status.id })).filter((one) => !one.revoked_at)
    for (const document of running) await revokeDocument(doing, document.id, status.state)
    await doing.record({
      type: 'residence-documents-ended',
      subjects: [status.person_id],
      after: { status: status.id, count: running.length },
    })
    return { revoked: running.length, subject: status.person_id }
  },
})
