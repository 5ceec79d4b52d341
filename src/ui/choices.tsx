import type { Child } from 'hono/jsx'
import { type FieldProps, Fieldset, fieldId } from './field.tsx'

export interface Option {
  value: string
  label: Child
  hint?: Child
  /** Fields that belong to this answer; they stand under it, always visible, so that they work without script. */
  follow?: Child
}

export interface RadiosProps extends FieldProps {
  value?: string | undefined
  options: Option[]
  /** Short answers side by side (yes and no). */
  inline?: boolean | undefined
}

/** One answer of a few. */
export function Radios(props: RadiosProps) {
  return (
    <Fieldset {...props} legend={props.label}>
      <Options {...props} type="radio" chosen={props.value === undefined ? [] : [props.value]} />
    </Fieldset>
  )
}

export interface CheckboxesProps extends FieldProps {
  values?: string[] | undefined
  options: Option[]
}

/** Any number of answers of a few; also one single statement to agree to. */
export function Checkboxes(props: CheckboxesProps) {
  return (
    <Fieldset {...props} legend={props.label}>
      <Options {...props} type="checkbox" chosen={props.values ?? []} />
    </Fieldset>
  )
}

interface OptionsProps {
  name: string
  type: 'radio' | 'checkbox'
  options: Option[]
  chosen: string[]
  inline?: boolean | undefined
}

function Options({ name, type, options, chosen, inline }: OptionsProps) {
  return (
    <div class={inline ? 'choices inline' : 'choices'}>
      {options.map((option, index) => {
        const id = index === 0 ? fieldId(name) : `${fieldId(name)}.${index + 1}`
        return (
          <div class="choice">
            <input
              type={type}
              id={id}
              name={name}
              value={option.value}
              checked={chosen.includes(option.value)}
              aria-describedby={option.hint ? `${id}.hint` : undefined}
            />
            <label for={id}>{option.label}</label>
            {option.hint && (
              <p class="hint" id={`${id}.hint`}>
                {option.hint}
              </p>
            )}
            {option.follow && <div class="follow">{option.follow}</div>}
          </div>
        )
      })}
    </div>
  )
}
