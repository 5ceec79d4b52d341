import { z } from 'zod'
import { isRefusal } from '../platform/act.ts'
import type { applyForKandasStatus } from './apply-for-residence.ts'

/** What a program hears when an application or an extension is filed. */
export const Filed = z.strictObject({
  number: z.string().describe('The case: ask for its state with it.'),
  place: z.string().describe('Of the regional quota: `held`, `none` or `not-needed`.'),
})

export const filed = (answer: Awaited<ReturnType<typeof applyForKandasStatus>>) =>
  isRefusal(answer) ? answer : { number: answer.number, place: answer.place }
