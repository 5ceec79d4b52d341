import { z } from 'zod'
import { regionName } from '../classifier/regions.ts'
import { revokeDocument } from '../credential/end-document.ts'
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
import { formatDate } from '../platform/language.ts'
import { policyHash } from '../policy/value-at.ts'
import { closeGround, openGround } from './grounds.ts'
import { stayText } from './text.ts'

/**
 * Opens a ground `other` and issues the paper that says so: lawful stay until a day, and nothing of why. Asylum and a pending appeal come
 * here alike, by the same job, with the same event, so that neither the register nor the paper nor a stranger's scan tells them apart. A later
 * one takes the place of the former, whose paper is revoked. Who could be harmed: somebody whom the paper gives away; so `basis` is a
 * pseudonym of the module that asks, and the office on the paper is the one that issues other papers too (matter `lawful-stay`).
 * The same basis is given once. Refused: `given-already`. @throws Fault not-found, also when no office issues such papers in the person's region
 */
export const giveLawfulStay = act({
  name: 'give-lawful-stay',
  who: system,
  input: z.object({
    person: z.uuid(),
    basis: z.uuid(),
    from: z.iso.date(),
    to: z.iso.date(),
    lawState: z.enum(['in force', 'pilot', 'unverified']),
    /** Bases of the former ones. */
    replaces: z.array(z.uuid()).max(50).default([]),
  }),
  async do({ person, basis, from, to, lawState, replaces }, doing) {
    const { tx, today } = doing
    const given = await tx.maybe<{ id: string; serial: string }>(
      sql`select id, serial from credential.document where kind = 'lawful-stay' and cause = ${basis}::uuid`,
    )
    if (given) return refuse({ code: 'given-already' })
    const row = await tx.one<PersonRow>(sql`
      select to_jsonb(w) as person,
        (select to_jsonb(n) from person.name n where n.person_id = w.id and n.script = 'latin' and n.superseded_at is null limit 1) as name,
        (select t.number from person.travel_document t where t.person_id = w.id and t.superseded_at is null order by t.known_at desc limit 1) as document,
        (select i.iin from person.iin i where i.person_id = w.id and i.superseded_at is null) as iin
      from person.person w where w.id = ${person}::uuid`)
    const region = row.person.regions[0] ?? ''
    const office = await getOffice(tx, 'lawful-stay', region, today)
    const appeal = await getOffice(tx, 'appeal', region, today)
    const say = (key: Parameters<ReturnType<typeof stayText>>[0]) =>
      inEachLanguage((locale) => stayText(locale)(key))
    for (const former of replaces) {
      await closeGround(doing, former, today.subtract({ days: 1 }).toString(), 'ended')
      const paper = await tx.maybe<{ id: string }>(
        sql`select id from credential.document where kind = 'lawful-stay' and cause = ${former}::uuid and revoked_at is null`,
      )
      if (paper) await revokeDocument(doing, paper.id, 'replaced')
    }
    await openGround(doing, { person, kind: 'other', from, to, basis, lawState })
    const issued = await issueDocument(doing, {
      cause: basis,
      subject: person,
      regions: row.person.regions,
      birthDate: row.person.birth_date,
      policyHash: policyHash(today),
      face: { name: row.person.latin_name, region: `KZ-${region}`, place: '' },
      particulars: { ...particularsOf(row), place: '' },
      document: {
        kind: 'lawful-stay',
        language: ownLanguage(row),
        authority: inThree(office.names),
        appealBody: inThree(appeal.names),
        help: inEachLanguage(() => '1414'),
        holder: holderOf(row),
        lead: say('lawful.lead'),
        fields: [
          { label: say('lawful.until'), value: inEachLanguage((locale) => formatDate(locale, to)) },
          {
            label: say('form.region'),
            value: inEachLanguage((locale) => regionName(`KZ-${region}`, locale)),
          },
        ],
        validFrom: from,
        validUntil: to,
        rights: { title: say('lawful.rights'), text: say('lawful.rights.text') },
        basis: [{ text: say('lawful.basis'), lawState }],
      },
    })
    await doing.record({
      type: 'lawful-stay-given',
      subjects: [person],
      ground: 'LAW-FOR',
      after: { from, to, serial: issued.serial },
    })
    await doing.later('reaction', 'lawful-stay-given', { person, basis })
    return { document: issued.id, serial: issued.serial }
  },
})
