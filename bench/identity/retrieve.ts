import { readFileSync } from 'node:fs'
import type pg from 'pg'
import {
  type FoundByKeys,
  fetchCandidates,
  type Reach,
  scoreCandidates,
  type Wanted,
} from '../../src/identity/find-candidates.ts'
import { type NameForm, nameForm } from '../../src/identity/match-keys.ts'
import { connect, queryOn, sql } from '../../src/platform/database.ts'
import { type BigRegister, keepRegister, withKeptRegister, withNewRegister } from './keep-register.ts'
import { type Asked, personId } from './load-register.ts'
import { dice, type MadeRecord, makePerson, recordOf, someSpelling } from './make-people.ts'
import { measureWatchedRegistration, type WatchedRegistration, writeWatched } from './register-watched.ts'

interface Figures {
  n: number
  p50: number
  p95: number
  worst: number
  recall: number
  /** Mean of the database's own processor time; other programs that use the machine change it less than the time of the clock. */
  cpu: number
}
export interface Retrieval {
  persons: number
  loadedInSeconds: number
  /** The same queries, in turns; milliseconds of the client. */
  keysFirst: Figures
  trigrams: Figures | undefined
  keysAgain: Figures
  /** More queries, by keys alone: usual mistakes, held-out mistakes, all tiers, and people who are not in the register. */
  many: Figures & { withScoringP50: number; withScoringP95: number; likeliest: number }
  heldOut: Figures & { likeliest: number }
  allTiers: Figures
  registering?: WatchedRegistration
  newcomers: Figures & { shownToAnOfficer: number; worthAReview: number }
}

/**
 * Finding a person among `persons` by our keys, and by trigrams of the same folded text with a window of the birth date. With `keep` the
 * register is only loaded, into that folder; with `use` it is one that was kept.
 */
export async function runRetrievalBench(given: {
  persons: number
  keep?: string | undefined
  use?: string | undefined
  log: (line: string) => void
}): Promise<Retrieval | { kept: string }> {
  const { persons, keep, use, log } = given
  if (keep) return { kept: await keepRegister(keep, persons, log) }
  const measureAll = async (register: BigRegister): Promise<Retrieval> => {
    const retrieval = await measureRetrieval(register, log)
    log('registering')
    return { ...retrieval, registering: await measureWatchedRegistration(register, 1000, register.draw) }
  }
  return use ? withKeptRegister(use, log, measureAll) : withNewRegister(persons, log, measureAll)
}

