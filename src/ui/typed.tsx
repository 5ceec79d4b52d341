import type { Child } from 'hono/jsx'

/**
 * What a person or an officer typed, with their own line breaks. They write in any language and we do not ask which: it is marked as of
 * unknown language, so that it is not read aloud by the rules of the page's, and runs in its own direction.
 */
export function Typed({ block, children }: { block?: boolean; children?: Child }) {
  return block ? (
    <p class="typed" lang="" dir="auto">
      {children}
    </p>
  ) : (
    <span class="typed" lang="" dir="auto">
      {children}
    </span>
  )
}
