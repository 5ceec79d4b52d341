import { expect, it } from 'vitest'
import { z } from 'zod'
import { parse } from './act.ts'
import type { Fault } from './fault.ts'

const Asked = z.strictObject({ facts: z.strictObject({ age: z.int() }) })

const issuesOf = (value: unknown) => {
  try {
    parse(Asked, value)
    return []
  } catch (error) {
    return (error as Fault).issues
  }
}

it('each field that is wrong, missing or not known is named', () => {
  expect(issuesOf({ facts: { age: 3 } })).toEqual([])
  expect(issuesOf({ facts: {} })).toEqual([{ path: 'facts.age', code: 'required' }])
  expect(issuesOf({ facts: { age: 3, wage: 1, job: 2 }, note: '' })).toEqual([
    { path: 'facts.wage', code: 'unknown-field' },
    { path: 'facts.job', code: 'unknown-field' },
    { path: 'note', code: 'unknown-field' },
  ])
})
it('what stands where a name should be is not said back', () => {
  expect(issuesOf({ facts: { age: 3 }, 'Айгүл 900327': 1, [`x${'y'.repeat(80)}`]: 1 })).toEqual([
    { path: '…', code: 'unknown-field' },
    { path: '…', code: 'unknown-field' },
  ])
})
