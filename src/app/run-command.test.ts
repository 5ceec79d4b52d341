import { describe, expect, it, onTestFinished, vi } from 'vitest'
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
  it.each(Object.keys(commands))('%s --help says how it is called, and does nothing', async (name) => {
    const { said, io } = listen()
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.out += String(text)
      return true
    })
    onTestFinished(() => write.mockRestore())
    expect(await runCommand(commands, [name, '--help'], io)).toBe(0)
    expect(said.out).toMatch(/qonys |npm run /)
    expect(said.err).toBe('')
  })
  it.each(['witness', 'soak', 'log verify', 'demo', 'match', 'policy', 'feed', 'bench', 'verify', 'mrz'])(
    '%s with an option that it does not know is a wrong call, told in one sentence',
    async (name) => {
      const { said, io } = listen()
      const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
        said.err += String(text)
        return true
      })
      onTestFinished(() => write.mockRestore())
      expect(await runCommand(commands, [...name.split(' '), '--nonsense'], io)).toBe(2)
      expect(said.err).toMatch(/--nonsense/)
      expect(said.err).not.toMatch(/positional argument/)
    },
  )
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
  it('says what to do about a trouble that it knows, also when it lies deeper', async () => {
    const { said, io } = listen()
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' })
    const run = () => Promise.reject(new AggregateError([refused]))
    expect(await runCommand({ ask: { summary: 'asks', load: async () => ({ run }) } }, ['ask'], io)).toBe(70)
    expect(said.err).toMatch(/^qonys ask: connect ECONNREFUSED 127.0.0.1:1.*DATABASE_URL/s)
  })
})
