import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Io, terminal } from '../../platform/command.ts'
import { getFrom } from '../get-from.ts'
import { keepWitness, newWitness, readWitness, witnessKey, witnessOnce } from '../witness.ts'

export const usage =
  'qonys witness --url https://… --state FILE [--name NAME] [--every SECONDS] [--once] [--json]'

/**
 * `qonys witness`: a program of somebody else. It cosigns the log's
 * checkpoints as long as the log only grows, and stops with 1 when it does not; what the log said then is kept beside the state.
 */
export async function witness(args: string[], io: Io = terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      state: { type: 'string' },
      name: { type: 'string' },
      every: { type: 'string', default: '30' },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const { url, state: file } = values
  if (!url || !file) {
    io.err(usage)
    return 2
  }
  const { get, post } = getFrom(url)
  let state = readWitness(file)
  if (!state) {
    state = newWitness(values.name ?? 'witness.example/qonys', await get('/log/key'))
    keepWitness(file, state)
    io.err(
      'A new witness. It trusts the key that the log shows now; compare it with one you got another way:',
    )
    io.err(`  ${state.logKey}`)
    io.err('The log keeps its cosignatures after: qonys log admit KEY, with')
    io.err(`  ${witnessKey(state)}`)
  }
  for (;;) {
    const seen = await witnessOnce(state, get, Temporal.Now.instant())
    if (!seen.ok) {
      if (seen.note) keepWitness(`${file}.evidence`, { ...state, last: seen.note })
      io.out(values.json ? JSON.stringify({ ok: false, why: seen.why }) : `not cosigned: ${seen.why}`)
      return 1
    }
    state = seen.state
    keepWitness(file, state)
    const taken = await post('/log/cosignatures', seen.note)
    if (values.json) io.out(JSON.stringify({ ok: true, size: seen.size, taken }))
    else io.out(`cosigned ${seen.size} leaves${taken ? '' : '; the log does not keep our cosignatures'}`)
    if (values.once) return 0
    await wait(Number(values.every) * 1000)
  }
}
