import type { Locale } from '../platform/language.ts'
import { Icon, type IconName } from './icon.tsx'
import { uiText } from './text.ts'

export type LawState = 'in force' | 'pilot' | 'proposed' | 'unverified'

const icons: Record<LawState, IconName> = {
  'in force': 'scale',
  pilot: 'flask-conical',
  proposed: 'file-pen',
  unverified: 'circle-help',
}

/** How the law stands on which a decision rests, after a word that says so: "in force" alone could be read as the decision's. */
export function LawStates({ locale, states }: { locale: Locale; states: readonly LawState[] }) {
  if (states.length === 0) return null
  return (
    <span class="facts">
      <span class="hint">{uiText(locale)('law.rests')}</span>
      {[...new Set(states)].map((state) => (
        <LawStateTag locale={locale} state={state} />
      ))}
    </span>
  )
}

/** Whether a rule is in force, on trial, only proposed, or not yet checked against the official text. */
export function LawStateTag({ locale, state }: { locale: Locale; state: LawState }) {
  return (
    <span class={`law ${state.replace(' ', '-')}`}>
      <Icon name={icons[state]} />
      {uiText(locale)(`law.${state}`)}
    </span>
  )
}
