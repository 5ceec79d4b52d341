import { saveDraft, startDraft } from '../../src/person/keep-draft.ts'
import { registerPerson } from '../../src/person/register-person.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { checkRight } from '../../src/residence/check-right.ts'
import { type Account, done, type Life } from './live.ts'
import type { Invented } from './make-person.ts'

/**
 * Abroad: a kandas who registered herself at home waits for the consul, who looks at her passport and confirms the record; another
 * one's answers are half asked. In the country: a bank asked one right of a kandas, who sees it among the looks.
 */
export async function tellConsul(
  life: Life,
  abroad: Invented,
  holder: Invented,
  anchor: Temporal.Instant,
): Promise<void> {
  const { instance } = life.time
  const [consul] = life.offices.find('consular-officer', abroad.region)
  const [clerk] = life.offices.find('partner-officer', '75')
  if (!consul || !clerk) throw new Error('the story needs a consul and a partner')
  life.time.at(anchor.subtract({ hours: 50 }))
  const { id: account } = await life.owner.one<{ id: string }>(sql`
    insert into person.account (id, channel, address, language, opened_at)
    values (${newId()}::uuid, 'phone', ${abroad.phone}, ${abroad.language}, ${instance.clock.now().toString()}) returning id`)
  const self: Account = { kind: 'person', account, name: '' }
  const { phone, iin: _, ...rest } = abroad
  done(
    await registerPerson(instance, self, {
      ...rest,
      contacts: { phone },
      lastResidence: { country: abroad.citizenship, place: 'Nukus (demo)' },
    }),
    'register-person',
  )

  life.time.at(anchor.subtract({ hours: 3 }))
  const { id: draft } = done(await startDraft(instance, consul, { language: 'uz' }), 'start-draft')
  const answers = {
    latinFamily: 'DEMOVA',
    latinGiven: 'OYGUL',
    'birthDate-day': '4',
    'birthDate-month': '9',
    'birthDate-year': '1984',
    sex: 'female',
    citizenship: 'UZB',
  }
  done(await saveDraft(instance, consul, { draft, fields: Object.keys(answers), answers }), 'save-draft')

  life.time.at(anchor.subtract({ hours: 22 }))
  const { serial } = await life.owner.one<{ serial: string }>(sql`
    select d.serial from credential.document d join residence.status s on s.id = d.permit_id join person.person p on p.id = s.person_id
    where d.kind = 'kandas-certificate' and p.latin_name like ${`${holder.latinName.family}%`}`)
  const told = await checkRight(instance, clerk, {
    serial,
    birthDate: holder.birthDate,
    right: 'open-account-as-resident',
  })
  if (!told) throw new Error('the bank was told nothing')
  await life.settle()
}
