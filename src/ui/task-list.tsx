import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { fieldId } from './field.tsx'
import { type TaskStatus, TaskStatusTag } from './status-tag.tsx'
import { uiText } from './text.ts'

export interface Task {
  /** Unique on the page. */
  id: string
  label: string
  /** Absent while the task cannot be started. */
  href?: string | undefined
  hint?: Child
  status: TaskStatus
}

export interface TaskListProps {
  locale: Locale
  sections: { title?: string | undefined; tasks: Task[] }[]
  /** Tells how many are done above the list. */
  progress?: boolean | undefined
}

/** What has to be done, in any order, with save and return. Done and not-needed tasks count as done. */
export function TaskList({ locale, sections, progress = true }: TaskListProps) {
  const t = uiText(locale)
  const tasks = sections.flatMap((section) => section.tasks)
  const done = tasks.filter((task) => task.status === 'completed' || task.status === 'exempted').length
  return (
    <div class="tasks flow">
      {progress && (
        <div class="tasks-progress">
          <p id="tasks-done">{t('tasks.progress', { done, all: tasks.length })}</p>
          <progress aria-labelledby="tasks-done" max={tasks.length} value={done} />
        </div>
      )}
      {sections.map((section) => (
        <section class="flow-small">
          {section.title && <h2>{section.title}</h2>}
          <ul class="task-list">
            {section.tasks.map((task) => {
              const id = fieldId(task.id)
              return (
                <li class={task.href ? 'task' : 'task closed'}>
                  <div>
                    {task.href ? (
                      <a href={task.href} aria-describedby={`${id}-status`}>
                        {task.label}
                      </a>
                    ) : (
                      <span>{task.label}</span>
                    )}
                    {task.hint && <p class="hint">{task.hint}</p>}
                  </div>
                  <div id={`${id}-status`}>
                    <TaskStatusTag locale={locale} status={task.status} />
                  </div>
                </li>
              )
            })}
          </ul>
        </section>
      ))}
    </div>
  )
}
