import { describedBy, Field, type FieldProps, fieldId } from './field.tsx'
import { uiText } from './text.ts'

export interface Choice {
  value: string
  label: string
  /** Where the words are of another language than the page: a language under its own name. */
  lang?: string | undefined
}

export interface SelectProps extends FieldProps {
  value?: string | undefined
  options: (Choice | { group: string; options: Choice[] })[]
  /** Words of the empty choice; `false` when one is always chosen. */
  empty?: string | false | undefined
  autocomplete?: string | undefined
}

/** What is sent is what is read unless it is said: forty-eight hours need no second word each. */
const sentFor = ({ value, label }: Choice): string | undefined => (value === label ? undefined : value)

/** One of many known answers. For up to seven, Radios are easier. */
export function Select(props: SelectProps) {
  const { value, options, empty } = props
  return (
    <Field {...props}>
      <select
        id={fieldId(props.name)}
        name={props.name}
        class="input"
        autocomplete={props.autocomplete}
        aria-describedby={describedBy(props)}
        aria-invalid={props.error ? 'true' : undefined}
      >
        {empty !== false && <option value="">{empty ?? uiText(props.locale)('field.choose')}</option>}
        {options.map((option) =>
          'group' in option ? (
            <optgroup label={option.group}>
              {option.options.map((each) => (
                <option value={sentFor(each)} lang={each.lang} selected={each.value === value}>
                  {each.label}
                </option>
              ))}
            </optgroup>
          ) : (
            <option value={sentFor(option)} lang={option.lang} selected={option.value === value}>
              {option.label}
            </option>
          ),
        )}
      </select>
    </Field>
  )
}
