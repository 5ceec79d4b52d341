import type { Fault } from '../platform/fault.ts'
import { Page } from '../ui/page.tsx'
import type { Frame } from '../ui/visit.ts'
import { appText } from './text.ts'

/** What went wrong, what of theirs is kept, what to do next. The reference finds the log line; it says nothing about anybody. */
export function faultPage(frame: Frame, fault: Fault, reference: string) {
  const t = appText(frame.locale)
  const here = frame.path + (frame.query ? `?${String(frame.query)}` : '')
  const signIn = fault.code === 'not-signed-in' || fault.code === 'session-ended'
  return (
    <Page {...frame} title={t(`fault.${fault.code}`)}>
      <h1>{t(`fault.${fault.code}`)}</h1>
      <p>{t(`fault.${fault.code}.next`)}</p>
      <p>
        {signIn ? (
          <a class="button" href={`/sign-in?to=${encodeURIComponent(here)}`}>
            {t('sign-in')}
          </a>
        ) : fault.status >= 500 || fault.status === 409 ? (
          <a class="button" href={here}>
            {t('fault.again')}
          </a>
        ) : (
          <a href="/">{t('fault.home')}</a>
        )}
      </p>
      {fault.status >= 500 && <p class="hint">{t('fault.reference', { reference })}</p>}
    </Page>
  )
}
