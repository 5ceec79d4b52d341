import { createHmac } from 'node:crypto'
import { canonical } from '../platform/act.ts'

export type Source = 'event' | 'read'

/** A row as the log commits to it: everything but the persons, and for each person a commitment of their own. */
export interface Content {
  source: Source
  row: Record<string, unknown>
  subjects: string[]
}

const keyed = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Opens the whole leaf, without the persons. */
export const contentKey = (salt: Uint8Array): Buffer => keyed(salt, 'content')
/** Opens one person of a leaf; the others stay closed, also to somebody who knows who they might be. */
export const subjectKey = (salt: Uint8Array, position: number): Buffer => keyed(salt, `subject ${position}`)

export const commitSubject = (key: Uint8Array, person: string): string =>
  keyed(key, person).toString('base64url')

/** What a leaf says, as a receipt shows it. */
export const contentOf = (
  source: Source,
  row: Record<string, unknown>,
  subjects: string[],
  salt: Uint8Array,
): Content => ({
  source,
  row,
  subjects: subjects.map((person, position) => commitSubject(subjectKey(salt, position), person)),
})

/** 32 bytes that stand in the log. Without the key nobody can guess what they say. */
export const commit = (key: Uint8Array, content: Content): Buffer => keyed(key, canonical(content))
