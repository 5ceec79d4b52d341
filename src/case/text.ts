import { catalogue, type Locale } from '../platform/language.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ky from './messages/ky.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }
import tg from './messages/tg.json' with { type: 'json' }
import tr from './messages/tr.json' with { type: 'json' }
import uz from './messages/uz.json' with { type: 'json' }
import zh from './messages/zh.json' with { type: 'json' }

export const caseText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
export type CaseTranslate = ReturnType<typeof caseText>
export type CaseKey = Parameters<CaseTranslate>[0]

const keys = new Set<string>(Object.keys(en))
export const isCaseKey = (key: string): key is CaseKey => keys.has(key)

/** What is wrong with a field, in words. */
export const issueText = (
  locale: Locale,
  issue: { code: string; values?: Record<string, string | number> },
): string => {
  const key = `error.${issue.code}`
  return caseText(locale)(isCaseKey(key) ? key : 'error.invalid', issue.values)
}
