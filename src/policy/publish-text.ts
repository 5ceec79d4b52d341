import { nameIn } from '../classifier/names.ts'
import { catalogue, formatDate, formatMonthDay, type Locale } from '../platform/language.ts'
import { type Policy, policy } from './load-policy.ts'
import en from './messages/publish.en.json' with { type: 'json' }
import kk from './messages/publish.kk.json' with { type: 'json' }
import ky from './messages/publish.ky.json' with { type: 'json' }
import ru from './messages/publish.ru.json' with { type: 'json' }
import tg from './messages/publish.tg.json' with { type: 'json' }
import tr from './messages/publish.tr.json' with { type: 'json' }
import uz from './messages/publish.uz.json' with { type: 'json' }
import zh from './messages/publish.zh.json' with { type: 'json' }
import type { Published } from './published-law.ts'
import { withUnit } from './text.ts'

/** Words of the law that officials set: what the public reads in eight languages, the officials' own forms in kk, ru and en. */
export const publishText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })

/** What a publication is about: the title of a value, or the kind of a day. */
export function subjectOf(
  row: Pick<Published, 'kind' | 'key'>,
  locale: Locale,
  law: Policy = policy(),
): string {
  const value = row.kind === 'value' ? law.values.get(row.key) : undefined
  return value ? nameIn(value.title, locale) : publishText(locale)(`kind.${row.kind}`)
}

/** What a publication says, in words of its reader. */
export function sayingOf(
  row: Pick<Published, 'kind' | 'key' | 'content'>,
  locale: Locale,
  law: Policy = policy(),
): string {
  const t = publishText(locale)
  const { content } = row
  if ('value' in content) {
    const value = law.values.get(row.key)
    return withUnit(locale, content.value, value?.unit, { ...value?.words, ...content.words })
  }
  if ('rest' in content)
    return t('says.moved', { rest: formatDate(locale, content.rest), work: formatDate(locale, content.work) })
  if ('on' in content) return formatDate(locale, content.on)
  if ('year' in content) return String(content.year)
  return 'name' in content
    ? `${nameIn(content.name, locale)}, ${formatMonthDay(locale, content.day)}`
    : formatMonthDay(locale, content.day)
}
