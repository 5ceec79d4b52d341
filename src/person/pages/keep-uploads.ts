import { isRefusal } from '../../platform/act.ts'
import type { Visit } from '../../ui/visit.ts'
import { storeFile } from '../store-file.ts'

const kinds = { photo: 'photo', documentFile: 'travel-document' } as const

/** Largest form with a photo and a document, in bytes. */
export const uploadLimit = 22 * 1024 * 1024

/**
 * Stores what came with the form and answers the form's values with the ids and names of the files, new or kept from before.
 * @throws Fault invalid-input at the field whose file cannot be used
 */
export async function keepUploads(visit: Visit): Promise<Record<string, string>> {
  const { text, files } = visit.answers
  const values = { ...text }
  for (const field of ['photo', 'documentFile'] as const) {
    const file = files[field]?.[0]
    values[field] = text[`${field}Id`] ?? ''
    if (!file || file.bytes.byteLength === 0) continue
    const { name, bytes } = file
    const stored = await storeFile(visit.instance, visit.actor, {
      kind: kinds[field],
      name,
      bytes,
      path: field,
    })
    if (isRefusal(stored)) continue
    values[field] = stored.id
    values[`${field}Name`] = name.slice(0, 120)
  }
  return values
}
