import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface FiltersProps {
  locale: Locale
  /** Address the form goes to; what is chosen stands in the query, so that it can be saved and shared. */
  action: string
  /** How many are set now: tells, opens the panel on a phone, and offers to clear them. */
  on?: number | undefined
  /** Parameters that stay, such as the order. */
  keep?: Record<string, string | undefined> | undefined
  /** Fields: TextField, Select, Radios … */
  children?: Child
}

/** Filters of a list, as a plain GET form that opens and closes without script. */
export function Filters({ locale, action, on = 0, keep = {}, children }: FiltersProps) {
  const t = uiText(locale)
  return (
    <details class="filters" open={on > 0}>
      <summary>
        <Icon name="list-filter" />
        {t('filters.title')}
        {on > 0 && <span class="count">{t('filters.on', { count: on })}</span>}
        <Icon name="chevron-down" />
      </summary>
      <form method="get" action={action}>
        {Object.entries(keep).map(
          ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
        )}
        <div class="filter-fields">{children}</div>
        <div class="actions">
          <Button small>{t('filters.apply')}</Button>
          {on > 0 && (
            <a class="plain" href={action}>
              {t('filters.clear')}
            </a>
          )}
        </div>
      </form>
    </details>
  )
}

/** One line to search with: a GET form with the field `name`. */
export function SearchForm(props: {
  locale: Locale
  action: string
  label: string
  button: string
  name?: string
  value?: string | undefined
}) {
  return (
    <form class="search" method="get" action={props.action}>
      <label for="search">{props.label}</label>
      <div>
        <input
          id="search"
          class="input"
          type="search"
          name={props.name ?? 'q'}
          value={props.value ?? ''}
          autocomplete="off"
          spellcheck={false}
          data-search
        />
        <Button icon="search">{props.button}</Button>
      </div>
    </form>
  )
}
