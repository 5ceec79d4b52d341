import type { Staff, World } from '../../test/world.ts'
import { isRefusal } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { allowRecipient } from './allow-recipient.ts'
import { takeRequest } from './take-request.ts'

export interface AsylumOffices {
  officer: Staff
  colleague: Staff
  judge: Staff
  stranger: Staff
}

/** A body that takes requests, the one above it, and another region's; an international body that is told if the person agrees. */
export async function makeOffices(world: World): Promise<AsylumOffices> {
  const { owner } = world
  const here = await world.office({
    institution: 'executive-75',
    region: '75',
    matters: ['lawful-stay', 'record'],
  })
  const there = await world.office({
    institution: 'executive-71',
    region: '71',
    matters: ['lawful-stay', 'record'],
  })
  const above = await world.office({
    institution: 'committee',
    region: null,
    matters: ['asylum-appeal', 'appeal', 'court'],
  })
  await owner.done(sql`update institution.institution set kind = 'ministry' where code = 'committee'`)
  const ground = 'Order of the world of tests'
  for (const code of ['executive-75', 'executive-71'])
    await allowRecipient(owner, { code, does: ['receives'], ground }, '2026-01-01')
  await allowRecipient(owner, { code: 'committee', does: ['judges', 'told'], ground }, '2026-01-01')
  const names = { kk: 'БҰҰ кеңсесі', ru: 'Офис ООН', en: 'UN office' }
  await allowRecipient(owner, { code: 'un-office', names, does: ['told'], ground }, '2026-01-01')
  return {
    officer: await world.officer('asylum-officer', here),
    colleague: await world.officer('asylum-officer', here),
    judge: await world.officer('asylum-officer', above, { regions: ['*'] }),
    stranger: await world.officer('asylum-officer', there, { regions: ['71'] }),
  }
}

export const said = {
  latinName: { family: 'FLEDOVA', given: 'AMINA' },
  birthDate: '1992-05-06',
  sex: 'female' as const,
  citizenship: 'AFG',
  language: 'tg' as const,
  since: '2026-11-22',
  persecutedBy: 'AFG',
  story: 'They came for my brother at night.',
}

let serial = 0
export const passport = () => ({
  kind: 'passport' as const,
  issuingState: 'AFG',
  number: `DEMO7${String(++serial).padStart(4, '0')}`,
})

/** A request that was taken, of somebody with a passport. */
export async function take(
  world: World,
  officer: Staff,
  given: Partial<Parameters<typeof takeRequest>[2]> = {},
) {
  const document = passport()
  const latinName = { family: `FLEDOVA${'ABCDEFGHIJKLMNOP'[serial % 16]}`, given: 'AMINA' }
  const taken = await takeRequest(
    world.instance,
    officer,
    { ...said, latinName, document, ...given },
    newId(),
  )
  if (isRefusal(taken)) throw new Error(JSON.stringify(taken))
  const { person } = await world.owner.one<{ person: string }>(
    sql`select person_id as person from person.travel_document where number = ${(given.document ?? document).number}`,
  )
  return { id: taken.id, person, document }
}
