import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { fieldId } from './field.tsx'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface FormError {
  /** Name of the field; without it the error is the whole form's. */
  field?: string | undefined
  /** What was asked, where the message alone does not say it: six times "Please answer" names no question. */
  label?: string | undefined
  message: Child
}

/** All that is wrong with the form, at the top of main, each a link to its field. Nothing when there are no errors. */
export function ErrorSummary({
  locale,
  errors,
  title,
}: {
  locale: Locale
  errors: FormError[]
  title?: string
}) {
  if (errors.length === 0) return null
  return (
    <div class="error-summary" role="alert" aria-labelledby="errors-title" tabindex={-1} id="errors">
      <h2 id="errors-title">
        <Icon name="octagon-alert" />
        {title ?? uiText(locale)('error.title')}
      </h2>
      <ul>
        {errors.filter(first).map(({ field, label, message }) => {
          const words = label ? [`${label}: `, message] : message
          return <li>{field ? <a href={`#${fieldId(field)}`}>{words}</a> : words}</li>
        })}
      </ul>
    </div>
  )
}

/** A field that two checks find wrong alike is told of once. */
const first = (error: FormError, at: number, all: FormError[]): boolean =>
  all.findIndex(({ field, message }) => field === error.field && message === error.message) === at
