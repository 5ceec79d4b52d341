import { commands } from './commands.ts'
import { runCommand } from './run-command.ts'

// A reader that has seen enough (`| head`) closes the pipe: no fault, and nobody is left to be told more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})

process.exitCode = await runCommand(commands, process.argv.slice(2))
