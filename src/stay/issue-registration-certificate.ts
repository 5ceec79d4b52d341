import { z } from 'zod'
import { countryName } from '../classifier/countries.ts'
import { regionName } from '../classifier/regions.ts'
import { revokeDocument } from '../credential/end-document.ts'
import { issueDocument } from '../credential/issue-document.ts'
import { inEachLanguage, inThree } from '../credential/person-on-document.ts'
import { getOffice } from '../institution/find-office.ts'
import { act, refuse } from '../platform/act.ts'
import { system } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { formatDate, isLocale } from '../platform/language.ts'
import { policyHash, valueAt } from '../policy/value-at.ts'
import { stayText } from './text.ts'

interface Row {
  id: string
  person_id: string
  region: string
  address: string
  host_name: string
  since: string
  confirmed_on: string
  latin_name: string
  native_name: string | null
  citizenship: string
  birth_date: string
  language: string
  family: string | null
  given: string | null
  document: string | null
}

/**
 * Issues the signed certificate of a confirmed address, once, and ends the certificates of addresses that ended. It says where the holder is
 * registered and since when, never how long they may stay. A stranger's scan shows name and region, not the address. Good for a
 * year, or until the person moves. Refused: `not-confirmed`.
 */
export const issueRegistrationCertificate = act({
  name: 'issue-registration-certificate',
  who: system,
  input: z.object({ registration: z.uuid() }),
  async do({ registration }, doing) {
    const { tx, today } = doing
    const row = await tx.maybe<Row>(sql`
      select r.id, r.person_id, r.region, r.address, r.host_name, r.since::text, (r.answered_at at time zone 'Asia/Almaty')::date::text as confirmed_on,
        p.latin_name, p.native_name, p.citizenship, p.birth_date, p.language, n.family, n.given,
        (select t.number from person.travel_document t where t.person_id = p.id and t.superseded_at is null limit 1) as document
      from stay.registration r join person.person p on p.id = r.person_id
        left join lateral (select x.family, x.given from person.name x where x.person_id = p.id and x.script = 'latin' and x.superseded_at is null limit 1) n on true
      where r.id = ${registration} and r.state = 'confirmed'`)
    if (!row) return refuse({ code: 'not-confirmed' })
    const office = await getOffice(tx, 'record', row.region, today)
    const appeal = await getOffice(tx, 'appeal', row.region, today)
    const say = (key: Parameters<ReturnType<typeof stayText>>[0]) =>
      inEachLanguage((locale) => stayText(locale)(key))
    const rule = valueAt('stay.self-registration', today)
    const issued = await issueDocument(doing, {
      cause: row.id,
      subject: row.person_id,
      regions: [row.region],
      birthDate: row.birth_date,
      policyHash: policyHash(today),
      face: { name: row.latin_name, region: `KZ-${row.region}`, place: '' },
      particulars: {
        family_name: row.family ?? '',
        given_name: row.given ?? row.latin_name,
        ...(row.native_name ? { native_name: row.native_name } : {}),
        birth_date: row.birth_date,
        citizenship: row.citizenship,
        document_number: row.document ?? '',
        place: row.address,
      },
      document: {
        kind: 'registration-certificate',
        language: isLocale(row.language) ? row.language : 'ru',
        authority: inThree(office.names),
        appealBody: inThree(appeal.names),
        help: inEachLanguage(() => '1414'),
        lead: say('certificate.lead'),
        holder: {
          latinName: row.latin_name,
          nativeName: row.native_name ?? undefined,
          citizenship: inEachLanguage((locale) => countryName(row.citizenship, locale)),
          documentNumber: row.document ?? '',
        },
        fields: [
          { label: say('certificate.address'), value: row.address },
          {
            label: say('form.region'),
            value: inEachLanguage((locale) => regionName(`KZ-${row.region}`, locale)),
          },
          {
            label: say('certificate.since'),
            value: inEachLanguage((locale) => formatDate(locale, row.since)),
          },
          { label: say('certificate.host'), value: row.host_name },
        ],
        validFrom: row.confirmed_on,
        validUntil: Temporal.PlainDate.from(row.confirmed_on).add({ years: 1 }).toString(),
        rights: { title: say('certificate.rights'), text: say('certificate.rights.text') },
        basis: [{ text: say('certificate.basis'), lawState: rule.state }],
      },
    })
    await tx.done(
      sql`update stay.registration set certificate_id = ${issued.id}::uuid where id = ${row.id}::uuid`,
    )
    const over = await tx.rows<{ id: string }>(sql`
      select d.id from stay.registration r join credential.document d on d.id = r.certificate_id
      where r.person_id = ${row.person_id}::uuid and r.state = 'ended' and d.revoked_at is null`)
    for (const { id } of over) await revokeDocument(doing, id, 'moved')
    await doing.record({
      type: 'registration-certified',
      subjects: [row.person_id],
      after: { registration: row.id, serial: issued.serial },
    })
    return issued
  },
})
