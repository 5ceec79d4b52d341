import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { formatDate, type Locale } from '../platform/language.ts'
import { cssPath, fontPath, iconPath, islandPath } from './assets.ts'
import { Breadcrumbs, type Crumb } from './breadcrumbs.tsx'
import { Help, type HelpWays } from './help.tsx'
import { Icon } from './icon.tsx'
import { Keys } from './keys.tsx'
import { htmlLanguage, LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { uiText } from './text.ts'

export interface Link {
  href: string
  label: string
}

export interface PageProps {
  locale: Locale
  /** Names the page; becomes "title – service – Qonys" in the browser's tab. */
  title: string
  /** Path of the page, without query: the language links lead back to it. */
  path: string
  /** Query of the page, kept by the language links. */
  query?: string | URLSearchParams | Record<string, string | undefined> | undefined
  mode: 'public' | 'staff'
  /** Shows the banner that says everybody here is made up. */
  demo: boolean
  /** The demo's own today (YYYY-MM-DD) when it is not the clock's. */
  today?: string | undefined
  /** Name of the service beside the wordmark. */
  service?: Link | undefined
  /** Who is signed in. `request` is the id the sign-out form carries. */
  who?:
    | { name: string; detail?: string | undefined; signOutAction: string; request?: string | undefined }
    | undefined
  /** Shown when nobody is signed in. */
  signIn?: Link | undefined
  nav?:
    | { href: string; label: string; current?: boolean | undefined; count?: number | undefined }[]
    | undefined
  /** The page holds `<Form id="answers">`: the languages become its submit buttons, so that what was typed is kept. */
  hasForm?: boolean | undefined
  /** The form on the page came back with errors: the tab says so first. */
  hasErrors?: boolean | undefined
  back?: Link | undefined
  breadcrumbs?: Crumb[] | undefined
  /** Tables and side-by-side work use the whole width; texts and forms do not. */
  wide?: boolean | undefined
  /** Full-width opening of a home page, before the children. */
  hero?: Child
  help?: HelpWays | undefined
  /** Links of the footer, in place of accessibility, privacy and rules. */
  footer?: Link[] | undefined
  /** Address of a harmless site: shows the control that leaves at once. */
  exit?: string | undefined
  /** Says that no translator has checked this page's texts. */
  draft?: boolean | undefined
  /** The browser asked to save data (`Save-Data: on`): no web fonts. */
  saveData?: boolean | undefined
  /** Islands (script modules) of this page. By default `enhance` in staff mode and beside a form; none elsewhere. */
  islands?: string[] | undefined
  children?: Child
}

/** The whole document of a page: head, header, main, help, footer. Give it to `c.html()` as it is. */
export function Page(props: PageProps) {
  const { locale, mode } = props
  const t = uiText(locale)
  const service = props.service?.label
  const tab = [props.title, service, 'Qonys']
    .filter((part, i, all) => part && all.indexOf(part) === i)
    .join(' – ')
  const islands = props.islands ?? (mode === 'staff' || props.hasForm ? ['enhance'] : [])
  const wide = props.wide || props.hero
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={htmlLanguage(locale)} class={props.saveData ? `${mode} plain-fonts` : mode}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="format-detection" content="telephone=no" />
          <title>{props.hasErrors ? t('error.prefix', { title: tab }) : tab}</title>
          {locale !== 'zh' && !props.saveData && (
            <link
              rel="preload"
              href={fontPath('regular')}
              as="font"
              type="font/woff2"
              crossorigin="anonymous"
            />
          )}
          <link rel="stylesheet" href={cssPath(mode)} />
          <link rel="icon" href={iconPath()} type="image/svg+xml" />
          {islands.map((name) => (
            <script type="module" src={islandPath(name)} />
          ))}
        </head>
        <body>
          {props.hasForm && (
            // Enter in a field presses the form's first button. Without this one that would be a language.
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: tabindex -1 keeps it out of reach
            <button type="submit" class="first-button" form="answers" tabindex={-1} aria-hidden="true">
              {t('form.save')}
            </button>
          )}
          <a class="skip" href="#main">
            {t('nav.skip')}
          </a>
          <Header {...props} />
          {(props.back || props.breadcrumbs) && (
            <div class="shell above">
              {props.breadcrumbs && <Breadcrumbs locale={locale} path={props.breadcrumbs} />}
              {props.back && (
                <nav aria-label={t('nav.back')}>
                  <a class="back" href={props.back.href}>
                    <Icon name="arrow-left" />
                    {props.back.label}
                  </a>
                </nav>
              )}
            </div>
          )}
          <div class={wide ? 'layout' : 'layout shell narrow'}>
            <main id="main" tabindex={-1}>
              {props.hero}
              {wide ? (
                <div class="shell flow">{props.children}</div>
              ) : (
                <div class="flow">{props.children}</div>
              )}
            </main>
            {props.help && <Help locale={locale} wide={Boolean(wide)} {...props.help} />}
          </div>
          <Footer {...props} />
        </body>
      </html>
    </>
  )
}

