import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isRefusal } from '../../platform/act.ts'
import { type Io, terminal, wrongCall } from '../../platform/command.ts'
import { Fault } from '../../platform/fault.ts'
import type { Instance } from '../../platform/instance.ts'
import { readYaml, YamlMistake } from '../../platform/read-yaml.ts'
import { importRegister, RegisterMap } from '../import-register.ts'
import { fileFaults, textOf } from '../read-csv-form.ts'

const usage = 'qonys match import FILE --map MAP.yaml --register NAME --ground ACT [--json]'

/**
 * `qonys match import`: people of an old register, as one act. Exit 0 imported, 1 refused (the file came before, or nobody is in it), 2 a
 * wrong call, map or file.
 */
export async function importCommand(
  args: string[],
  open: () => Promise<{ instance: Instance; close(): Promise<void> }>,
  io: Io = terminal,
): Promise<number> {
  let values: { map?: string; register?: string; ground?: string; json?: boolean }
  let positionals: string[]
  try {
    ;({ values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        register: { type: 'string' },
        ground: { type: 'string' },
        json: { type: 'boolean' },
      },
    }))
  } catch (error) {
    io.err(`${wrongCall(error)}\n${usage}`)
    return 2
  }
  const [file, ...more] = positionals
  const { map, register, ground } = values
  if (!file || more.length > 0 || !map || !register || !ground) {
    io.err(usage)
    return 2
  }
  let opened: Awaited<ReturnType<typeof open>> | undefined
  try {
    const given = {
      register,
      ground,
      fileName: basename(file),
      text: textOf(readFileSync(file), file),
      map: readYaml(pathToFileURL(map), RegisterMap, map).data,
    }
    opened = await open()
    const answer = await importRegister(opened.instance, { kind: 'system', job: 'import-register' }, given)
    if (values.json) io.out(JSON.stringify(answer, null, 2))
    if (isRefusal(answer)) {
      const { code = '', see } = answer.refused[0] ?? {}
      if (!values.json)
        io.err(
          code === 'file-known'
            ? `This file was imported before: ${see}`
            : 'Nobody in this file can be imported.',
        )
      return 1
    }
    if (!values.json) {
      io.out(`${answer.people} people, file ${answer.file}`)
      for (const [why, lines] of Object.entries(answer.leftOut))
        io.out(
          `  left out, ${why}: ${lines.length} lines (${lines.slice(0, 10).join(', ')}${lines.length > 10 ? ' …' : ''})`,
        )
    }
    return 0
  } catch (error) {
    const why = whyNot(error)
    if (!why) throw error
    io.err(why)
    return 2
  } finally {
    await opened?.close()
  }
}

function whyNot(error: unknown): string | undefined {
  if (error instanceof Fault && error.issues.length > 0)
    return error.issues.map(({ path, code }) => `${path}: ${fileFaults[code] ?? code}`).join('\n')
  if (error instanceof Fault && error.code === 'too-large')
    return 'The file is too large: import it in parts.'
  if (error instanceof YamlMistake) return error.message
  const { code, path } = error as { code?: string; path?: string }
  if (code === 'ENOENT') return `${path}: there is no such file`
  return code?.startsWith('CSV_') ? (error as Error).message : undefined
}
