import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tellPerson } from '../../message/tell-person.ts'
import { isRefusal } from '../../platform/act.ts'
import { type Io, terminal } from '../../platform/command.ts'
import { connect, queryOn } from '../../platform/database.ts'
import type { Instance } from '../../platform/instance.ts'
import { type Affected, findAffected } from '../find-affected.ts'
import { noteTold, noticeBreach } from '../notice-breach.ts'
import { writeNotice } from '../write-breach-notice.ts'
import type { OpenDatabase } from './log.ts'

export const usage = `qonys breach --actor ID|INSTITUTION --from INSTANT --to INSTANT [--what KIND] [--out DIR] [--json]
             a drill: finds whom it touches and writes the notices, sends nothing
qonys breach … --tell --account TEXT --contact TEXT
             the real thing: writes it down, tells everybody who has an account, each in their language`

const job = { kind: 'system', job: 'breach' } as const

/**
 * From a question to the log (who looked, when) to the list of people it touches, the notice for the authority and the notices for
 * them. Without `--tell` it is a drill. Exit 1 when nobody is touched.
 * @param openInstance the running installation, needed for `--tell` alone
 */
export async function breach(
  args: string[],
  open: OpenDatabase,
  openInstance: (url: string) => Promise<Instance>,
  io: Io = terminal,
): Promise<number> {
  const given = readArguments(args)
  if (!given) {
    io.err(usage)
    return 2
  }
  const { values, from, to } = given
  const suspicion = { actor: values.actor, from, to, what: values.what }
  const database = await open()
  const asJob = `${database.url}${database.url.includes('?') ? '&' : '?'}options=-c%20qonys.actor_kind%3Dsystem`
  const db = connect(asJob, { max: 1 })
  try {
    const started = performance.now()
    const affected = await findAffected(queryOn(db), suspicion)
    const seconds = (performance.now() - started) / 1000
    const reachable = affected.filter((one) => one.accounts.length > 0).length
    let told: { breach: string; due: string; told: number } | undefined
    if (values.tell && affected.length > 0) {
      const instance = await openInstance(database.url)
      try {
        told = await tellAffected(instance, suspicion, values.account ?? '', affected)
      } finally {
        await instance.close()
      }
    }
    if (values.out)
      writeFiles(values.out, { ...suspicion, affected, ...(told ?? {}), contact: values.contact ?? '' })
    const result = { affected: affected.length, reachable, seconds, ...(told ?? { drill: true }) }
    if (values.json) io.out(JSON.stringify(result))
    else {
      io.out(
        `${affected.length} people, ${reachable} of them have an account; found in ${seconds.toFixed(1)} s`,
      )
      io.out(
        told
          ? `written down as ${told.breach}; ${told.told} told; the authority is told by ${told.due}`
          : 'a drill: nothing was written down and nobody was told',
      )
      if (values.out)
        io.out(`notices and the list are in ${values.out}; keep the list apart, it names people`)
    }
    return affected.length > 0 ? 0 : 1
  } finally {
    await db.destroy()
    await database.stop()
  }
}

function readArguments(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        actor: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        what: { type: 'string' },
        out: { type: 'string' },
        tell: { type: 'boolean', default: false },
        account: { type: 'string' },
        contact: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    if (!values.actor || !values.from || !values.to) return undefined
    if (values.tell && (!values.contact || (values.account ?? '').trim().length < 20)) return undefined
    const from = Temporal.Instant.from(values.from)
    const to = Temporal.Instant.from(values.to)
    if (Temporal.Instant.compare(from, to) >= 0) return undefined
    return { values: { ...values, actor: values.actor }, from, to }
  } catch {
    return undefined
  }
}

async function tellAffected(
  instance: Instance,
  suspicion: { actor: string; from: Temporal.Instant; to: Temporal.Instant; what: string | undefined },
  account: string,
  affected: Affected[],
): Promise<{ breach: string; due: string; told: number }> {
  const { actor, from, to, what } = suspicion
  const written = await noticeBreach(instance, job, {
    actor,
    from: from.toString(),
    to: to.toString(),
    ...(what ? { what } : {}),
    account,
    affected: affected.length,
  })
  if (isRefusal(written)) throw new Error('the breach was not written down')
  let told = 0
  const accounts = affected.flatMap((one) => one.accounts)
  for (let at = 0; at < accounts.length; at += 50) {
    const answer = await tellPerson(instance, job, {
      accounts: accounts.slice(at, at + 50),
      template: 'breach',
      values: {},
      link: '/me/looks',
      cause: `breach:${written.breach}`,
    })
    if (!isRefusal(answer)) told += answer.told
  }
  await noteTold(instance, job, { breach: written.breach, told })
  return { ...written, told }
}

/** The list for the office (CSV, owner alone may read it), the authority's notice and what each person reads, by language. */
function writeFiles(folder: string, found: Parameters<typeof writeNotice>[0]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const rows = found.affected.map((one) =>
    [
      one.person,
      one.looks,
      one.first.toISOString(),
      one.last.toISOString(),
      one.categories.join(' '),
      one.accounts.length > 0 ? 'account' : 'letter or office',
      one.regions.join(' '),
    ].join(','),
  )
  writeFileSync(
    join(folder, 'people.csv'),
    `${['person,looks,first,last,categories,reach,regions', ...rows].join('\n')}\n`,
    {
      mode: 0o600,
    },
  )
  for (const [name, text] of Object.entries(writeNotice(found)))
    writeFileSync(join(folder, name), text, { mode: 0o600 })
}
