import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Icon, type IconName } from './icon.tsx'
import { uiText } from './text.ts'

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger' | 'waiting' | 'quiet'

/** Each tone has its own icon and outline, so that no colour has to be seen. */
const toneIcon: Record<Tone, IconName> = {
  neutral: 'circle',
  info: 'circle-dot',
  success: 'circle-check',
  warning: 'triangle-alert',
  danger: 'octagon-x',
  waiting: 'hourglass',
  quiet: 'circle-minus',
}

/** A state in a word with its icon. The words come from the module that knows the state. */
export function StatusTag({
  tone,
  icon,
  children,
}: {
  tone: Tone
  icon?: IconName | undefined
  children?: Child
}) {
  return (
    <span class={`tag ${tone}`}>
      <Icon name={icon ?? toneIcon[tone]} />
      {children}
    </span>
  )
}

/** The plain statuses of tasks and trackers, worded alike everywhere. */
export const taskStatuses = [
  'not-started',
  'waiting-on-you',
  'in-progress',
  'completed',
  'exempted',
  'cannot-start',
] as const
export type TaskStatus = (typeof taskStatuses)[number]

const taskTone: Record<TaskStatus, Tone> = {
  'not-started': 'neutral',
  'waiting-on-you': 'waiting',
  'in-progress': 'info',
  completed: 'success',
  exempted: 'quiet',
  'cannot-start': 'quiet',
}

export function TaskStatusTag({ locale, status }: { locale: Locale; status: TaskStatus }) {
  return (
    <StatusTag tone={taskTone[status]} icon={status === 'cannot-start' ? 'lock' : undefined}>
      {uiText(locale)(`status.${status}`)}
    </StatusTag>
  )
}
