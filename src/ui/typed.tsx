import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'
import { htmlLanguage } from './language-switch.tsx'

/**
 * What a person or an officer typed, with their own line breaks. They write in any language, and mostly we do not ask which: it is then
 * marked as of unknown language, so that it is not read aloud by the rules of the page's, and runs in its own direction.
 */
export function Typed(props: { block?: boolean; language?: Locale | undefined; children?: Child }) {
  const given = {
    class: 'typed',
    lang: props.language ? htmlLanguage(props.language) : '',
    dir: 'auto' as const,
  }
  return props.block ? <p {...given}>{props.children}</p> : <span {...given}>{props.children}</span>
}
