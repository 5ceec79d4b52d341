import { spawnSync } from 'node:child_process'
import { SetupFault } from './setup-fault.ts'

/** A user of the system by number; what `spawn` takes. */
export interface SystemUser {
  uid: number
  gid: number
}

const runsAsRoot = (): boolean => process.getuid?.() === 0

/**
 * The user PostgreSQL must run as when we are root (it refuses root): `nobody`. Undefined means: as we are.
 * @throws SetupFault when root has no user `nobody` to become
 */
export function findServerUser(): SystemUser | undefined {
  if (!runsAsRoot()) return undefined
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const answer = spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' })
    return answer.status === 0 ? Number(answer.stdout.trim()) : Number.NaN
  })
  if (!uid || !gid)
    throw new SetupFault(
      'postgres-failed',
      'PostgreSQL refuses to run as root and there is no user "nobody" to run it as. Start as an ordinary user, or set DATABASE_URL.',
    )
  return { uid, gid }
}

/** Whether a program answers `--version` for this user: it exists, can be reached and finds its libraries. */
export function canRun(program: string, user: SystemUser | undefined): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
}

/** Whether this user can come into a folder. */
export function canEnter(directory: string, user: SystemUser | undefined): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...user, cwd: '/', stdio: 'ignore' })
      .status === 0
  )
}
