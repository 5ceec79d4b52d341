import { text } from 'node:stream/consumers'

/** What a command talks to; given from outside so that tests can listen. */
export interface Io {
  stdin(): Promise<string>
  out(text: string): void
  err(text: string): void
  /** Whether a person is watching; progress is shown only then. */
  tty: boolean
}

export const terminal: Io = {
  stdin: () => text(process.stdin),
  out: (line) => process.stdout.write(line.endsWith('\n') ? line : `${line}\n`),
  err: (line) => process.stderr.write(line.endsWith('\n') ? line : `${line}\n`),
  tty: Boolean(process.stderr.isTTY),
}

/** Exit codes of every command: 0 done, 1 the answer is no, 2 wrong call or unreadable input, 3 cannot tell, 70 broken. */
export interface Command {
  summary: string
  /** Every option and word a command takes that reads no arguments of its own; anything else is a wrong call. */
  takes?: readonly string[]
  /** `usage` is what `--help` prints; a command without one answers `--help` itself. */
  load(): Promise<{ run(args: string[]): Promise<number>; usage?: string }>
}

/** What was wrong with a call, in one sentence: Node adds to its own a lesson about positional arguments. */
export const wrongCall = (error: unknown): string =>
  (error as Error).message.replace(/\. To specify a positional argument.*$/s, '.')
