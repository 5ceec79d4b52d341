import type { Child } from 'hono/jsx'
import { fullLocales, languages } from '../../src/platform/language.ts'
import { type FullLocale, partnerText } from './text.ts'

export type Partner = 'idp' | 'gateway' | 'bank' | 'border' | 'reports'

/** A partner's whole page as HTML text, under the banner that says it is no real partner. */
export function renderPage(page: {
  locale: FullLocale
  partner?: Partner
  title: string
  /** Address of this page, for the language switch; none where the page cannot be asked for again. */
  here?: string
  children: Child
}): string {
  const t = partnerText(page.locale)
  const name = page.partner ? t(`${page.partner}.name`) : t('partners.title')
  const html = (
    <html lang={page.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${page.title} – ${name}`}</title>
        <link rel="stylesheet" href="/partners.css" />
      </head>
      <body class={page.partner ?? 'all'}>
        <a class="skip" href="#main">
          {t('page.skip')}
        </a>
        <p class="banner">{t(page.partner ? `${page.partner}.banner` : 'partners.banner')}</p>
        <header>
          <strong>{name}</strong>
          {page.here && (
            <nav aria-label={t('page.languages')}>
              {fullLocales.map((locale) =>
                locale === page.locale ? (
                  <span lang={locale} aria-current="true">
                    {languages[locale]}
                  </span>
                ) : (
                  <a href={withLanguage(page.here ?? '', locale)} lang={locale} hreflang={locale}>
                    {languages[locale]}
                  </a>
                ),
              )}
            </nav>
          )}
        </header>
        <main id="main">
          <h1>{page.title}</h1>
          {page.children}
        </main>
        <footer>{t('page.footer')}</footer>
      </body>
    </html>
  )
  return `<!doctype html>${html.toString()}`
}

function withLanguage(here: string, locale: FullLocale): string {
  const url = new URL(here, 'http://partner.example')
  url.searchParams.set('lang', locale)
  return url.pathname + url.search
}

/** No script, nothing from elsewhere; forms may end at the app, since browsers check a form's redirects too. */
export const contentSecurityPolicy = (appUrl: string): string =>
  `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${new URL(appUrl).origin}; base-uri 'none'; frame-ancestors 'none'`
