import { z } from 'zod'
import { act, type Refusal } from '../platform/act.ts'
import { type Actor, account, actorId, anyOf, client, staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import type { Instance } from '../platform/instance.ts'
import { limitRate } from '../platform/limit-rate.ts'
import { newId } from '../platform/new-id.ts'
import { type FileKind, prepareFile } from './prepare-file.ts'
import { takePerson } from './take-person.ts'

/** Files that one account may hand in within a day. */
export const filesOfDay = 60

const keepFile = act({
  name: 'store-file',
  who: anyOf(
    staff('registrar', 'permit-officer', 'border-officer', 'consular-officer', 'appeal-officer'),
    client('register'),
    account,
  ),
  input: z.object({
    kind: z.enum(['photo', 'travel-document', 'contract', 'evidence']),
    name: z.string(),
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'application/pdf']),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.base64(),
    thumbnail: z.base64().optional(),
    person: z.uuid().optional(),
  }),
  async do(input, doing) {
    const { actor } = doing
    // Anybody can open an account, and the disk is everybody's.
    if (actor.kind === 'person')
      await limitRate(doing.tx, doing.now, {
        what: 'store-file',
        who: actor.account,
        most: filesOfDay,
        seconds: 86_400,
      })
    const person = input.person ? (await takePerson(doing, input.person)).id : undefined
    const id = newId()
    await doing.tx.done(sql`
      insert into person.file (id, person_id, account_id, kind, media_type, name, sha256, bytes, thumbnail, uploaded_at, uploaded_by)
      values (${id}::uuid, ${person ?? null}::uuid, ${actor.kind === 'person' ? actor.account : null}::uuid, ${input.kind}, ${input.mediaType}, ${input.name},
        decode(${input.sha256}, 'hex'), decode(${input.bytes}, 'base64'), decode(${input.thumbnail ?? null}, 'base64'),
        ${doing.now.toString()}::timestamptz, ${actorId(actor)})`)
    if (person && input.kind === 'photo')
      await doing.tx.done(sql`update person.person set photo = ${id}::uuid where id = ${person}::uuid`)
    await doing.record({
      type: 'file-stored',
      subjects: person ? [person] : [],
      after: { file: id, kind: input.kind, mediaType: input.mediaType, sha256: input.sha256 },
    })
    return { id }
  },
})

/**
 * Keeps an upload, made harmless by `prepareFile`: for a person (a photo becomes their photo), or for its uploader until
 * somebody is registered with it. The same request id keeps it once.
 */
export async function storeFile(
  instance: Instance,
  actor: Actor,
  given: { kind: FileKind; name: string; bytes: Uint8Array; person?: string; path?: string },
  request?: string,
): Promise<{ id: string } | Refusal> {
  const file = await prepareFile(given.bytes, given.kind, given.path)
  const ending = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'application/pdf': 'pdf' }
  const stem = given.name
    .replace(/\.[^.]*$/, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with such characters is cleaned of them
    .replace(/[\u0000-\u001f\u007f\\/:*?"<>|\u202a-\u202e]/g, ' ')
    .trim()
    .slice(0, 80)
  return keepFile(
    instance,
    actor,
    {
      kind: given.kind,
      name: `${stem || given.kind}.${ending[file.mediaType]}`,
      mediaType: file.mediaType,
      sha256: file.sha256,
      bytes: file.bytes.toString('base64'),
      ...(file.thumbnail ? { thumbnail: file.thumbnail.toString('base64') } : {}),
      ...(given.person ? { person: given.person } : {}),
    },
    request,
  )
}
