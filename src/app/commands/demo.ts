import { parseArgs } from 'node:util'
import { countryState, emptyDemo, tellCountry, wholeCountry } from '../../../demo/country/provide-country.ts'
import { personPersonas, staffPersonas, writeName } from '../../../demo/personas.ts'
import { zone } from '../../platform/clock.ts'
import { type Io, terminal, wrongCall } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { connect, queryOn, sql } from '../../platform/database.ts'
import { migrate } from '../../platform/migrate.ts'
import { openDatabase } from '../open-database.ts'

export const usage = `qonys demo reset [--people N] [--cases N] [--seed N] [--at YYYY-MM-DD] [--json]   a fresh demo country
qonys demo shift DAYS | --to YYYY-MM-DD [--json]                                    move the demo's today
qonys demo people [--json]                                                          who one can be, and how to sign in`

/** `qonys demo`. 0 done, 1 refused (not a demo, or in use), 2 a wrong call. */
export async function demoCommand(args: string[], io: Io = terminal): Promise<number> {
  let given: ReturnType<typeof readArguments>
  try {
    given = readArguments(args)
  } catch (error) {
    io.err(`${wrongCall(error)}\n${usage}`)
    return 2
  }
  const { what, number, values } = given
  if (what === 'people') return listPeople(values.json ?? false, io)
  const config = readConfig()
  const database = await openDatabase(config)
  try {
    if (what === 'shift')
      return await shift(database.url, config, number, values.to, values.json ?? false, io)
    const refused = await emptyDemo(config, database.url)
    if (refused) {
      io.err(
        refused === 'in-use'
          ? 'A program uses this database: stop it first.'
          : 'This database is not marked as a demo and has people in it: nothing was touched.',
      )
      return 1
    }
    const anchor = values.at
      ? Temporal.PlainDate.from(values.at).toZonedDateTime({ timeZone: zone, plainTime: '11:00' }).toInstant()
      : Temporal.Now.instant()
    const size = {
      people: Number(values.people ?? wholeCountry.people),
      cases: Number(values.cases ?? wholeCountry.cases),
      seed: Number(values.seed ?? wholeCountry.seed),
      anchor,
    }
    const country = await tellCountry(config, database.url, size, io)
    if (values.at) await writeShift(database.url, daysFromToday(values.at))
    io.out(
      values.json
        ? JSON.stringify(country)
        : `The demo country has ${country.people} people and ${Object.values(country.cases).reduce((a, b) => a + b, 0)} cases.`,
    )
    return 0
  } finally {
    await database.stop()
  }
}

function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args: args.map((arg) => (/^-\d+$/.test(arg) ? `=${arg}` : arg)),
    allowPositionals: true,
    options: {
      people: { type: 'string' },
      cases: { type: 'string' },
      seed: { type: 'string' },
      at: { type: 'string' },
      to: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const [what = '', days] = positionals
  if (!['reset', 'shift', 'people'].includes(what))
    throw new Error(what ? `qonys demo ${what} is no command` : 'qonys demo what?')
  for (const name of ['people', 'cases', 'seed'] as const)
    if (values[name] !== undefined && !/^\d{1,6}$/.test(values[name]))
      throw new Error(`--${name} is a whole number`)
  if (values.cases !== undefined && Number(values.cases) < 28)
    throw new Error('--cases is at least 28: one of each kind')
  for (const name of ['at', 'to'] as const)
    if (values[name] !== undefined) Temporal.PlainDate.from(values[name])
  const number = days === undefined ? undefined : Number(days.replace(/^=/, ''))
  if (what === 'shift' && (values.to === undefined) === (number === undefined || !Number.isInteger(number)))
    throw new Error('qonys demo shift takes DAYS or --to DATE')
  return { what, number, values }
}

const daysFromToday = (to: string): number =>
  Temporal.Now.plainDateISO(zone).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days

async function shift(
  url: string,
  config: ReturnType<typeof readConfig>,
  days: number | undefined,
  to: string | undefined,
  json: boolean,
  io: Io,
): Promise<number> {
  await migrate(url, config.secret)
  if ((await countryState(url)) !== 'ready') {
    io.err('There is no demo country here. Make one: qonys demo reset')
    return 1
  }
  const by = to === undefined ? (days ?? 0) : daysFromToday(to)
  await writeShift(url, by)
  const today = Temporal.Now.plainDateISO(zone).add({ days: by }).toString()
  io.out(
    json
      ? JSON.stringify({ days: by, today })
      : `Today in the demo is ${today}. Running programs follow within five seconds.`,
  )
  return 0
}

async function writeShift(url: string, days: number): Promise<void> {
  const db = connect(url, { max: 1 })
  try {
    await queryOn(
      db,
    ).done(sql`insert into platform.setting (key, value) values ('clock-shift-days', ${JSON.stringify(days)}::jsonb)
      on conflict (key) do update set value = excluded.value`)
  } finally {
    await db.destroy()
  }
}

function listPeople(json: boolean, io: Io): number {
  const staff = staffPersonas.map((one) => ({
    role: one.role,
    name: writeName(one.nativeName),
    signIn: '/staff/sign-in',
    as: one.sub,
  }))
  const people = personPersonas.map((one) => ({
    role: one.part,
    name: writeName(one.nativeName),
    signIn: '/sign-in',
    as: one.phone,
  }))
  if (json) io.out(JSON.stringify({ people, staff }))
  else
    for (const { role, name, signIn, as } of [...people, ...staff])
      io.out(`${role.padEnd(22)} ${name.padEnd(40)} ${signIn.padEnd(16)} ${as}`)
  return 0
}
