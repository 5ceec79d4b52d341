import { messageText } from '../message/text.ts'
import { languages, locales } from '../platform/language.ts'
import type { Affected, Suspicion } from './find-affected.ts'

/**
 * The notice for the authority, in Russian and Kazakh facts without prose of ours about blame, and the text each person reads in
 * each of our languages, by file name. Numbers and kinds of data only; nobody is named.
 */
export function writeNotice(
  found: Suspicion & { affected: Affected[]; contact: string; breach?: string; due?: string },
): Record<string, string> {
  const categories = new Map<string, number>()
  for (const one of found.affected)
    for (const kind of one.categories) categories.set(kind, (categories.get(kind) ?? 0) + 1)
  const unreachable = found.affected.filter((one) => one.accounts.length === 0).length
  const lines = [
    'Дербес деректердің таралуы туралы хабарлама / Уведомление об утечке персональных данных',
    '',
    `Нөмірі / Номер: ${found.breach ?? '– (оқу-жаттығу / учебная тревога)'}`,
    `Мерзімі / Срок: ${found.due ?? '–'}`,
    `Кім қарады / Кто смотрел: ${found.actor}`,
    `Кезең / Период (UTC): ${found.from.toString()} – ${found.to.toString()}`,
    `Адам саны / Число людей: ${found.affected.length}`,
    `Аккаунтсыз / Без учётной записи: ${unreachable}`,
    `Деректер түрлері / Виды данных: ${[...categories].map(([kind, count]) => `${kind} ${count}`).join(', ') || '–'}`,
    `Байланыс / Контакт: ${found.contact || '–'}`,
    '',
    'Негіз / Основание: LAW-PD (№ 94-V)',
  ]
  const people = locales
    .map((locale) => `${languages[locale]}\n${messageText(locale)('breach')}\n`)
    .join('\n')
  return { 'authority.txt': `${lines.join('\n')}\n`, 'people.txt': people }
}
