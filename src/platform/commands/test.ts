import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { terminal } from '../command.ts'
import { readConfig } from '../config.ts'
import { getBrowser } from '../find-browser.ts'
import { SetupFault } from '../setup-fault.ts'

const require = createRequire(import.meta.url)

function binary(name: string, bin: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), bin)
}

function run(file: string, args: string[], home: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: home, stdio: 'inherit' })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

export const usage = `qonys test [--data DIR]              lock file, types, style and every test
qonys test [--data DIR] NAME …       only the tests whose file contains one of the names; more options go to vitest (-t 'words of a test')
qonys test looks                     every page as everybody of the demo, with pictures
  --data DIR   outside data sets for the tests that compare with them`

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  success: boolean
}

/** Journeys take the browser that `CHROMIUM_PATH` names; it is found, or installed, before they start. */
async function provideBrowser(): Promise<boolean> {
  try {
    process.env.CHROMIUM_PATH = await getBrowser({ mayInstall: true, log: terminal.err })
    terminal.err(`browser: ${process.env.CHROMIUM_PATH}`)
    return true
  } catch (error) {
    if (!(error instanceof SetupFault)) throw error
    terminal.err(`browser: not ok. ${error.message}`)
    return false
  }
}

/** `--data DIR` names the folder of outside data; tests that need it and have none say "not run". */
function takeData(given: string[]): string[] {
  const at = given.indexOf('--data')
  if (at < 0) return given
  const folder = given[at + 1]
  if (!folder || !existsSync(folder)) throw new Error(`--data: there is no folder ${folder ?? ''}`)
  process.env.QONYS_DATA = resolve(folder)
  return given.toSpliced(at, 2)
}

/** `looks` alone walks through every page as everybody of the demo and keeps pictures, in `QONYS_LOOKS` or `.qonys/looks`. */
function takeLooks(given: string[], home: string): string[] {
  if (given[0] !== 'looks') return given
  process.env.QONYS_LOOKS ??= join(home, '.qonys', 'looks')
  terminal.err(`pictures and their index: ${join(process.env.QONYS_LOOKS, 'index.html')}`)
  return ['test/journeys/walk.test.ts', ...given.slice(1)]
}

/**
 * The whole check of a checkout, as CI runs it: lock file, types, style, then every test, the browser ones included.
 * With arguments they go to vitest alone. Ends with a line "N passed, N failed, N skipped". 0 when all is well.
 */
export async function runTests(given: string[]): Promise<number> {
  const { home } = readConfig()
  const args = takeLooks(takeData(given), home)
  const steps: [string, string, string[]][] = args.length
    ? []
    : [
        ['lock file', join(home, 'bin', 'complete-lock.mjs'), ['--check']],
        ['types', binary('typescript', 'bin/tsc'), ['-p', '.']],
        ['types of islands', binary('typescript', 'bin/tsc'), ['-p', 'tsconfig.islands.json']],
        ['style', binary('@biomejs/biome', 'bin/biome'), ['check', '.']],
      ]
  let broken = 0
  for (const [what, file, given] of steps) {
    const code = await run(file, given, home)
    terminal.err(`${what}: ${code === 0 ? 'ok' : 'not ok'}`)
    if (code !== 0) broken++
  }
  if (!args.length && !(await provideBrowser())) broken++
  const folder = mkdtempSync(join(tmpdir(), 'qonys-report-'))
  const output = join(folder, 'report.json')
  try {
    const code = await run(
      binary('vitest', 'vitest.mjs'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`, ...args],
      home,
    )
    if (!existsSync(output)) {
      terminal.out(`\n0 passed, ${broken + 1} failed, 0 skipped`)
      return 1
    }
    const report = JSON.parse(readFileSync(output, 'utf8')) as Report
    const failed = report.numFailedTests + broken + (code !== 0 && report.numFailedTests === 0 ? 1 : 0)
    terminal.out(`\n${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests} skipped`)
    return failed === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
