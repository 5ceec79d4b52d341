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

/** Whether a rule is in force, on trial, only proposed, or not yet checked against the official text. */
export function LawStateTag({ locale, state }: { locale: Locale; state: LawState }) {
  return (
    <span class={`law ${state.replace(' ', '-')}`}>
      <Icon name={icons[state]} />
      {uiText(locale)(`law.${state}`)}
    </span>
  )
}