function Header(props: PageProps) {
  const { locale } = props
  const t = uiText(locale)
  return (
    <header class="header">
      {props.demo && (
        <div class="demo">
          <div class="shell">
            <Icon name="flask-conical" />
            <p>
              {t('demo.text')} {props.today && t('demo.today', { date: formatDate(locale, props.today) })}
            </p>
          </div>
        </div>
      )}
      <div class="shell header-bar">
        <a class="brand" href="/">
          <Mark />
          <span translate="no">Qonys</span>
        </a>
        {props.service && (
          <a class="service" href={props.service.href}>
            {props.service.label}
          </a>
        )}
        <div class="header-end">
          {props.exit && (
            <a class="exit" href={props.exit} rel="noreferrer nofollow" data-exit>
              <Icon name="x" />
              {t('exit.now')}
            </a>
          )}
          <LanguageSwitch locale={locale} path={props.path} query={props.query} hasForm={props.hasForm} />
          {!props.who && props.signIn && (
            <a class="sign-in" href={props.signIn.href}>
              <Icon name="user" />
              {props.signIn.label}
            </a>
          )}
        </div>
        {props.who && <Who locale={locale} {...props.who} />}
      </div>
      {props.nav && (
        <div class="header-nav">
          <div class="shell">
            <nav aria-label={t('nav.main')}>
              <ul>
                {props.nav.map((item) => (
                  <li>
                    <a href={item.href} aria-current={item.current ? 'page' : undefined}>
                      {item.label}
                      {item.count !== undefined && <span class="count">{item.count}</span>}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </div>
        </div>
      )}
      <div class="lattice" />
    </header>
  )
}

function Who({
  locale,
  name,
  detail,
  signOutAction,
  request,
}: { locale: Locale } & NonNullable<PageProps['who']>) {
  const t = uiText(locale)
  return (
    <form class="who" method="post" action={signOutAction}>
      {request && <input type="hidden" name="_request" value={request} />}
      <Icon name="user" />
      <p>
        <span class="unseen">{t('sign.as')} </span>
        <b>{name}</b>
        {detail && <span class="who-detail"> {detail}</span>}
      </p>
      <button type="submit" class="plain">
        {t('sign.out')}
      </button>
    </form>
  )
}

function Footer({ locale, mode, footer, draft }: PageProps) {
  const t = uiText(locale)
  const links = footer ?? [
    { href: '/accessibility', label: t('footer.accessibility') },
    { href: '/privacy', label: t('footer.privacy') },
    { href: '/rules', label: t('footer.rules') },
  ]
  return (
    <footer class="footer">
      <div class="lattice" />
      <div class="shell">
        {draft && (
          <p class="footer-draft">
            <Icon name="info" />
            {t('draft.text')}
          </p>
        )}
        <ul>
          {links.map((link) => (
            <li>
              <a href={link.href}>{link.label}</a>
            </li>
          ))}
        </ul>
        {mode === 'staff' && <Keys locale={locale} />}
        <p class="footer-open">{t('footer.open')}</p>
      </div>
    </footer>
  )
}
