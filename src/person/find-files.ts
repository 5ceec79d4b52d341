import type { Actor } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { read } from '../platform/read.ts'
import { peopleReaders } from './find-people.ts'
import type { FileKind } from './prepare-file.ts'
import { survivingRecord } from './surviving-record.ts'

export interface KeptFile {
  id: string
  kind: FileKind
  name: string
  uploaded_at: Date
  /** The photograph that stands on the record now. */
  current: boolean
}

/** Names of a person's photographs and documents, newest first; opening one leaves a read record of its own. @throws Fault not-found */
export function findFiles(instance: Instance, actor: Actor, person: string): Promise<KeptFile[]> {
  return read(
    instance,
    actor,
    {
      what: 'file-list',
      who: peopleReaders,
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['documents'],
    },
    async ({ tx }) => {
      const { id } = await survivingRecord(tx, person)
      const answer = await tx.rows<KeptFile>(sql`
        select f.id, f.kind, f.name, f.uploaded_at, f.id = p.photo as current
        from person.file f join person.person p on p.id = f.person_id
        where p.id = ${id}::uuid order by f.uploaded_at desc, f.id limit 200`)
      return { answer, subjects: [id] }
    },
  )
}
