import type { Audience } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import { type FormView, get, post, type Route, type Visit } from './visit.ts'

/**
 * A page with one form, as two routes. POST does the thing and redirects; with wrong answers the page comes back with what was
 * typed and what is wrong (422). The language switch inside the form posts `_language`: nothing is done, the page comes back in
 * the other language with every half-filled answer kept, without script.
 */
export function formPage(spec: {
  path: string
  who: Audience
  bodyLimit?: number
  /** What the form starts with. */
  start?(visit: Visit): Promise<Partial<FormView>>
  show(visit: Visit, form: FormView): Promise<Response>
  submit(visit: Visit): Promise<Response>
}): Route[] {
  const view = (visit: Visit, issues: FormView['issues']): FormView => ({
    values: visit.answers.text,
    lists: visit.answers.lists,
    issues,
  })
  return [
    get(spec.path, spec.who, async (visit) => {
      const start = (await spec.start?.(visit)) ?? {}
      return spec.show(visit, { values: {}, lists: {}, issues: [], ...start })
    }),
    post(
      spec.path,
      spec.who,
      async (visit) => {
        if (visit.answers.text._language) return spec.show(visit, view(visit, []))
        try {
          return await spec.submit(visit)
        } catch (error) {
          if (!(error instanceof Fault) || error.issues.length === 0) throw error
          const page = await spec.show(visit, view(visit, error.issues))
          return new Response(page.body, { status: error.status, headers: page.headers })
        }
      },
      { keeps: true, ...(spec.bodyLimit ? { bodyLimit: spec.bodyLimit } : {}) },
    ),
  ]
}
