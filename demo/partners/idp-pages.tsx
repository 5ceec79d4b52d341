import { raw } from 'hono/html'
import { type StaffPersona, writeName } from '../personas.ts'
import { type FullLocale, partnerText } from './text.ts'

/** Choose whom to be. `first` stands on top: the account that signed in before, or that the app named. */
export function SignInPage(props: {
  locale: FullLocale
  action: string
  staff: StaffPersona[]
  first: string
  strong: boolean
}) {
  const t = partnerText(props.locale)
  const ordered = props.staff.toSorted(
    (a, b) => Number(b.sub === props.first) - Number(a.sub === props.first),
  )
  return (
    <>
      <p>{t(props.strong ? 'signIn.strong' : 'signIn.help')}</p>
      <form method="post" action={props.action}>
        <ul class="people">
          {ordered.map((person) => (
            <li>
              <button type="submit" name="sub" value={person.sub}>
                <b>{writeName(props.locale === 'en' ? person.latinName : person.nativeName)}</b>
                <span>{t(`role.${person.role}`)}</span>
                <span>{person.office}</span>
              </button>
            </li>
          ))}
        </ul>
        <div class="actions">
          <button type="submit" name="decision" value="cancel" class="second">
            {t('signIn.cancel')}
          </button>
        </div>
      </form>
    </>
  )
}

/** `form` is the provider's own hidden form; our buttons belong to it. */
export function SignOutPage(props: { locale: FullLocale; form: string }) {
  const t = partnerText(props.locale)
  return (
    <>
      {raw(props.form)}
      <p>{t('signOut.help')}</p>
      <div class="actions">
        <button type="submit" form="op.logoutForm" name="logout" value="yes">
          {t('signOut.yes')}
        </button>
        <button type="submit" form="op.logoutForm" class="second">
          {t('signOut.no')}
        </button>
      </div>
    </>
  )
}

export function SignedOutPage(props: { locale: FullLocale; appUrl: string }) {
  const t = partnerText(props.locale)
  return (
    <p>
      <a href={props.appUrl}>{t('signedOut.back')}</a>
    </p>
  )
}

export function ErrorPage(props: { locale: FullLocale; code: string; detail?: string | undefined }) {
  const t = partnerText(props.locale)
  return (
    <>
      <p>{t('error.help')}</p>
      <p class="quiet">
        {props.code} {props.detail}
      </p>
    </>
  )
}
