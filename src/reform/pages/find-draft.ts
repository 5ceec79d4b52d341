import { nameIn } from '../../classifier/names.ts'
import { Fault } from '../../platform/fault.ts'
import type { Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { policy } from '../../policy/load-policy.ts'
import { policyText } from '../../policy/text.ts'
import type { Visit } from '../../ui/visit.ts'
import { type DraftRow, getDraft } from '../keep-draft.ts'

/** The name of the draft in the address. @throws Fault not-found for what is no name */
export function idOf(visit: Visit): string {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  return id
}

/** The draft of the address. @throws Fault not-found */
export const draftOf = (visit: Visit): Promise<DraftRow> =>
  look(visit.instance, visit.actor, (tx) => getDraft(tx, idOf(visit)))

/** What an answer of a rule is called. */
export const answerWords = (answer: string, locale: Locale): string => {
  const key = policyText.keys.find((one) => one === `answer.${answer}`)
  return key ? policyText(locale)(key) : answer
}

/** What a kind of permit is called. */
export const routeName = (route: string, locale: Locale): string => {
  const title = policy().routes.get(route)?.title
  return title ? nameIn(title, locale) : route
}
