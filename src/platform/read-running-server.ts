import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export interface RunningServer {
  pid: number
  port: number
  ready: boolean
}

/**
 * The server running from a data folder, as its `postmaster.pid` tells. After a crash that file stays, and its process id may
 * by then be another program's (in a container, soon): PostgreSQL would refuse to start. On Linux, where one can see that
 * nothing runs from the folder, such a file is removed.
 */
export function readRunningServer(data: string): RunningServer | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!pid) return undefined
  if (process.platform === 'linux') {
    if (workingDirectory(pid) !== realpathSync(data)) {
      if (!isSomebodysWorkingDirectory(data)) rmSync(file, { force: true })
      return undefined
    }
  } else if (!answersSignals(pid)) return undefined
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

function workingDirectory(pid: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    // ended, or not ours to see
    return undefined
  }
}

function isSomebodysWorkingDirectory(data: string): boolean {
  const real = realpathSync(data)
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && workingDirectory(name) === real)
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
