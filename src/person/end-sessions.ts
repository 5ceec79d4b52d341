import { z } from 'zod'
import { act } from '../platform/act.ts'
import { account } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import { endSessions } from '../platform/session.ts'

/** Ends sessions of one's own account, named by their handles; others' handles end nothing. @throws Fault not-found when none ran */
export const endOwnSessions = act({
  name: 'end-own-sessions',
  who: account,
  input: z.object({ handles: z.array(z.string().regex(/^[0-9a-f]{24}$/)).max(100) }),
  async do({ handles }, doing) {
    if (doing.actor.kind !== 'person') throw new Fault('not-allowed')
    const ended = await endSessions(doing.tx, doing.actor.account, doing.now, handles)
    if (ended === 0) throw new Fault('not-found')
    const { person } = doing.actor
    await doing.record({ type: 'sessions-ended', subjects: person ? [person] : [], after: { ended } })
    return { ended }
  },
})
