import type { Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

export interface Crumb {
  /** Without an address it is the page itself. */
  href?: string | undefined
  label: string
}

/** Where the page stands, from the home page down. */
export function Breadcrumbs({ locale, path }: { locale: Locale; path: Crumb[] }) {
  return (
    <nav class="crumbs" aria-label={uiText(locale)('nav.path')}>
      <ol>
        {path.map((crumb) => (
          <li>
            {crumb.href ? (
              <a href={crumb.href}>{crumb.label}</a>
            ) : (
              <span aria-current="page">{crumb.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
