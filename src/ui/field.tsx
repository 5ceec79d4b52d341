import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

/** What every field has. */
export interface FieldProps {
  locale: Locale
  name: string
  label: Child
  /** One short line on how to answer, or why we ask. */
  hint?: Child
  /** The sentence that says how to mend it; the field is then marked as wrong. */
  error?: Child | undefined
  /** Marks the field as not needed. Required fields carry no mark. */
  optional?: boolean | undefined
  /** The label is the question of the page and stands as its heading. */
  heading?: boolean | undefined
}

/** The id of the control of a field: error summaries and "Change" links lead to it. */
export const fieldId = (name: string): string => `f-${name.replace(/[^\w-]+/g, '-')}`

/** Value of `aria-describedby`: the hint, then the error, whichever there are. */
export function describedBy(
  { name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>,
  hintAlways = false,
) {
  const id = fieldId(name)
  return (
    [hint || hintAlways ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ') ||
    undefined
  )
}

/** Label, hint and error around one control. The other fields are made of it. */
export function Field(props: FieldProps & { children?: Child; class?: string | undefined }) {
  const { locale, name, label, hint, error, optional, heading, children } = props
  const id = fieldId(name)
  const inner = (
    <label for={id}>
      {label}
      {optional && <span class="optional"> ({uiText(locale)('field.optional')})</span>}
    </label>
  )
  return (
    <div class={['field', error && 'wrong', props.class].filter(Boolean).join(' ')}>
      {heading ? <h1 class="question">{inner}</h1> : inner}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && <FieldError locale={locale} name={name} error={error} />}
      {children}
    </div>
  )
}

export function FieldError({ locale, name, error }: { locale: Locale; name: string; error: Child }) {
  return (
    <p class="error" id={`${fieldId(name)}-error`}>
      <Icon name="circle-alert" />
      <span>
        <span class="unseen">{uiText(locale)('error.label')} </span>
        {error}
      </span>
    </p>
  )
}

export interface FieldsetProps {
  locale?: Locale | undefined
  /** Needed when the set as a whole can be wrong. */
  name?: string | undefined
  legend: Child
  hint?: Child
  error?: Child | undefined
  optional?: boolean | undefined
  heading?: boolean | undefined
  children?: Child
}

/** Several fields that answer one question, such as a date or an address. */
export function Fieldset({ locale, name, legend, hint, error, optional, heading, children }: FieldsetProps) {
  const described = name ? describedBy({ name, hint, error }) : undefined
  return (
    <fieldset class={error ? 'field wrong' : 'field'} aria-describedby={described}>
      <legend>
        {heading ? <h1 class="question">{legend}</h1> : legend}
        {optional && locale && <span class="optional"> ({uiText(locale)('field.optional')})</span>}
      </legend>
      {hint && (
        <p class="hint" id={name && `${fieldId(name)}-hint`}>
          {hint}
        </p>
      )}
      {error && locale && name && <FieldError locale={locale} name={name} error={error} />}
      {children}
    </fieldset>
  )
}
