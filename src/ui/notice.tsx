import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Icon, type IconName } from './icon.tsx'
import { uiText } from './text.ts'

export interface NoticeProps {
  locale: Locale
  tone?: 'info' | 'success' | 'warning' | 'danger' | undefined
  /** Without a title the tone is said to screen readers in a word. */
  title?: string | undefined
  /** It answers what the person just did (a message after a redirect): screen readers say it at once. */
  live?: boolean | undefined
  children?: Child
}

const icons: Record<NonNullable<NoticeProps['tone']>, IconName> = {
  info: 'info',
  success: 'circle-check',
  warning: 'triangle-alert',
  danger: 'octagon-alert',
}

/** Something to know before going on. One or two a page, or none is read. */
export function Notice({ locale, tone = 'info', title, live, children }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={live ? 'status' : undefined}>
      <Icon name={icons[tone]} />
      <div class="flow-small">
        {title ? <h2>{title}</h2> : <span class="unseen">{uiText(locale)(`notice.${tone}`)}: </span>}
        {children}
      </div>
    </div>
  )
}
