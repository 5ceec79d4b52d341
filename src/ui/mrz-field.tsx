import { describedBy, Field, type FieldProps, fieldId } from './field.tsx'
import { uiText } from './text.ts'

export interface MrzFieldProps extends FieldProps {
  value?: string | undefined
  /** Three lines for identity cards (TD1), two for passports and visas. */
  lines?: 2 | 3 | undefined
}

/**
 * The machine-readable zone: typed, pasted, or sent by a reader that acts as a keyboard. It takes several lines, so a reader's
 * Enter after each line starts the next line and does not submit.
 */
export function MrzField(props: MrzFieldProps) {
  const hint = props.hint ?? uiText(props.locale)('field.mrz')
  return (
    <Field {...props} hint={hint}>
      <textarea
        id={fieldId(props.name)}
        name={props.name}
        class="input mono mrz"
        rows={props.lines ?? 2}
        cols={44}
        wrap="off"
        autocomplete="off"
        autocapitalize="characters"
        autocorrect="off"
        spellcheck={false}
        translate="no"
        data-mrz
        aria-describedby={describedBy({ ...props, hint })}
        aria-invalid={props.error ? 'true' : undefined}
      >
        {props.value ?? ''}
      </textarea>
    </Field>
  )
}
