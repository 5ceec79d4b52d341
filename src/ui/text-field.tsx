import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { describedBy, Field, type FieldProps, fieldId } from './field.tsx'
import { htmlLanguage } from './language-switch.tsx'
import { uiText } from './text.ts'

export interface TextFieldProps extends FieldProps {
  value?: string | undefined
  type?: 'text' | 'email' | 'search' | 'password' | 'url' | undefined
  /** Tokens of the HTML standard: `given-name`, `family-name`, `one-time-code`, `off` … */
  autocomplete?: string | undefined
  inputmode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | undefined
  /** How much is expected: 2, 4, 10 or 20 letters; full width by default. */
  width?: 2 | 4 | 10 | 20 | undefined
  /** Language of the answer, when it is not the page's (a name in its own script). */
  answerLanguage?: Locale | undefined
  spellcheck?: boolean | undefined
  maxlength?: number | undefined
  /** Stands before or after the field: a sign, a unit. */
  prefix?: Child
  suffix?: Child
  /** `mono` for codes that are compared letter by letter. */
  look?: 'mono' | undefined
  /** Choices offered while typing; any other answer stays possible. */
  suggestions?: string[] | undefined
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { name, value, prefix, suffix, suggestions } = props
  const id = fieldId(name)
  const list = suggestions && `${id}-list`
  const input = (
    <input
      id={id}
      name={name}
      type={props.type ?? 'text'}
      class={['input', props.width && `w${props.width}`, props.look].filter(Boolean).join(' ')}
      value={value ?? ''}
      autocomplete={props.autocomplete}
      inputmode={props.inputmode}
      maxlength={props.maxlength}
      lang={props.answerLanguage && htmlLanguage(props.answerLanguage)}
      spellcheck={props.spellcheck}
      aria-describedby={describedBy(props)}
      aria-invalid={props.error ? 'true' : undefined}
      list={list}
    />
  )
  return (
    <Field {...props}>
      {prefix || suffix ? (
        <div class="affix">
          {prefix && <span aria-hidden="true">{prefix}</span>}
          {input}
          {suffix && <span aria-hidden="true">{suffix}</span>}
        </div>
      ) : (
        input
      )}
      {suggestions && (
        <datalist id={list}>
          {suggestions.map((each) => (
            <option value={each} />
          ))}
        </datalist>
      )}
    </Field>
  )
}

type Ready = FieldProps & { value?: string | undefined }

/** A phone number in any form people write it; the country code matters most. */
export function PhoneField(props: Ready) {
  return (
    <TextField
      hint={uiText(props.locale)('field.phone')}
      {...props}
      inputmode="tel"
      autocomplete="tel"
      width={20}
      spellcheck={false}
    />
  )
}

/** An amount in tenge. Say "in tenge" in the label: the sign ₸ beside the field is not read out. */
export function MoneyField(props: Ready) {
  return (
    <TextField {...props} inputmode="decimal" autocomplete="off" width={10} suffix="₸" spellcheck={false} />
  )
}

/** An individual identification number: 12 digits; spaces are accepted. */
export function IinField(props: Ready) {
  return (
    <TextField
      hint={uiText(props.locale)('field.iin')}
      {...props}
      inputmode="numeric"
      autocomplete="off"
      width={20}
      spellcheck={false}
      look="mono"
    />
  )
}

/** A code sent by SMS or Telegram; the phone may fill it in by itself. */
export function CodeField(props: Ready) {
  return (
    <TextField
      {...props}
      inputmode="numeric"
      autocomplete="one-time-code"
      width={10}
      spellcheck={false}
      look="mono"
    />
  )
}
