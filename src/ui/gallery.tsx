import type { Locale } from '../platform/language.ts'
import { contentFamilies } from './content.examples.tsx'
import { fieldFamilies } from './fields.examples.tsx'
import { listFamilies } from './lists.examples.tsx'
import { Page } from './page.tsx'

export const families = [...contentFamilies, ...listFamilies, ...fieldFamilies]

/** One page with every example of every component, in a language, for the public or for staff. */
export function renderGallery(locale: Locale, mode: 'public' | 'staff'): string {
  return String(
    <Page
      locale={locale}
      mode={mode}
      title="Gallery"
      path="/gallery"
      query={{ mode }}
      demo
      today="2026-11-24"
      wide={mode === 'staff'}
      service={{ href: '/gallery', label: 'Gallery' }}
      nav={[
        { href: '/gallery?mode=public', label: 'Public', current: mode === 'public' },
        { href: '/gallery?mode=staff', label: 'Staff', current: mode === 'staff', count: 25 },
      ]}
      who={{ name: 'A. Tester', detail: 'QON-1', signOutAction: '/sign-out' }}
      back={{ href: '/', label: 'Qonys' }}
      help={{
        phone: { number: '1414', hours: '9:00–18:00' },
        telegram: { href: 'https://t.me/example', name: '@example' },
        offices: { href: '/offices' },
      }}
      exit="https://www.kazhydromet.kz/"
      draft={locale !== 'en'}
      hasForm
    >
      <h1>Gallery</h1>
      {families.map((family) => (
        <section class="flow">
          <h2>{family.component}</h2>
          {family.examples.map((example) => (
            <>
              <p class="hint">{example.name}</p>
              {example.show(locale)}
            </>
          ))}
        </section>
      ))}
    </Page>,
  )
}