export async function measureRetrieval(
  { persons, url, owner, asked, loadedInSeconds, trigrams: compared }: BigRegister,
  log: (line: string) => void,
): Promise<Retrieval> {
  const asSystem = connect(`${url}?options=-c%20qonys.actor_kind%3Dsystem%20-c%20qonys.actor%3Dbench`, {
    max: 1,
  })
  try {
    const tx = queryOn(asSystem)
    // A connection that was idle is another one afterwards.
    const pid = async () => (await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`)).pid
    const keys = (reach: Reach) => async (wanted: Wanted) => {
      const found = await fetchCandidates(tx, wanted, reach)
      return { found, ids: found.people.map(([id]) => id) }
    }
    const few = asked.filter((_, at) => at % Math.max(1, Math.floor(asked.length / 100)) === 0).slice(0, 100)
    // The first calls of a connection learn the catalogue.
    await measure(asked.slice(-5).map(byUsual), keys('newcomer'), await pid())
    const keysFirst = await measure(few.map(byUsual), keys('newcomer'), await pid())
    log('trigrams')
    const trigrams = compared ? await measureTrigrams(owner, few.map(byUsual)) : undefined
    const keysAgain = await measure(few.map(byUsual), keys('newcomer'), await pid())
    log('more queries')
    return {
      persons,
      loadedInSeconds,
      keysFirst,
      trigrams,
      keysAgain,
      many: await measure(asked.map(byUsual), keys('newcomer'), await pid(), true),
      heldOut: await measure(asked.map(byOther), keys('newcomer'), await pid(), true),
      allTiers: await measure(asked.map(byUsual), keys('all'), await pid()),
      newcomers: await measure(strangers(1000), keys('newcomer'), await pid(), true),
    }
  } finally {
    await asSystem.destroy()
  }
}

const wantedOf = ({ given, family, patronymic, born, sex }: MadeRecord): Wanted => ({
  forms: [nameForm({ given, family, patronymic })],
  birthDate: born,
  sex,
  documents: [],
})
const byUsual = ({ person, usual }: Asked) => ({ truth: personId(person), wanted: wantedOf(usual) })
const byOther = ({ person, other }: Asked) => ({ truth: personId(person), wanted: wantedOf(other) })
/** People of another draw: nobody in the register is meant. */
const strangers = (count: number) => {
  const roll = dice(90_001)
  return Array.from({ length: count }, () => {
    const person = makePerson(roll)
    return { truth: '', wanted: wantedOf(recordOf(person, '', someSpelling(person, roll))) }
  })
}

async function measure(
  questions: { truth: string; wanted: Wanted }[],
  ask: (wanted: Wanted) => Promise<{ ids: string[]; found?: FoundByKeys }>,
  pid: number,
  scored = false,
) {
  const used = cpuOf(pid)
  const times: number[] = []
  const whole: number[] = []
  let [hits, likeliest, shown, review] = [0, 0, 0, 0]
  for (const { truth, wanted } of questions) {
    const started = performance.now()
    const { ids, found } = await ask(wanted)
    times.push(performance.now() - started)
    if (ids.includes(truth)) hits++
    if (!scored || !found) continue
    const [best] = scoreCandidates(wanted, found, 0)
    whole.push(performance.now() - started)
    if (best?.id === truth) likeliest++
    if (best && best.score.probability >= 0.5) shown++
    if (best && best.score.probability >= 0.05) review++
  }
  const n = questions.length
  return {
    n,
    cpu: (cpuOf(pid) - used) / n,
    ...spread(times),
    recall: hits / n,
    withScoringP50: spread(whole).p50,
    withScoringP95: spread(whole).p95,
    likeliest: likeliest / n,
    shownToAnOfficer: shown / n,
    worthAReview: review / n,
  }
}

/** Milliseconds that a process has used the processor, where the system tells (Linux; to ten milliseconds). */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return Number.NaN
  }
}

function spread(times: number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), worst: sorted.at(-1) ?? Number.NaN }
}

async function measureTrigrams(owner: pg.Pool, questions: Parameters<typeof measure>[0]): Promise<Figures> {
  const client = await owner.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return await measure(questions, (wanted) => askTrigrams(client, wanted), rows[0]?.pid ?? 0)
  } finally {
    client.release()
  }
}

async function askTrigrams(owner: pg.PoolClient, { forms, birthDate }: Wanted): Promise<{ ids: string[] }> {
  const { given, family } = forms[0] as NameForm
  const name = `${given} ${family}`
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(birthDate)
  const { rows } = await owner.query<{ person_id: string }>(
    `select person_id from trigram where name % $1 ${whole ? 'and born between $2::date - 366 and $2::date + 366' : ''}
     order by similarity(name, $1) desc limit 50`,
    whole ? [name, birthDate] : [name],
  )
  return { ids: rows.map(({ person_id }) => person_id) }
}

const ms = (value: number): string => `${value.toFixed(2)} ms`
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const line = (what: string, { n, p50, p95, worst, recall, cpu }: Figures): string =>
  `  ${what}: n ${n}, p50 ${ms(p50)}, p95 ${ms(p95)}, worst ${ms(worst)}, the server's processor ${ms(cpu)}, found ${percent(recall)}`

export function writeRetrieval(result: Retrieval | { kept: string }): string {
  if ('kept' in result) return result.kept
  const { persons, keysFirst, trigrams, keysAgain, many, heldOut, allTiers, newcomers } = result
  return [
    `${persons} persons, loaded in ${result.loadedInSeconds.toFixed(0)} s; the same queries in turns:`,
    line('keys, first pass', keysFirst),
    ...(trigrams ? [line('trigrams with a window of the birth date', trigrams)] : []),
    line('keys, second pass', keysAgain),
    ...(trigrams
      ? [
          `  ratio p50 ${(trigrams.p50 / keysFirst.p50).toFixed(0)} and ${(trigrams.p50 / keysAgain.p50).toFixed(0)} (target ≥ 500), p95 ${(trigrams.p95 / keysFirst.p95).toFixed(0)} and ${(trigrams.p95 / keysAgain.p95).toFixed(0)} (target ≥ 70) at 5 million; processor ${(trigrams.cpu / keysFirst.cpu).toFixed(0)} and ${(trigrams.cpu / keysAgain.cpu).toFixed(0)}`,
        ]
      : []),
    line('usual mistakes', many),
    `    with scoring p50 ${ms(many.withScoringP50)}, p95 ${ms(many.withScoringP95)}; the likeliest is the right one ${percent(many.likeliest)}`,
    line('held-out mistakes', heldOut),
    `    the likeliest is the right one ${percent(heldOut.likeliest)}`,
    line('all tiers', allTiers),
    `  people who are new: p50 ${ms(newcomers.p50)}, p95 ${ms(newcomers.p95)}; somebody is shown to the officer for ${percent(newcomers.shownToAnOfficer)}, worth a review ${percent(newcomers.worthAReview)}`,
    ...(result.registering ? [writeWatched(result.registering)] : []),
  ].join('\n')
}
