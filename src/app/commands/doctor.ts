import { type Io, terminal } from '../../platform/command.ts'
import { readConfig } from '../../platform/config.ts'
import { checkInstallation, type Finding } from '../check-installation.ts'

/** `qonys doctor`: what is wrong with this installation and what to do. 0 nothing to mend, 1 something, 2 wrong call. */
export async function doctor(args: string[], io: Io = terminal): Promise<number> {
  const progress = io.tty && !args.includes('--json')
  const findings = await checkInstallation(readConfig(), (check) => {
    if (progress) process.stderr.write(`\r\u001b[K${check} …`)
  })
  if (progress) process.stderr.write('\r\u001b[K')
  const wrong = findings.filter((one) => one.state === 'broken')
  if (args.includes('--json')) io.out(JSON.stringify({ ok: wrong.length === 0, findings }))
  else {
    const width = Math.max(...findings.map((one) => one.check.length))
    for (const one of findings) io.out(line(one, width))
    io.out(wrong.length === 0 ? '\nNothing to mend.' : `\n${wrong.length} to mend.`)
  }
  return wrong.length === 0 ? 0 : 1
}

const marks = { ok: 'ok  ', note: 'note', broken: 'MEND' } as const

const line = ({ check, state, says, mend }: Finding, width: number): string =>
  [
    `${marks[state]}  ${check.padEnd(width)}  ${says}`,
    ...(mend ? [`${' '.repeat(width + 8)}→ ${mend}`] : []),
  ].join('\n')
