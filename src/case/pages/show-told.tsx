import { messageText } from '../../message/text.ts'
import { formatMoment, type Locale } from '../../platform/language.ts'
import type { Told } from '../find-told.ts'
import { caseText } from '../text.ts'

/** For an officer: whether the parties know. A line that did not arrive is a reason to telephone before a day is counted. */
export function WhatWasTold({ locale, told, number }: { locale: Locale; told: Told[]; number: string }) {
  if (told.length === 0) return null
  const t = caseText(locale)
  const m = messageText(locale)
  return (
    <section class="flow-small" aria-labelledby="told">
      <h2 id="told">{t('told.title')}</h2>
      <ul>
        {told.map((one) => (
          <li>
            {formatMoment(locale, one.at)}: {m(one.template, { number })}{' '}
            <span class="hint">
              {[
                ...one.tries.map((way) => `${m(`channels.${way.channel}`)}: ${m(`delivery.${way.state}`)}`),
                one.read_at ? t('told.read', { at: formatMoment(locale, one.read_at) }) : t('told.unread'),
              ].join('; ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
