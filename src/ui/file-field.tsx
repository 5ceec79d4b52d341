import { describedBy, Field, type FieldProps, fieldId } from './field.tsx'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface FileFieldProps extends FieldProps {
  /** As in HTML: `image/*,application/pdf`. */
  accept?: string | undefined
  /** Told in the hint; the server checks it. */
  megabytes?: number | undefined
  multiple?: boolean | undefined
  /** Opens the camera on a phone: `environment` for documents, `user` for a portrait. */
  camera?: 'environment' | 'user' | undefined
  /** Name of a file already received: it stays unless another is chosen. */
  kept?: string | undefined
}

/** A photo or a document. The form needs `files`. */
export function FileField(props: FileFieldProps) {
  const t = uiText(props.locale)
  const hint = props.hint ?? t('field.file', { megabytes: props.megabytes ?? 10 })
  return (
    <Field {...props} hint={hint} class="file">
      {props.kept && (
        <p class="kept">
          <Icon name="circle-check" />
          {t('field.file.kept', { name: props.kept })}
        </p>
      )}
      <input
        type="file"
        id={fieldId(props.name)}
        name={props.name}
        class="input"
        accept={props.accept ?? 'image/*,application/pdf'}
        multiple={props.multiple}
        capture={props.camera}
        aria-describedby={describedBy({ ...props, hint })}
        aria-invalid={props.error ? 'true' : undefined}
      />
    </Field>
  )
}
