import { z } from 'zod'
import { act, refuse } from '../platform/act.ts'
import { account, anyOf, client } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { checkDocumentDates } from './check-registration.ts'
import { compareWithMrz } from './compare-with-mrz.ts'
import { countGuess, refuseGuessing } from './limit-guessing.ts'
import { registrars, sourceOf, standingOf, TravelDocument } from './register-person.ts'
import { samePersonWatch } from './same-person-watch.ts'
import { takePerson } from './take-person.ts'

/**
 * A new travel document of a known person. Their earlier ones of the same kind and state are superseded, not deleted. A document
 * that a record has already is a refusal, as in `registerPerson`.
 */
export const addDocument = act({
  name: 'add-document',
  who: anyOf(registrars, client('register'), account),
  input: z.object({
    person: z.uuid(),
    document: TravelDocument,
    mrz: z.string().max(1000).optional(),
    typedByHand: z.boolean().optional(),
    file: z.uuid().optional(),
  }),
  async do(input, doing) {
    const { tx } = doing
    const { document } = input
    checkDocumentDates(document, doing.today, 'document')
    const person = await takePerson(doing, input.person)
    const warnings = input.mrz ? compareWithMrz(input.mrz, asTyped(person, input), doing.today) : []
    await refuseGuessing(doing)
    const id = newId()
    const now = doing.now.toString()
    const made = await tx.done(sql`
      insert into person.travel_document (id, person_id, kind, issuing_state, number, issued_on, expires_on, mrz, file_id, standing, known_at, source)
      values (${id}::uuid, ${person.id}::uuid, ${document.kind}, ${document.issuingState}, ${document.number}, ${document.issuedOn ?? null}::date,
        ${document.expiresOn ?? null}::date, ${input.mrz ?? null}, ${input.file ?? null}::uuid, ${standingOf(doing)}, ${now}::timestamptz, ${sourceOf(doing)})
      on conflict do nothing`)
    if (made === 0) {
      const held = await tx.one<{ see: string | null }>(
        sql`select p.id as see from (select person.holder_of_document(${document.issuingState}, ${document.number}, ${document.kind}) as id) h
          left join person.person p on p.id = h.id`,
      )
      await countGuess(doing)
      return refuse({ code: 'document-already-registered', ...(held.see ? { see: held.see } : {}) })
    }
    if (input.file)
      await tx.done(
        sql`update person.file set person_id = ${person.id}::uuid where id = ${input.file}::uuid and person_id is null`,
      )
    const superseded = await tx.rows<{ number: string }>(sql`
      update person.travel_document set superseded_at = ${now}::timestamptz
      where person_id = ${person.id}::uuid and id <> ${id}::uuid and kind = ${document.kind} and issuing_state = ${document.issuingState}
        and superseded_at is null returning number`)
    await samePersonWatch()?.changed(doing, person.id)
    await doing.record({
      type: 'document-added',
      subjects: [person.id],
      before: { superseded: superseded.map((one) => one.number) },
      after: { kind: document.kind, issuingState: document.issuingState, number: document.number, warnings },
    })
    return { id, warnings }
  },
})

function asTyped(
  person: {
    latin_name: string
    birth_date: string
    sex: 'female' | 'male' | 'unspecified'
    citizenship: string
  },
  input: { document: TravelDocument; typedByHand?: boolean | undefined },
) {
  return {
    latinName: { given: person.latin_name },
    birthDate: person.birth_date,
    sex: person.sex,
    citizenship: person.citizenship,
    document: input.document,
    typedByHand: input.typedByHand,
  }
}
