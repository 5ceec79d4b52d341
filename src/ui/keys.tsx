import type { Locale } from '../platform/language.ts'
import { Icon } from './icon.tsx'
import { uiText } from './text.ts'

/** The list of single-key commands of staff lists, and the switch that turns them on. The button shows only with script. */
export function Keys({ locale }: { locale: Locale }) {
  const t = uiText(locale)
  const rows = [
    [['j', 'k'], t('keys.row')],
    [['x'], t('keys.select')],
    [['o'], t('keys.open')],
    [['/'], t('keys.search')],
    [['?'], t('keys.list')],
  ] as const
  return (
    <>
      <button type="button" class="keys-button" popovertarget="keys" data-keys hidden>
        <Icon name="keyboard" />
        {t('keys.title')}
      </button>
      <div class="keys flow-small" id="keys" popover="auto" role="dialog" aria-labelledby="keys-title">
        <h2 id="keys-title">{t('keys.title')}</h2>
        <div class="choice">
          <input type="checkbox" id="keys-on" data-keys-on />
          <label for="keys-on">{t('keys.on')}</label>
        </div>
        <ul class="keys-list">
          {rows.map(([names, what]) => (
            <li>
              {names.map((name) => (
                <>
                  <kbd>{name}</kbd>{' '}
                </>
              ))}
              {what}
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
