import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { uiText } from './text.ts'

export interface SideBySideProps {
  locale: Locale
  /** Documents: images, embedded pages, cards. On a wide screen they stay in view while the form moves. */
  documents: Child
  documentsTitle?: string | undefined
  formTitle?: string | undefined
  children?: Child
}

/** Documents beside the form that is checked against them; one under the other on a phone. */
export function SideBySide({ locale, documents, documentsTitle, formTitle, children }: SideBySideProps) {
  const t = uiText(locale)
  return (
    <div class="beside">
      <section class="beside-documents flow-small" aria-labelledby="beside-documents">
        <h2 id="beside-documents">{documentsTitle ?? t('side.document')}</h2>
        {documents}
      </section>
      <section class="flow" aria-labelledby="beside-form">
        <h2 id="beside-form">{formTitle ?? t('side.form')}</h2>
        {children}
      </section>
    </div>
  )
}

/** A scan or photo of a document, large; it opens in full by a link. */
export function DocumentImage({ src, alt, open }: { src: string; alt: string; open: string }) {
  return (
    <figure class="scan">
      <img src={src} alt={alt} data-zoom />
      <figcaption>
        <a href={src}>{open}</a>
      </figcaption>
    </figure>
  )
}
