import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { makeApplication } from '../../src/app/serve.ts'
import { registrationWatch } from '../../src/identity/watch-registration.ts'
import { registerApi } from '../../src/person/api.ts'
import { watchSamePerson } from '../../src/person/same-person-watch.ts'
import type { Instance } from '../../src/platform/instance.ts'
import { newId } from '../../src/platform/new-id.ts'
import { hashToken } from '../../src/platform/session.ts'
import { type BenchServer, withInstance } from '../on-server.ts'
import { dice, makePerson, recordOf, someSpelling } from './make-people.ts'

export interface WatchedRegistration {
  n: number
  without: { p50: number; p95: number }
  watched: { p50: number; p95: number }
}

/** Registers new people through the API of a full register, by turns with and without looking for the same person, one at a time. Milliseconds. */
export async function measureWatchedRegistration(
  server: BenchServer,
  n: number,
  seed: number,
): Promise<WatchedRegistration> {
  const owner = new pg.Pool({ connectionString: server.url, max: 1 })
  const token = randomBytes(32).toString('base64url')
  try {
    await owner.query(
      `insert into institution.institution (code, kind, names) values ('bench', 'partner', '{"kk":"","ru":"","en":""}') on conflict do nothing`,
    )
    await owner.query(
      `insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at) values ($1, 'bench', 'bench', $2, '{register}', '{75}', now())`,
      [newId(), hashToken(token)],
    )
  } finally {
    await owner.end()
  }
  return withInstance(server, 2, (instance) => registerByTurns(instance, token, n, seed))
}

async function registerByTurns(
  instance: Instance,
  token: string,
  n: number,
  seed: number,
): Promise<WatchedRegistration> {
  const application = makeApplication(instance, registerApi)
  const register = async (body: object): Promise<number> => {
    const started = performance.now()
    const answer = await application.fetch(
      new Request('http://localhost/api/2026-11-24/people', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': newId(),
        },
        body: JSON.stringify(body),
      }),
    )
    const text = await answer.text()
    if (answer.status !== 201) throw new Error(`${answer.status} ${text}`)
    return performance.now() - started
  }
  const roll = dice(seed)
  const somebody = (at: number) => {
    const person = makePerson(roll)
    const [latin, native] = ['icao' as const, someSpelling(person, roll)].map((spelling) =>
      recordOf(person, '', spelling),
    )
    const name = (record: typeof latin) => ({
      ...(record?.family ? { family: record.family } : {}),
      given: record?.given,
      ...(record?.patronymic ? { patronymic: record.patronymic } : {}),
    })
    return {
      latinName: name(latin),
      nativeName: name(native),
      birthDate: person.born,
      sex: person.sex,
      citizenship: person.culture.citizenship,
      document: { kind: 'passport', issuingState: person.culture.citizenship, number: `B${seed}X${at}` },
      region: '75',
      // Whoever looks alike is noted all the same.
      confirmedNew: true,
    }
  }
  const times = { without: [] as number[], watched: [] as number[] }
  try {
    for (let at = 0; at < n + 20; at++)
      for (const side of at % 2 ? (['without', 'watched'] as const) : (['watched', 'without'] as const)) {
        watchSamePerson(side === 'watched' ? registrationWatch : undefined)
        const took = await register(somebody(at * 2 + (side === 'watched' ? 1 : 0)))
        if (at >= 20) times[side].push(took)
      }
  } finally {
    watchSamePerson(undefined)
  }
  return { n, without: spread(times.without), watched: spread(times.watched) }
}

function spread(times: number[]): { p50: number; p95: number } {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50: sorted[sorted.length >> 1] ?? 0, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0 }
}

export const writeWatched = ({ n, without, watched }: WatchedRegistration): string =>
  `registering through the API, ${n} each, by turns: without looking p50 ${without.p50.toFixed(1)} ms, p95 ${without.p95.toFixed(1)} ms; with it p50 ${watched.p50.toFixed(1)} ms, p95 ${watched.p95.toFixed(1)} ms; ratio of p95 ${(watched.p95 / without.p95).toFixed(2)} (target ≤ 2 at 5 million)`
