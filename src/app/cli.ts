import { commands } from './commands.ts'

const [name = 'help', ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  console.error(`qonys: there is no command "${name}". Try: qonys help`)
  process.exit(64)
}
const { run } = await command.load()
process.exitCode = await run(args)
