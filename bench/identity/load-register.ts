import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import type { MadeRecord } from './make-people.ts'

/** Persons `from` to `to` of a register, written as files that PostgreSQL copies. */
export interface Chunk {
  from: number
  to: number
  folder: string
}
/** Some of them are asked for again, as another office would write them: by the usual mistakes and by others. */
export interface Asked {
  person: number
  usual: MadeRecord
  other: MadeRecord
}
export interface MadeChunk extends Chunk {
  asked: Asked[]
}

export const personId = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

const chunk = 100_000
const tables = {
  person:
    'person.person (id, citizenship, birth_date, sex, latin_name, regions, standing, registered_at, registered_by)',
  match_form: 'identity.match_form (person_id, forms, version, keyed_at, birth_date, sex)',
  match_key: 'identity.match_key',
}

/**
 * Fills an empty register with persons `from` to `to`, made on two threads and copied in as they are ready; the keys' index is
 * built at the end. @returns those who are asked for
 */
export async function loadRegister(
  owner: pg.Pool,
  given: { from: number; to: number; everyNth: number; seed: number; log: (line: string) => void },
): Promise<Asked[]> {
  const { from, to, everyNth, seed, log } = given
  const folder = mkdtempSync(join(tmpdir(), 'qonys-register-'))
  chmodSync(folder, 0o755)
  const asked: Asked[] = []
  await owner.query('alter table identity.match_key drop constraint if exists match_key_pkey')
  let next = from
  let done = 0
  const worker = async () => {
    const thread = new Worker(new URL('./make-register.worker.ts', import.meta.url), {
      workerData: { everyNth, seed },
      execArgv: ['--import', import.meta.resolve('@oxc-node/core/register')],
    })
    try {
      while (next < to) {
        const part: Chunk = { from: next, to: Math.min(next + chunk, to), folder }
        next = part.to
        thread.postMessage(part)
        const [made] = (await once(thread, 'message')) as [MadeChunk]
        for (const [table, columns] of Object.entries(tables)) {
          const file = join(folder, `${table}.${part.from}`)
          await owner.query(`copy ${columns} from '${file}'`)
          rmSync(file)
        }
        asked.push(...made.asked)
        done += part.to - part.from
        if (done % 500_000 === 0) log(`${done} persons loaded`)
      }
    } finally {
      await thread.terminate()
    }
  }
  try {
    await Promise.all([worker(), worker()])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  log('index of keys')
  await owner.query('alter table identity.match_key add primary key (key, person_id)')
  return asked.sort((a, b) => a.person - b.person)
}
