import type { Audience } from '../platform/actor.ts'
import type { Fault } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
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
      <Next locale={frame.locale} fault={fault} here={here} doors={signIn ? doors(who) : []} typed={typed} />
      {typed && <KeptTyped locale={frame.locale} typed={typed} />}
      {fault.status >= 500 && <p class="hint">{t('fault.reference', { reference })}</p>}
    </Page>
  )
}

interface NextProps {
  locale: Locale
  fault: Fault
  /** The page to come back to. */
  here: string
  /** Where to sign in, when that is what is missing. */
  doors: string[]
  typed: Typed | undefined
}

/** The one thing to do next. Where words are kept on the page, who one is is shown in a window of its own. */
function Next({ locale, fault, here, doors, typed }: NextProps) {
  const t = appText(locale)
  const back = encodeURIComponent(here)
  const proofs = fault.code === 'proof-owed' ? ['/staff/confirm'] : doors
  const names: Record<string, string> = {
    '/sign-in': t('sign-in'),
    '/staff/sign-in': t('sign-in.staff'),
    '/staff/confirm': t('fault.proof-owed.go'),
  }
  if (proofs.length > 0)
    return (
      <ButtonRow>
        {proofs.map((door, index) =>
          typed ? (
            <a
              class={`button ${index ? 'secondary' : 'primary'}`}
              href={`${door}?to=/signed-in`}
              target="_blank"
              rel="noopener"
            >
              <span>
                {names[door]} {t('new-window')}
              </span>
            </a>
          ) : (
            <Button href={`${door}?to=${back}`} kind={index ? 'secondary' : 'primary'}>
              {names[door]}
            </Button>
          ),
        )}
      </ButtonRow>
    )
  // The kept form has the button.
  if (typed?.how === 'send') return null
  if (fault.code === 'reason-owed')
    return (
      <ButtonRow>
        <Button href={`/reading/reason?to=${back}`}>{t('fault.reason-owed.go')}</Button>
      </ButtonRow>
    )
  return (
    <p>
      {fault.status >= 500 || fault.status === 409 ? (
        <a class="button" href={here}>
          {t('fault.again')}
        </a>
      ) : (
        <a href="/">{t('fault.home')}</a>
      )}
    </p>
  )
}

/** Where those sign in for whom the page is: people, staff, or either. */
function doors(who: Audience): string[] {
  const all = who.to === 'any-of' ? who.of : [who]
  const staff = all.some((one) => one.to === 'staff')
  const people = all.some((one) => one.to === 'account')
  return [...(people || !staff ? ['/sign-in'] : []), ...(staff ? ['/staff/sign-in'] : [])]
}
