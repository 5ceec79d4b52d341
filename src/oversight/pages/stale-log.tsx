import type { Child } from 'hono/jsx'
import { formatMoment } from '../../platform/language.ts'
import { Notice } from '../../ui/notice.tsx'
import type { Visit } from '../../ui/visit.ts'
import { alarmAfter, logAge, stopAfter } from '../log-age.ts'
import { readingText } from '../reading-text.ts'

/** The alarm on the pages of those who watch: since when nothing is signed, and what stopped or will stop for it. Nothing while all is well. */
export async function staleLog({ instance, actor, locale }: Visit): Promise<Child | undefined> {
  const age = await logAge(instance, actor)
  if (age <= alarmAfter) return undefined
  const t = readingText(locale)
  const signed = instance.clock.now().subtract({ seconds: age })
  return (
    <Notice locale={locale} tone="danger" title={t('log.stale', { at: formatMoment(locale, signed) })}>
      <p>
        {age > stopAfter
          ? t('log.stopped')
          : t('log.stops', { at: formatMoment(locale, signed.add({ seconds: stopAfter })) })}
      </p>
    </Notice>
  )
}
