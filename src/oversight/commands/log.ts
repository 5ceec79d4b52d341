import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Io, terminal } from '../../platform/command.ts'
import { connect, queryOn, sql } from '../../platform/database.ts'
import { type AuditFinding, auditLog } from '../audit-log.ts'
import { getFrom } from '../get-from.ts'
import { readVerifierKey } from '../signed-note.ts'
import { verifyLog } from '../verify-log.ts'
import { Receipt, verifyReceipt } from '../verify-receipt.ts'
import { WitnessState } from '../witness.ts'

export const usage = `qonys log verify --url URL --key KEY|FILE [--kept FILE]… [--receipt FILE]… [--witness KEY]… [--whole] [--json]
qonys log audit [--json]          with the database of the installation
qonys log admit KEY               keeps the cosignatures of this witness from now on`

/** `qonys log …`: what outsiders, auditors and administrators do with the log. Exit 1 when something is wrong. */
export async function log(args: string[], open: OpenDatabase, io: Io = terminal): Promise<number> {
  const [what, ...rest] = args
  if (what === 'verify') return verify(rest, io)
  if (what === 'audit') return audit(rest, open, io)
  if (what === 'admit') return admit(rest, open, io)
  io.err(usage)
  return 2
}

async function verify(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      kept: { type: 'string', multiple: true, default: [] },
      receipt: { type: 'string', multiple: true, default: [] },
      witness: { type: 'string', multiple: true, default: [] },
      whole: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const key =
    values.key && readVerifierKey(/[+]/.test(values.key) ? values.key : readFileSync(values.key, 'utf8'))
  const witnesses = values.witness.map((one) => readVerifierKey(one)).filter((one) => one !== undefined)
  if (!key || (!values.url && values.receipt.length === 0) || witnesses.length < values.witness.length) {
    io.err(usage)
    return 2
  }
  const receipts = values.receipt.map((file) => {
    const receipt = Receipt.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return receipt.success
      ? { file, receipt: receipt.data, ...verifyReceipt(receipt.data, key, witnesses) }
      : { file, ok: false as const, why: 'receipt-unreadable' }
  })
  // A receipt holds a checkpoint of its day: the log of today must still contain it.
  const kept = [
    ...values.kept.map((file) => keptIn(readFileSync(file, 'utf8'))),
    ...receipts.flatMap((one) => ('receipt' in one ? [one.receipt.checkpoint] : [])),
  ]
  const whole = values.url
    ? await verifyLog({ get: getFrom(values.url).get, log: key, kept, whole: values.whole })
    : undefined
  const ok = receipts.every((one) => one.ok) && (whole?.ok ?? true)
  if (values.json) {
    const said = receipts.map(({ file, ...one }) => ({
      file,
      ok: one.ok,
      ...('why' in one ? { why: one.why } : { cosignedBy: one.cosignedBy }),
    }))
    io.out(JSON.stringify({ ok, log: whole ?? null, receipts: said }))
    return ok ? 0 : 1
  }
  for (const one of receipts)
    io.out(
      `${one.file}: ${one.ok ? `in the log${one.cosignedBy.length > 0 ? `, cosigned by ${one.cosignedBy.join(', ')}` : ''}` : one.why}`,
    )
  if (whole)
    io.out(
      whole.ok
        ? `the log holds ${whole.size} leaves and contains all ${whole.keptSize} that were kept`
        : `the log is not what it was: ${whole.problems.join(', ')}`,
    )
  return ok ? 0 : 1
}

/** A checkpoint as text, or the state of a witness that holds one. */
function keptIn(text: string): string {
  if (!text.startsWith('{')) return text
  return WitnessState.parse(JSON.parse(text)).last ?? ''
}

async function audit(args: string[], open: OpenDatabase, io: Io): Promise<number> {
  const { json } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } }).values
  const counts = new Map<string, number>()
  const leaves = await asOwner(open, (query) =>
    auditLog(query, Temporal.Now.instant(), (one: AuditFinding) => {
      const seen = (counts.get(one.code) ?? 0) + 1
      counts.set(one.code, seen)
      if (json) io.out(JSON.stringify(one))
      else if (seen <= 20)
        io.out(`${one.code}: ${one.source} ${one.row}${one.index === undefined ? '' : `, leaf ${one.index}`}`)
    }),
  )
  const all = [...counts.values()].reduce((a, b) => a + b, 0)
  if (!json) io.out(all === 0 ? `${leaves} leaves, each is what it was` : `${leaves} leaves, ${all} findings`)
  return all === 0 ? 0 : 1
}

async function admit([key = '']: string[], open: OpenDatabase, io: Io): Promise<number> {
  const verifier = readVerifierKey(key)
  if (verifier?.kind !== 4) {
    io.err('This is not the key of a witness (name+id+key, as qonys witness prints it).')
    return 2
  }
  await asOwner(open, (query) =>
    query.done(sql`
      insert into oversight.witness (name, key) values (${verifier.name}, ${key.trim()})
      on conflict (name) do update set key = excluded.key`),
  )
  io.out(`${verifier.name} is admitted`)
  return 0
}

/** Opens the installation's database with its owner's rights. */
export type OpenDatabase = () => Promise<{ url: string; stop(): Promise<void> }>

/** With the owner's rights, as a job: what these commands do is nobody's daily work. */
async function asOwner<T>(
  open: OpenDatabase,
  work: (query: ReturnType<typeof queryOn>) => Promise<T>,
): Promise<T> {
  const database = await open()
  const asJob = `${database.url}${database.url.includes('?') ? '&' : '?'}options=-c%20qonys.actor_kind%3Dsystem`
  const db = connect(asJob, { max: 2 })
  try {
    return await work(queryOn(db))
  } finally {
    await db.destroy()
    await database.stop()
  }
}
