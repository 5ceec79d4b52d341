import { noteFingerprints } from '../../src/asylum/note-step.ts'
import { takeRequest } from '../../src/asylum/take-request.ts'
import { newId } from '../../src/platform/new-id.ts'
import { done, type Life, officeHour, register } from './live.ts'
import type { Invented } from './make-person.ts'

/** Somebody who fled asks for asylum two weeks ago, four days after she came; her paper is made at once. */
export async function tellAsylum(life: Life, who: Invented, anchorDay: Temporal.PlainDate): Promise<void> {
  const asked = anchorDay.subtract({ days: anchorDay.subtract({ days: 14 }).dayOfWeek > 5 ? 16 : 14 })
  life.time.at(officeHour(life.chance, asked))
  await register(life, who)
  const [officer] = life.offices.find('asylum-officer', who.region)
  if (!officer) throw new Error('nobody takes requests for asylum')
  const { id } = done(
    await takeRequest(
      life.time.instance,
      officer,
      {
        latinName: who.latinName,
        birthDate: who.birthDate,
        sex: who.sex,
        citizenship: who.citizenship,
        document: {
          kind: who.document.kind,
          issuingState: who.document.issuingState,
          number: who.document.number,
        },
        language: 'tg',
        since: asked.subtract({ days: 4 }).toString(),
        persecutedBy: 'AFG',
        story: 'Ман муаллима будам. Мактабро бастанд ва аз пайи ман омаданд.',
      },
      newId(),
    ),
  )
  await noteFingerprints(life.time.instance, officer, id)
  await life.settle()
}
