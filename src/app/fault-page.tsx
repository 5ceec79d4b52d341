import type { Audience } from '../platform/actor.ts'
import type { Fault } from '../platform/fault.ts'
import { Button, ButtonRow } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import type { Frame } from '../ui/visit.ts'
import { KeptTyped, type Typed } from './keep-typed.tsx'
import { appText } from './text.ts'

/**
 * What went wrong, what of theirs is kept, what to do next. The reference finds the log line; it says nothing about anybody.
 * @param back the page to try again, where the frame's path is only posted to
 */
export function faultPage(
  frame: Frame,
  fault: Fault,
  reference: string,
  who: Audience,
  given: { typed?: Typed | undefined; back?: string } = {},
) {
  const t = appText(frame.locale)
  const here = given.back ?? frame.path + (frame.query ? `?${String(frame.query)}` : '')
  const { typed } = given
  const signIn = fault.code === 'not-signed-in' || fault.code === 'session-ended'
  return (
    <Page {...frame} title={t(`fault.${fault.code}`)}>
      <h1>{t(`fault.${fault.code}`)}</h1>
      <p>{t(typed && signIn ? 'fault.kept.sign-in' : `fault.${fault.code}.next`)}</p>
      {typed && (signIn || fault.code === 'proof-owed') ? (
        <ButtonRow>
          {(signIn ? doors(who) : ['/staff/confirm']).map((door, index) => (
            <a
              class={`button ${index ? 'secondary' : 'primary'}`}
              href={`${door}?to=/signed-in`}
              target="_blank"
              rel="noopener"
            >
              <span>
                {t(door === '/sign-in' ? 'sign-in' : signIn ? 'sign-in.staff' : 'fault.proof-owed.go')}{' '}
                {t('new-window')}
              </span>
            </a>
          ))}
        </ButtonRow>
      ) : signIn ? (
        <ButtonRow>
          {doors(who).map((door, index) => (
            <Button href={`${door}?to=${encodeURIComponent(here)}`} kind={index ? 'secondary' : 'primary'}>
              {t(door === '/sign-in' ? 'sign-in' : 'sign-in.staff')}
            </Button>
          ))}
        </ButtonRow>
      ) : typed?.how === 'send' ? null : fault.code === 'proof-owed' ? (
        <ButtonRow>
          <Button href={`/staff/confirm?to=${encodeURIComponent(here)}`}>{t('fault.proof-owed.go')}</Button>
        </ButtonRow>
      ) : fault.code === 'reason-owed' ? (
        <ButtonRow>
          <Button href={`/reading/reason?to=${encodeURIComponent(here)}`}>{t('fault.reason-owed.go')}</Button>
        </ButtonRow>
      ) : (
        <p>
          {fault.status >= 500 || fault.status === 409 ? (
            <a class="button" href={here}>
              {t('fault.again')}
            </a>
          ) : (
            <a href="/">{t('fault.home')}</a>
          )}
        </p>
      )}
      {typed && <KeptTyped locale={frame.locale} typed={typed} />}
      {fault.status >= 500 && <p class="hint">{t('fault.reference', { reference })}</p>}
    </Page>
  )
}

/** Where those sign in for whom the page is: people, staff, or either. */
function doors(who: Audience): string[] {
  const all = who.to === 'any-of' ? who.of : [who]
  const staff = all.some((one) => one.to === 'staff')
  const people = all.some((one) => one.to === 'account')
  return [...(people || !staff ? ['/sign-in'] : []), ...(staff ? ['/staff/sign-in'] : [])]
}
