import { spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { SetupFault } from './setup-fault.ts'

const programs = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]

const usualPlaces = [
  '/usr/lib/chromium/chromium',
  '/usr/lib64/chromium-browser/chromium-browser',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * A Chromium (or a browser made of it) that starts: the one `CHROMIUM_PATH` names, else the first on the PATH, else in the
 * usual places. A package that only says "install me" does not start, so it is not found.
 * @throws SetupFault browser-missing when `CHROMIUM_PATH` is set and nothing starts there
 */
export async function findBrowser(
  env: NodeJS.ProcessEnv = process.env,
  places: readonly string[] = usualPlaces,
): Promise<string | undefined> {
  const wanted = env.CHROMIUM_PATH
  if (wanted) {
    if (starts(wanted)) return wanted
    throw new SetupFault('browser-missing', `CHROMIUM_PATH is ${wanted}, and no browser starts there.`)
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  return [...candidates, ...places].find(starts)
}

function starts(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false
    accessSync(path, constants.X_OK)
  } catch {
    return false
  }
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  return answer.status === 0 && /(Chrom|Edge)\S* \d+\./.test(answer.stdout)
}

/** How each package manager installs Chromium without asking anything; the first that is there is used. */
const installers: { program: string; commands: string[][] }[] = [
  {
    program: 'apt-get',
    commands: [
      ['apt-get', 'update', '-q'],
      ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'],
    ],
  },
  { program: 'apk', commands: [['apk', 'add', '--no-cache', 'chromium']] },
  { program: 'dnf', commands: [['dnf', 'install', '-y', 'chromium']] },
]

/**
 * The browser of the tests: one on the system, else installed by the system's package manager where we are root and
 * `mayInstall`.
 * @throws SetupFault browser-missing which says what to do
 */
export async function getBrowser(options: {
  mayInstall: boolean
  log?: (line: string) => void
  env?: NodeJS.ProcessEnv
  places?: readonly string[]
}): Promise<string> {
  const env = options.env ?? process.env
  const found = await findBrowser(env, options.places)
  if (found) return found
  const installer = installers.find(({ program }) => isOnPath(program, env))
  const byHand = installer
    ? installer.commands.map((command) => `sudo ${command.join(' ')}`).join(' && ')
    : undefined
  const advice = `${byHand ? `Install one: ${byHand}` : 'Install Chromium'}, or set CHROMIUM_PATH to a Chromium or Chrome.`
  if (!installer || !options.mayInstall || process.getuid?.() !== 0)
    throw new SetupFault('browser-missing', `No Chromium was found. ${advice}`)

  for (const [program = '', ...args] of installer.commands) {
    options.log?.(`no Chromium was found: ${program} ${args.join(' ')}`)
    const answer = spawnSync(program, args, {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    // A stale mirror among several makes an update fail and the install still work, so only the install's word counts.
    if (answer.status !== 0 && !args.includes('update'))
      throw new SetupFault(
        'browser-missing',
        `${program} ${args.join(' ')} did not succeed: ${(answer.stderr || String(answer.error)).trim()}\n${advice}`,
      )
  }
  const installed = await findBrowser(env, options.places)
  if (!installed) throw new SetupFault('browser-missing', `The installed Chromium does not start. ${advice}`)
  return installed
}

const isOnPath = (program: string, env: NodeJS.ProcessEnv): boolean =>
  (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

/**
 * How playwright-core starts the browser: silent towards the network, without the graphics card, and without Chromium's own
 * sandbox as root, where it cannot work.
 */
export function launchOptions(executablePath: string): { executablePath: string; args: string[] } {
  return {
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  }
}
