import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export interface ButtonProps {
  /** `primary` one a page; `danger` for what cannot be taken back; `plain` looks like a link. */
  kind?: 'primary' | 'secondary' | 'danger' | 'plain' | undefined
  /** With an address it is a link that looks like a button. */
  href?: string | undefined
  name?: string | undefined
  value?: string | undefined
  /** Id of a form elsewhere on the page. */
  form?: string | undefined
  /** Posts to another address than the form's. */
  formaction?: string | undefined
  formnovalidate?: boolean | undefined
  icon?: IconName | undefined
  /** What a screen reader hears after the words, when the same button stands in each row. */
  about?: string | undefined
  /** Small, for rows of a table. */
  small?: boolean | undefined
  children?: Child
}

/** A button that submits, or a link that looks like one. Buttons are never disabled: pressing tells what is missing. */
export function Button({ kind = 'primary', href, icon, about, small, children, ...rest }: ButtonProps) {
  const style = kind === 'plain' ? 'plain' : `button ${kind}${small ? ' small' : ''}`
  const inner = (
    <>
      {icon && <Icon name={icon} />}
      <span>
        {children}
        {about && <span class="unseen"> {about}</span>}
      </span>
    </>
  )
  return href ? (
    <a class={style} href={href}>
      {inner}
    </a>
  ) : (
    <button class={style} {...rest}>
      {inner}
    </button>
  )
}

/** Buttons side by side on a wide screen, one under another on a phone. */
export function ButtonRow({ children }: { children?: Child }) {
  return <div class="actions">{children}</div>
}
