import { answerEmployerRevocation } from '../src/employer-permit/revoke-employer-permit.ts'
import { isRefusal } from '../src/platform/act.ts'
import { sql } from '../src/platform/database.ts'
import type { World } from './world.ts'

/** The worker of a permit whose revocation was announced says what they have to say; the employer has their own word. */
export async function workerAnswers(world: World, permit: string): Promise<void> {
  const { worker, account } = await world.owner.one<{ worker: string; account: string | null }>(sql`
    select p.worker_person as worker, a.id as account from employer_permit.permit p
    left join person.account a on a.person_id = p.worker_person and a.closed_at is null where p.id = ${permit}::uuid`)
  const who = account
    ? ({ kind: 'person', account, person: worker, name: 'Worker' } as const)
    : await world.account(worker)
  const answer = await answerEmployerRevocation(world.instance, who, {
    permit,
    statement: 'I was sent there.',
  })
  if (isRefusal(answer)) throw new Error('not answered')
}
