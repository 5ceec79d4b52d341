import type { Locale } from '../../platform/language.ts'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { caseText } from '../text.ts'
import type { CaseState } from '../transitions.ts'

const tones: Record<CaseState, Tone> = {
  submitted: 'neutral',
  'in-review': 'info',
  'waiting-on-applicant': 'waiting',
  hearing: 'warning',
  decided: 'success',
  appealed: 'warning',
  withdrawn: 'quiet',
  closed: 'quiet',
}

export function StateTag({ locale, state }: { locale: Locale; state: CaseState }) {
  return <StatusTag tone={tones[state]}>{caseText(locale)(`state.${state}`)}</StatusTag>
}
