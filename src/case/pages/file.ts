import { readingBound } from '../../person/reading-purpose.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { isId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { readingRights } from '../../platform/reading-right.ts'
import { get, type Route, type Visit } from '../../ui/visit.ts'

interface FileRow {
  person_id: string | null
  kind: string
  media_type: string
  name: string
  bytes: Buffer
}

const readers = anyOf(
  account,
  staff('registrar', 'permit-officer', 'supervisor', 'appeal-officer', 'border-officer', 'consular-officer'),
)

/**
 * A file as it was uploaded, to those who may see its person. It is never a page of ours: it is sent as an attachment, in a
 * sandbox, without guessing of its type. An image may still stand in a page of ours.
 */
async function sendFile(visit: Visit): Promise<Response> {
  const id = visit.params.id
  if (!isId(id)) throw new Fault('not-found')
  const file = await read(
    visit.instance,
    visit.actor,
    { what: 'file', who: readers, purpose: 'case-work', legalBasis: 'LAW-MIG', categories: ['documents'] },
    async (looking) => {
      const { tx } = looking
      const row = await tx.one<FileRow>(
        sql`select person_id, kind, media_type, name, bytes from person.file where id = ${id}::uuid`,
      )
      // The portrait on a record is looked at for what the record was opened for; a paper of a case for the case.
      const bound =
        row.person_id && visit.actor.kind === 'staff'
          ? await readingBound(looking, row.person_id, undefined, await readingRights(tx))
          : undefined
      return {
        answer: row,
        subjects: row.person_id ? [row.person_id] : [],
        categories: [row.kind === 'photo' ? 'photo' : 'documents'],
        ...bound,
      }
    },
  )
  const ascii = file.name.replace(/[^\w. -]+/g, '_') || 'file'
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': file.media_type,
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    },
  })
}

export const filePages: Route[] = [get('/files/:id', readers, sendFile)]
