import { parse } from '../../platform/act.ts'
import { Fault, type Issue } from '../../platform/fault.ts'
import { isId } from '../../platform/new-id.ts'
import type { Visit } from '../../ui/visit.ts'
import { type CheckedRegistration, checkRegistration } from '../check-registration.ts'
import { findDrafts, type RegistrationDraft } from '../keep-draft.ts'
import { RegisterPerson } from '../register-person.ts'
import { personFromForm } from './person-from-form.ts'
import { answersOf, type Part, type PartView, partOf } from './registration-fields.tsx'

/** A registration asked step by step: of oneself, or of somebody beside the officer. */
export interface Steps {
  self: boolean
  /** Address of the list of parts. */
  base: string
  /** Absent before the first answer of a person's own registration. */
  draft: RegistrationDraft | undefined
  answers: Record<string, string>
}

/** @throws Fault already-exists for somebody registered, not-found for a draft of somebody else */
export async function openSteps(visit: Visit): Promise<Steps> {
  const { instance, actor, params } = visit
  if (actor.kind === 'person') {
    if (actor.person) throw new Fault('already-exists')
    const [draft] = await findDrafts(instance, actor)
    return { self: true, base: '/register/self', draft, answers: draft?.answers ?? {} }
  }
  if (!isId(params.id)) throw new Fault('not-found')
  const [draft] = await findDrafts(instance, actor, params.id)
  if (!draft) throw new Fault('not-found')
  return { self: false, base: `/register/assisted/${draft.id}`, draft, answers: draft.answers }
}

/** The whole registration as the act takes it. */
export const wholeOf = (steps: Steps, visit: Visit, answers = steps.answers) => ({
  ...personFromForm(answers),
  language: steps.self ? visit.locale : (steps.draft?.language ?? visit.locale),
})

/** What would stop the registration with these answers, without looking at the register, and what is odd in them. */
export function checkSteps(steps: Steps, visit: Visit, answers = steps.answers): CheckedRegistration {
  try {
    const input = parse(RegisterPerson, wholeOf(steps, visit, answers))
    return checkRegistration(input, visit.instance.clock.today())
  } catch (error) {
    if (!(error instanceof Fault) || error.issues.length === 0) throw error
    return { issues: error.issues, warnings: [] }
  }
}

export const needNot: Part[] = ['background', 'photo']

export function statusOf(part: Part, answers: Record<string, string>, issues: Issue[]) {
  if (!answersOf(part).some((name) => answers[name])) return 'not-started'
  return issues.some((issue) => partOf(issue) === part) ? 'in-progress' : 'completed'
}

export const viewOf = (steps: Steps, visit: Visit, rest: Partial<PartView> = {}): PartView => ({
  locale: visit.locale,
  alsoIn: !steps.self && steps.draft?.language !== visit.locale ? steps.draft?.language : undefined,
  values: steps.answers,
  errors: [],
  self: steps.self,
  today: visit.instance.clock.today(),
  ...rest,
})
