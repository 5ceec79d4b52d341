import { describe, expect, it } from 'vitest'
import type { Io } from '../platform/command.ts'
import { commands } from './commands.ts'
import { runCommand } from './run-command.ts'

const listen = () => {
  const said = { out: '', err: '' }
  const io: Io = {
    stdin: async () => '',
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    tty: false,
  }
  return { said, io }
}

describe('the program', () => {
  it.each([
    [['strat'], 2, /there is no command "strat"\. Did you mean "start"\?/],
    [['constructor'], 2, /there is no command/],
    [['doctor', '--jsno'], 2, /does not take "--jsno"\. Did you mean "--json"\?/],
    [['migrate', 'now'], 2, /does not take "now"/],
  ])('%j ends with %i and a hint', async (argv, code, hint) => {
    const { said, io } = listen()
    expect(await runCommand(commands, argv, io)).toBe(code)
    expect(said.err).toMatch(hint)
    expect(said.out).toBe('')
  })
  it('says what a command takes', async () => {
    const { said, io } = listen()
    expect(await runCommand(commands, ['doctor', '--help'], io)).toBe(0)
    expect(said.out).toMatch(/qonys doctor \[--json\]/)
  })
  it('says what broke in one line, and ends with 70', async () => {
    const { said, io } = listen()
    const broken = {
      fall: {
        summary: 'falls',
        load: async () => ({ run: () => Promise.reject(new Error('the disk is full')) }),
      },
    }
    expect(await runCommand(broken, ['fall'], io)).toBe(70)
    expect(said.err).toBe('qonys fall: the disk is full')
  })
})
