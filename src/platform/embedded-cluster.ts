import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { findPostgres } from './find-postgres.ts'
import { canEnter, findServerUser, type SystemUser } from './server-user.ts'
import { SetupFault } from './setup-fault.ts'

/** A PostgreSQL cluster on disk and what is needed to run it. */
export interface Cluster {
  /** Holds the data, the superuser's password and the port last used. */
  directory: string
  data: string
  password: string
  /** The program's folder, with `bin/postgres`. */
  native: string
  /** The system user to run as; undefined is us. */
  user: SystemUser | undefined
}

/**
 * The cluster of a folder, made if it is not there: UTF-8, data checksums, sorting and case by the built-in C.UTF-8 (the same
 * on every system), scram passwords. As root it may lie elsewhere, see {@link placeCluster}.
 * @throws SetupFault
 */
export function prepareCluster(asked: string, log: (line: string) => void): Cluster {
  const { directory, user } = placeCluster(resolve(asked), log)
  const native = findPostgres(user, log)
  const password = readPassword(directory, user)
  const data = join(directory, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster({ directory, data, password, native, user }, log)
  return { directory, data, password, native, user }
}

/**
 * Where the data lies and whose it is. An ordinary user: the folder asked for. Root: there too if the server's user can come
 * in (or whoever owns the data already there), else `/var/lib/qonys/<hash of the folder asked for>`, so that the next start
 * finds it again.
 */
function placeCluster(
  asked: string,
  log: (line: string) => void,
): { directory: string; user: SystemUser | undefined } {
  const nobody = findServerUser()
  if (!nobody) {
    mkdirSync(asked, { recursive: true, mode: 0o700 })
    return { directory: asked, user: undefined }
  }
  const outside = join('/var/lib/qonys', createHash('sha256').update(asked).digest('hex').slice(0, 16))
  for (const directory of [asked, outside]) {
    const owner = statSync(join(directory, 'data'), { throwIfNoEntry: false })
    if (!owner?.uid) continue
    const user = { uid: owner.uid, gid: owner.gid }
    if (canEnter(directory, user)) return { directory, user }
  }
  // The folder itself stays root's, so that the server's user can plant nothing for root to follow.
  if (mkdirSync(asked, { recursive: true, mode: 0o711 })) chmodSync(asked, 0o711)
  if (canEnter(asked, nobody)) return { directory: asked, user: nobody }
  mkdirSync(outside, { recursive: true, mode: 0o755 })
  for (const folder of ['/var/lib/qonys', outside]) chmodSync(folder, 0o755)
  log(`root's server user cannot enter ${asked}: the data is in ${outside}`)
  return { directory: outside, user: nobody }
}

/** The superuser's password, made once. Of two programs starting at once, both get the first one's. */
function readPassword(directory: string, user: SystemUser | undefined): string {
  const file = join(directory, 'superuser-password')
  if (!existsSync(file)) {
    const fresh = `${file}.new-${process.pid}`
    writeFileSync(fresh, randomBytes(24).toString('base64url'), { mode: 0o600 })
    if (user) chownSync(fresh, user.uid, user.gid)
    try {
      linkSync(fresh, file)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    } finally {
      rmSync(fresh)
    }
  }
  return readFileSync(file, 'utf8').trim()
}

/**
 * The library's character classes come from the operating system even with the built-in provider; with plain C, pg_trgm sees
 * no letters in Cyrillic. Debian, Alpine, Fedora have C.UTF-8, macOS only the second.
 */
const characterTypes = ['C.UTF-8', 'en_US.UTF-8']

/** Made beside its place and moved there whole, so that an interrupted start leaves nothing half made. */
function createCluster(cluster: Cluster, log: (line: string) => void): void {
  log(`new PostgreSQL cluster in ${cluster.data}`)
  const fresh = `${cluster.data}.new-${process.pid}`
  let report = ''
  for (const characterType of characterTypes) {
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { mode: 0o700 })
    if (cluster.user) chownSync(fresh, cluster.user.uid, cluster.user.gid)
    const initdb = spawnSync(
      join(cluster.native, 'bin', 'initdb'),
      [
        `--pgdata=${fresh}`,
        '--username=postgres',
        `--pwfile=${join(cluster.directory, 'superuser-password')}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        `--lc-ctype=${characterType}`,
        '--data-checksums',
        '--no-instructions',
      ],
      {
        ...cluster.user,
        cwd: '/',
        env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
        encoding: 'utf8',
      },
    )
    if (initdb.status === 0) {
      moveInto(fresh, cluster.data)
      return
    }
    report = initdb.stderr || String(initdb.error)
    if (!report.includes('invalid locale name')) break
  }
  rmSync(fresh, { recursive: true, force: true })
  throw new SetupFault(
    'postgres-failed',
    `No PostgreSQL cluster could be made in ${cluster.data}:\n${report}`,
  )
}

function moveInto(fresh: string, data: string): void {
  try {
    renameSync(fresh, data)
  } catch (error) {
    // Another program, started at the same moment, was first; its cluster has the same password.
    if (!existsSync(join(data, 'PG_VERSION'))) throw error
    rmSync(fresh, { recursive: true, force: true })
  }
}
