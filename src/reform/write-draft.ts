import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { stringify } from 'yaml'
import { canonical } from '../platform/act.ts'
import { withPublished } from '../policy/follow-law.ts'
import { filesLaw, loadPolicy, type Policy, policy, policyFolder } from '../policy/load-policy.ts'
import { changeCondition } from './change-condition.ts'
import { changeValue } from './change-value.ts'
import { draftSource, type Files, filesIn } from './draft-files.ts'
import type { DraftText } from './draft-schema.ts'

/**
 * Writes the law as a draft would have it into an empty folder, in the form of `policy/`: the changes, the draft's own cases, and the
 * cases of today whose answer it means to change. `qonys policy check`, `diff` and `replay` read such a folder.
 * @returns the files that differ from the law's
 * @throws DraftMistake for a change that cannot be made
 */
export function writeDraft(draft: DraftText, folder: string): string[] {
  cpSync(fileURLToPath(policyFolder), folder, { recursive: true })
  const edited = new Map<string, unknown>()
  const files = filesIn(folder, edited)
  const instruments = files.read<{ instruments: object[] }>('instruments.yaml')
  instruments.instruments.push({ id: draftSource.instrument, title: draft.title })
  files.edit('instruments.yaml', instruments)
  for (const [at, change] of draft.changes.entries()) {
    if (change.kind === 'file') {
      edited.delete(change.file)
      mkdirSync(join(folder, change.file, '..'), { recursive: true })
      writeFileSync(join(folder, change.file), change.text)
    } else if (change.kind === 'value' || change.kind === 'list') changeValue(files, at, change)
    else changeCondition(files, at, change)
  }
  writeCases(files, draft)
  for (const [file, data] of edited)
    writeFileSync(join(folder, file), stringify(data, { aliasDuplicateObjects: false, lineWidth: 140 }))
  const whole = draft.changes.flatMap((change) => (change.kind === 'file' ? [change.file] : []))
  return [...new Set([...edited.keys(), ...whole])].sort()
}

/**
 * Opens the law as a draft would have it: loaded and compiled on demand, from a folder that `use` may read and that is gone afterwards.
 * @throws DraftMistake, YamlMistake (file and line) when it does not load
 */
export function withDraft<T>(draft: DraftText, use: (folder: URL, load: () => Policy) => T): T {
  const made = mkdtempSync(join(tmpdir(), 'qonys-draft-'))
  try {
    writeDraft(draft, made)
    const folder = pathToFileURL(`${made}/`)
    // What officials published stands over the draft as it stands over the law, but for the values that the draft itself lays over it.
    const own = new Set(
      draft.changes.flatMap((one) => (one.kind === 'value' || one.kind === 'list' ? [one.id] : [])),
    )
    return use(folder, () => withPublished(loadPolicy(folder), own))
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

/** SHA-256 over every file of the law that a draft is made from, cases too, and over what officials published over them. */
export function fingerprintOfLaw(folder: URL = policyFolder): string {
  const hash = createHash('sha256')
  const root = fileURLToPath(folder)
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort())
    if (file.endsWith('.yaml'))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0')
  const [now, files] = [policy(), filesLaw()]
  if (now !== files)
    hash.update(
      canonical([[...now.values.values()].filter((one) => one !== files.values.get(one.id)), now.calendar]),
    )
  return hash.digest('hex')
}

function writeCases(files: Files, draft: DraftText): void {
  type Cases = { cases: { case: string; answer: string; ground?: string }[] }
  const routes = new Set([...draft.cases, ...draft.turns].map(({ route }) => route))
  for (const route of routes) {
    const file = `cases/${route}.yaml`
    if (!files.list('cases').includes(file)) continue
    const data = files.read<Cases>(file)
    for (const turn of draft.turns.filter((one) => one.route === route)) {
      const row = data.cases.find((one) => one.case === turn.case)
      if (!row) continue
      row.answer = turn.answer
      if (turn.ground) row.ground = turn.ground
      else delete row.ground
    }
    for (const { route: _, ...own } of draft.cases.filter((one) => one.route === route))
      data.cases.push({ ...own, ...(own.ground ? { ground: own.ground } : {}) } as Cases['cases'][number])
    files.edit(file, data)
  }
}
