import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Button } from './button.tsx'
import { uiText } from './text.ts'

export interface FormProps {
  /** `answers` on pages whose languages must keep what was typed (see Page.hasForm). */
  id?: string
  action: string
  /** Id of this request (a UUID made when the form was drawn): the same id twice is answered once. */
  request: string
  /** `files` sends as multipart/form-data. */
  files?: boolean | undefined
  /** Other values that go along unseen, such as the version of the record the form shows. */
  hidden?: Record<string, string | undefined> | undefined
  children?: Child
}

/** A form that posts. The browser's own checks are off: the server's answer comes in the reader's language. */
export function Form({ id = 'answers', action, request, files, hidden = {}, children }: FormProps) {
  return (
    <form
      class="form flow"
      id={id}
      method="post"
      action={action}
      enctype={files ? 'multipart/form-data' : undefined}
      novalidate={true}
    >
      <input type="hidden" name="_request" value={request} />
      {Object.entries(hidden).map(
        ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
      )}
      {children}
    </form>
  )
}

export interface FormActionsProps {
  locale: Locale
  /** Words of the main button; "Save and continue" by default. */
  label?: string | undefined
  /** Offers "Save and come back later" (`_later=yes`, no validation). */
  later?: boolean | undefined
  /** Other buttons or links. */
  children?: Child
}

/** The end of a form: its main button, then ways to stop. The main button has no name, as Enter presses it too. */
export function FormActions({ locale, label, later, children }: FormActionsProps) {
  const t = uiText(locale)
  return (
    <div class="actions">
      <Button>{label ?? t('form.save')}</Button>
      {later && (
        <Button kind="secondary" name="_later" value="yes" formnovalidate>
          {t('form.later')}
        </Button>
      )}
      {children}
    </div>
  )
}
