import { expect, it } from 'vitest'
import { Radios } from './choices.tsx'
import { DateField } from './date-field.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { nameQuestions } from './name-questions.ts'
import { TextField } from './text-field.tsx'

const page = (errors: { field: string; label?: string; message: string }[]) =>
  nameQuestions(
    String(
      <main>
        <ErrorSummary locale="en" errors={errors} />
        <TextField locale="en" name="place" label="Place of <work>" optional />
        <Radios
          locale="en"
          name="sex"
          label="Sex"
          options={[
            { value: 'f', label: 'Female' },
            { value: 'm', label: 'Male' },
          ]}
        />
        <DateField locale="en" name="born" label="Born on" />
      </main>,
    ),
  )
const lines = (html: string) => [...html.matchAll(/<a href="#[^"]+">([^<]*)<\/a>/g)].map(([, words]) => words)

it('begins with the question where the same is wrong with several', () => {
  const message = 'Please answer'
  expect(
    lines(
      page([
        { field: 'place', message },
        { field: 'sex', message },
        { field: 'born', message },
        { field: 'gone', message },
      ]),
    ),
  ).toEqual([
    'Place of &lt;work&gt;: Please answer',
    'Sex: Please answer',
    'Born on: Please answer',
    'Please answer',
  ])
})

it('leaves alone what says enough: a message of its own, a question that is named, a page without mistakes', () => {
  expect(
    lines(
      page([
        { field: 'place', message: 'Write where the work is' },
        { field: 'sex', label: 'Sex', message: 'Please answer' },
        { field: 'born', label: 'Born on', message: 'Please answer' },
      ]),
    ),
  ).toEqual(['Write where the work is', 'Sex: Please answer', 'Born on: Please answer'])
  expect(page([])).toBe(page([]))
})
