import type { Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

export interface HelpWays {
  /** Number as people read it; `hours` and price in words. */
  phone?: { number: string; hours?: string | undefined } | undefined
  telegram?: { href: string; name: string } | undefined
  offices?: { href: string } | undefined
}

/** Ways to a human, after the content of every page, in this order (WCAG 3.2.6). */
export function Help({
  locale,
  wide,
  phone,
  telegram,
  offices,
}: HelpWays & { locale: Locale; wide?: boolean }) {
  const t = uiText(locale)
  return (
    <aside class={wide ? 'help band' : 'help'} aria-labelledby="help-title">
      <div class={wide ? 'shell' : undefined}>
        <h2 id="help-title">{t('help.title')}</h2>
        <ul>
          {phone && (
            <li>
              <Icon name="phone" />
              <div>
                {t('help.phone')} <a href={`tel:${phone.number.replace(/[^+\d]/g, '')}`}>{phone.number}</a>
                {phone.hours && <p class="hint">{phone.hours}</p>}
              </div>
            </li>
          )}
          {telegram && (
            <li>
              <Icon name="send" />
              <div>
                {t('help.telegram')} <a href={telegram.href}>{telegram.name}</a>
              </div>
            </li>
          )}
          {offices && (
            <li>
              <Icon name="map-pin" />
              <div>
                <a href={offices.href}>{t('help.offices')}</a>
              </div>
            </li>
          )}
        </ul>
      </div>
    </aside>
  )
}
