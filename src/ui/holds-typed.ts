import { isId } from '../platform/new-id.ts'
import type { Answers } from './visit.ts'

/** Whether a posted form holds words or numbers that would have to be typed again; ids and what a lone button says (`yes`, `publish`) are none. */
export const holdsTyped = (answers: Answers): boolean =>
  Object.entries(answers.text).some(
    ([name, value]) => !name.startsWith('_') && value !== '' && !isId(value) && !/^[a-z][a-z-]*$/.test(value),
  )
