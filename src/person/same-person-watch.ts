import type { Doing, Ground } from '../platform/act.ts'
import type { RegisterPerson } from './register-person.ts'

/** A record that may be of the person who is being registered. */
export interface LookAlike {
  person: string
  /** Whether the one who registers may open it. */
  visible: boolean
  /** 0 to 1, by the learned weights. */
  probability: number
  /** What the watch keeps of it when the registration goes on. */
  kept: unknown
}

/**
 * What the module that tells people apart does inside the acts of the register. It stands above this module, so it enters itself here;
 * without it people of one name and birth date are all that is looked for.
 */
export interface SamePersonWatch {
  /** Before a record is made: who may be the same person, the likeliest first. */
  lookFor(doing: Doing, newcomer: RegisterPerson): Promise<LookAlike[]>
  /** After it was made: it can be found from now on, and every look-alike waits for a reviewer, with what was said of it. */
  registered(doing: Doing, person: string, newcomer: RegisterPerson, alike: LookAlike[]): Promise<void>
  /** Name, birth date or documents of a record changed. */
  changed(doing: Doing, person: string): Promise<void>
}

let watch: SamePersonWatch | undefined

/** The module above says what it does; once, when the program is put together. */
export function watchSamePerson(one: SamePersonWatch | undefined): void {
  watch = one
}
export const samePersonWatch = (): SamePersonWatch | undefined => watch

/** The grounds on which a registration waits: each record the asker may open by its id, the rest as one ground without. */
export function groundsOfAlike(alike: LookAlike[]): Ground[] {
  const seen = alike
    .filter(({ visible }) => visible)
    .map(({ person, probability }) => ({
      code: 'similar-people',
      see: person,
      values: { likely: Math.min(99, Math.round(probability * 100)) },
    }))
  return alike.length > seen.length ? [...seen, { code: 'similar-elsewhere' }] : seen
}
