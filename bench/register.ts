import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { makeApplication } from '../src/app/serve.ts'
import { registerApi } from '../src/person/api.ts'
import { newId } from '../src/platform/new-id.ts'
import { hashToken } from '../src/platform/session.ts'
import { onServer, withInstance } from './on-server.ts'

export interface RegisterResult {
  rows: number
  clients: number
  /** Persons registered through the API per second: bearer token, JSON, all checks, event, answer kept for repeats. */
  apiPerSecond: number
  /** Bare single-row INSERTs of the same JSON per second, each its own durable transaction, same connections. */
  barePerSecond: number
  /** Of the medians of the rounds. */
  ratio: number
  target: number
}

const rounds = 3

/**
 * Registers `rows` fictitious people through the API, `clients` at a time, and inserts the same bytes as bare rows, in turns on
 * one server that waits for the disk. The ratio is of the median throughputs of three turns each.
 */
export async function runRegisterBench(given: {
  rows: number
  clients: number
  log?: (line: string) => void
}): Promise<RegisterResult> {
  const { rows, clients, log = () => {} } = given
  return onServer({}, async (server) => {
    const owner = new pg.Pool({ connectionString: server.url, max: clients })
    // Its connections end with the server.
    owner.on('error', () => {})
    try {
      const token = randomBytes(32).toString('base64url')
      await owner.query(
        `insert into institution.institution (code, kind, names) values ('bench', 'partner', '{"kk":"","ru":"","en":""}') on conflict do nothing`,
      )
      await owner.query(
        `insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at) values ($1, 'bench', 'bench', $2, '{register}', '{75}', now())`,
        [newId(), hashToken(token)],
      )
      await owner.query('create table bare (id uuid primary key, body jsonb not null)')
      return await withInstance(server, clients, async (instance) => {
        const application = makeApplication(instance, registerApi)
        const api = async (body: string) => {
          const answer = await application.fetch(
            new Request('http://localhost/api/2026-11-24/people', {
              method: 'POST',
              headers: {
                authorization: `Bearer ${token}`,
                'content-type': 'application/json',
                'idempotency-key': newId(),
              },
              body,
            }),
          )
          if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
          await answer.text()
        }
        const bare = async (body: string) => {
          await owner.query('insert into bare (id, body) values ($1, $2)', [newId(), body])
        }
        const perRound = Math.ceil(rows / rounds)
        const speeds = { api: [] as number[], bare: [] as number[] }
        // The planner must know the tables as it does in any register that is older than a minute.
        await run(people(0, 1_000), clients, api)
        await owner.query('analyze')
        await run(people(0, 1_000), clients, bare)
        for (let round = 0; round < rounds; round++) {
          const bodies = people((round + 1) * perRound + 1_000, perRound)
          speeds.bare.push(await run(bodies, clients, bare))
          speeds.api.push(await run(bodies, clients, api))
          log(
            `round ${round + 1}: bare ${speeds.bare.at(-1)?.toFixed(0)}/s, API ${speeds.api.at(-1)?.toFixed(0)}/s`,
          )
        }
        const [apiPerSecond, barePerSecond] = [median(speeds.api), median(speeds.bare)]
        return {
          rows,
          clients,
          apiPerSecond,
          barePerSecond,
          ratio: apiPerSecond / barePerSecond,
          target: 0.25,
        }
      })
    } finally {
      await owner.end()
    }
  })
}

/** Runs the work over all bodies, `clients` at a time; how many a second. */
async function run(
  bodies: string[],
  clients: number,
  work: (body: string) => Promise<void>,
): Promise<number> {
  const left = [...bodies].reverse()
  const started = performance.now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let body = left.pop(); body !== undefined; body = left.pop()) await work(body)
    }),
  )
  return bodies.length / ((performance.now() - started) / 1000)
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const [consonants, vowels] = ['bdfgklmnprstvz', 'aeiou']
/** Another name for each number, also after names are folded and by their sound: four syllables of seventy. */
const nameOf = (n: number): string => {
  let left = (n * 2_654_435_761) % 70 ** 4
  return Array.from({ length: 4 }, () => {
    const syllable = left % 70
    left = Math.floor(left / 70)
    return `${consonants[syllable % 14]}${vowels[Math.floor(syllable / 14)]}`
  }).join('')
}

function people(from: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i
    // Nobody looks like anybody else: the search for the same person runs, and finds none.
    const [given, father] = [nameOf((n * 7919) % 1_000_003), nameOf((n * 104_729) % 1_000_003)]
    return JSON.stringify({
      latinName: { family: nameOf(n).toUpperCase(), given: given.toUpperCase() },
      nativeName: { family: `Демов ${nameOf(n)}`, given, patronymic: `${father}ович` },
      birthDate: `19${60 + (n % 40)}-0${1 + (n % 9)}-${10 + ((n * 31) % 19)}`,
      sex: n % 2 ? 'male' : 'female',
      citizenship: 'UZB',
      document: {
        kind: 'passport',
        issuingState: 'UZB',
        number: `DB${n.toString().padStart(8, '0')}`,
        issuedOn: '2020-01-01',
        expiresOn: '2030-01-01',
      },
      education: '3',
      occupation: '9111',
      lastResidence: { country: 'UZB', place: 'Samarkand' },
      contacts: { phone: `+99890${String(n).padStart(7, '0')}` },
      region: '75',
    })
  })
}

export const writeRegister = (result: RegisterResult): string =>
  `${result.rows} people, ${result.clients} at a time: API ${result.apiPerSecond.toFixed(0)}/s, bare durable INSERTs ${result.barePerSecond.toFixed(0)}/s, ratio ${result.ratio.toFixed(2)} (target ≥ ${result.target})`
