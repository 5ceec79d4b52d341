import type { Locale } from '../../platform/language.ts'
import type { TraceLine } from '../../policy/compile-route.ts'
import { comparedIn } from '../../policy/question.ts'
import { Article } from '../../policy/show-article.tsx'
import { SaysIn } from '../../policy/show-says.tsx'
import { policyText } from '../../policy/text.ts'
import type { TraceEntry } from '../../ui/trace.tsx'
import { caseText } from '../text.ts'

/** Lines of a trace as the component shows them: value, threshold, article, and who could change it when it is not met. */
export function traceEntries(lines: TraceLine[], locale: Locale): TraceEntry[] {
  const t = caseText(locale)
  const party = policyText(locale)
  return lines.map((line) => ({
    condition: <SaysIn says={line.says} locale={locale} />,
    verdict: line.verdict,
    value: comparedIn(line, line.value, locale),
    threshold: comparedIn(line, line.threshold, locale),
    article: <Article locale={locale} article={line.article} />,
    state: line.state,
    date: line.valueFrom,
    uncounted: !line.decides,
    more:
      line.verdict === 'missing' ? (
        <SaysIn says={line.request} locale={locale} />
      ) : line.verdict !== 'met' && line.changeable ? (
        t('case.would-change', { who: party(`party.${line.changedBy}`) })
      ) : undefined,
  }))
}
