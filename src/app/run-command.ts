import { type Command, type Io, terminal, wrongCall } from '../platform/command.ts'
import { explainTrouble } from '../platform/explain-trouble.ts'

/**
 * Runs one command and gives its exit code: 2 with a hint for an unknown command or option, 70 when it broke. A message is
 * for the person at the keyboard; the stack is shown with QONYS_LOG=debug.
 */
export async function runCommand(
  commands: Record<string, Command>,
  argv: readonly string[],
  io: Io = terminal,
): Promise<number> {
  const [first = 'help', ...args] = argv
  const name = first === '--help' || first === '-h' ? 'help' : first
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    io.err(`qonys: there is no command "${name}".${hint(name, Object.keys(commands))} Try: qonys help`)
    return 2
  }
  const { takes } = command
  if (takes) {
    if (args.includes('--help') || args.includes('-h')) {
      io.out(`qonys ${name} ${takes.map((one) => `[${one}]`).join(' ')}\n\n${command.summary}`)
      return 0
    }
    const unknown = args.find((arg) => !takes.includes(arg))
    if (unknown !== undefined) {
      io.err(`qonys ${name} does not take "${unknown}".${hint(unknown, takes)} Try: qonys ${name} --help`)
      return 2
    }
  }
  let usage: string | undefined
  try {
    const loaded = await command.load()
    usage = loaded.usage
    if (usage && (args.includes('--help') || args.includes('-h'))) {
      io.out(usage)
      return 0
    }
    return await loaded.run(args)
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      io.err(`qonys ${name}: ${wrongCall(error)}\n${usage ?? `Try: qonys ${name} --help`}`)
      return 2
    }
    io.err(`qonys ${name}: ${messages(error).join(': ')}`)
    const todo = explainTrouble(error)
    if (todo) io.err(todo)
    if (process.env.QONYS_LOG === 'debug' && error instanceof Error) io.err(error.stack ?? '')
    return 70
  }
}

/** A fault's own word is a code; what brought it about says more. */
function messages(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)]
  // Several addresses of one name were tried: each says the same.
  const own = error.message || (error instanceof AggregateError ? messages(error.errors[0])[0] : undefined)
  return [own ?? error.name, ...(error.cause === undefined ? [] : messages(error.cause))]
}

function hint(given: string, known: readonly string[]): string {
  const near = known
    .map((one) => ({ one, steps: distance(given, one) }))
    .filter(({ one, steps }) => steps <= Math.max(1, Math.floor(one.length / 3)) || one.startsWith(given))
    .sort((a, b) => a.steps - b.steps)[0]
  return near ? ` Did you mean "${near.one}"?` : ''
}

/** Letters to change, add, drop or swap. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  )
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, at(i - 2, j - 2) + 1)
      const row = rows[i]
      if (row) row[j] = least
    }
  return at(a.length, b.length)
}
