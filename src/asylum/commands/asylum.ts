import { parseArgs } from 'node:util'
import { type Io, terminal } from '../../platform/command.ts'
import { connect, queryOn, sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { allowRecipient, endRecipient } from '../allow-recipient.ts'

export const usage = `qonys asylum recipients [--json]
qonys asylum allow CODE --does receives,judges,told --ground ACT [--kk NAME --ru NAME --en NAME]
             an institution of the register, or, with names, an international body
qonys asylum end CODE`

/** How the command gets to the database of the installation, as its owner. */
export type OpenOwner = () => Promise<{ url: string; stop(): Promise<void> }>

/**
 * The list of those that may have anything of a request for asylum: shown, lengthened, shortened, by whoever owns the database and in no other way.
 * Exit 1 when the table refuses (another state, a consulate, an authority that enforces) or the code is not on the list.
 */
export async function asylumCommand(args: string[], open: OpenOwner, io: Io = terminal): Promise<number> {
  const given = readArguments(args)
  if (!given) {
    io.err(usage)
    return 2
  }
  const { values, what, code } = given
  const database = await open()
  const db = connect(database.url, { max: 1 })
  const owner = queryOn(db)
  const today = Temporal.Now.plainDateISO('Asia/Almaty').toString()
  try {
    if (what === 'allow') {
      const { kk = '', ru = '', en = '' } = values
      await allowRecipient(
        owner,
        {
          code,
          does: (values.does ?? '').split(',') as 'told'[],
          ground: values.ground ?? '',
          ...(kk && ru && en ? { names: { kk, ru, en } } : {}),
        },
        today,
      )
      io.out(`${code} is on the list`)
    } else if (what === 'end') {
      if (!(await endRecipient(owner, code, today))) {
        io.err(`${code} is not on the list`)
        return 1
      }
      io.out(`${code} is off the list`)
    } else {
      const rows = await owner.rows<{ code: string; kind: string; does: string[]; ground: string }>(
        sql`select code, kind, does, ground from asylum.recipient where ended_on is null order by code`,
      )
      if (values.json) io.out(JSON.stringify({ recipients: rows }))
      else for (const row of rows) io.out(`${row.code}  ${row.kind}  ${row.does.join(', ')}  (${row.ground})`)
    }
    return 0
  } catch (error) {
    const { code: sqlstate, constraint } = error as { code?: string; constraint?: string }
    if (error instanceof Fault && error.code === 'invalid-input') {
      io.err(usage)
      return 2
    }
    if (sqlstate !== '23514' && sqlstate !== '23502') throw error
    io.err(`the list refuses ${code}: ${constraint ?? 'names are missing'}`)
    return 1
  } finally {
    await db.destroy()
    await database.stop()
  }
}

function readArguments(args: string[]) {
  try {
    const text = { type: 'string' } as const
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { does: text, ground: text, kk: text, ru: text, en: text, json: { type: 'boolean' } },
    })
    const [what, code = '', ...more] = positionals
    const whole = what === 'recipients' ? code === '' : (what === 'allow' || what === 'end') && code !== ''
    return whole && more.length === 0 ? { values, what, code } : undefined
  } catch {
    return undefined
  }
}
