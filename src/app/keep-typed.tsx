import type { Fault } from '../platform/fault.ts'
import type { Locale } from '../platform/language.ts'
import { isId } from '../platform/new-id.ts'
import { Button } from '../ui/button.tsx'
import { holdsTyped } from '../ui/holds-typed.ts'
import type { Answers, Route } from '../ui/visit.ts'
import { appText } from './text.ts'

/** What somebody had typed in a form that was not taken, and what they can do with it on the page that says so. */
export interface Typed {
  action: string
  answers: Answers
  /** `show` brings the form back filled, `send` sends it again, `read` lets the words be copied. */
  how: 'show' | 'send' | 'read'
  /** Files came too, and were not read. */
  files?: boolean
}

const sends = ['unexpected', 'database-unavailable', 'log-stale']
const shows = [
  'not-signed-in',
  'session-ended',
  'proof-owed',
  'stale-form',
  'taken-by-another',
  'wrong-state',
  'too-many-requests',
  'too-large',
  'unsupported-media-type',
  'invalid-input',
  'request-reused',
  'already-exists',
]

/**
 * What of a posted form that ended in a fault goes along on the fault's page, so that a session that ran out or a database that was
 * away costs nobody their words. Undefined where nothing was typed or the fault is an answer to what was typed. A form that came from
 * another site never gets here: it is refused before it is read.
 */
export function keepTyped(fault: Fault, route: Route, action: string, answers: Answers): Typed | undefined {
  if (route.method !== 'post' || route.api) return undefined
  if (sends.includes(fault.code)) return { action, answers, how: 'send' }
  if (!shows.includes(fault.code) || !holdsTyped(answers)) return undefined
  if (route.keeps) return { action, answers, how: 'show', files: fault.code === 'too-large' }
  // Whoever signs in next at this desk must not send another's words unseen; a fresh proof is of the same person.
  return { action, answers, how: fault.code === 'proof-owed' ? 'send' : 'read' }
}

/** The form that carries them on, without script; files cannot be carried. */
export function KeptTyped({ locale, typed }: { locale: Locale; typed: Typed }) {
  const t = appText(locale)
  const { action, answers, how, files } = typed
  if (how === 'read')
    return (
      <section class="flow-small" aria-labelledby="kept">
        <h2 id="kept">{t('fault.kept.read')}</h2>
        {Object.entries(answers.text)
          .filter(([name, value]) => !name.startsWith('_') && value.length > 3 && !isId(value))
          .map(([, value]) => (
            <blockquote translate="no">{value}</blockquote>
          ))}
      </section>
    )
  const carried = Object.entries(answers.lists).filter(
    ([name]) => name !== '_language' && (how === 'send' || name === '_request' || !name.startsWith('_')),
  )
  return (
    <form id="kept" class="flow-small" method="post" action={action}>
      {carried.flatMap(([name, values]) =>
        values.map((value) => <input type="hidden" name={name} value={value} />),
      )}
      {how === 'show' && <input type="hidden" name="_language" value={locale} />}
      <p>
        {t('fault.kept')} {(files || Object.keys(answers.files).length > 0) && t('fault.kept.files')}
      </p>
      <Button kind={how === 'send' ? 'primary' : 'secondary'}>{t(`fault.kept.${how}`)}</Button>
    </form>
  )
}
