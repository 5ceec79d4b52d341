import { describedBy, FieldError, type FieldProps, fieldId } from './field.tsx'
import { uiText } from './text.ts'

/** What was typed into the three boxes, also when it is no date. */
export interface DateParts {
  day?: string | undefined
  month?: string | undefined
  year?: string | undefined
}

export interface DateFieldProps extends FieldProps {
  /** A date (YYYY-MM-DD) or what was typed. */
  value?: string | DateParts | undefined
  /** `bday` offers the browser's known date of birth. */
  autocomplete?: 'bday' | undefined
}

const parts = ['day', 'month', 'year'] as const

/**
 * A date in three boxes, named `<name>-day`, `<name>-month`, `<name>-year`. `readDate` reads them, and also a whole date
 * pasted into the first box or a month in words. The error summary leads to the first box (`fieldId(name)`).
 */
export function DateField(props: DateFieldProps) {
  const { locale, name, error } = props
  const t = uiText(locale)
  const id = fieldId(name)
  const value = typeof props.value === 'string' ? splitDate(props.value) : (props.value ?? {})
  const hint = props.hint ?? t('day.hint')
  return (
    <fieldset class={error ? 'field wrong' : 'field'} aria-describedby={describedBy({ name, hint, error })}>
      <legend>
        {props.heading ? <h1 class="question">{props.label}</h1> : props.label}
        {props.optional && <span class="optional"> ({t('field.optional')})</span>}
      </legend>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {error && <FieldError locale={locale} name={name} error={error} />}
      <div class="date">
        {parts.map((part) => {
          const boxId = part === 'day' ? id : `${id}-${part}`
          return (
            <div>
              <label for={boxId}>{t(`day.${part}`)}</label>
              <input
                id={boxId}
                name={`${name}-${part}`}
                class={part === 'year' ? 'input w4' : 'input w2'}
                value={value[part] ?? ''}
                inputmode="numeric"
                autocomplete={props.autocomplete && `${props.autocomplete}-${part}`}
                aria-invalid={error ? 'true' : undefined}
              />
            </div>
          )
        })}
      </div>
    </fieldset>
  )
}

function splitDate(date: string): DateParts {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(date) ?? []
  return { year, month: month?.replace(/^0/, ''), day: day?.replace(/^0/, '') }
}

/** What was typed into the boxes of the date `name`, from the answers of a form that came back. */
export function dateParts(values: Record<string, string | undefined>, name: string): DateParts {
  return { day: values[`${name}-day`], month: values[`${name}-month`], year: values[`${name}-year`] }
}
