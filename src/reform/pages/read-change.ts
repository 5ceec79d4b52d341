import { readDate } from '../../ui/read-date.ts'
import type { Visit } from '../../ui/visit.ts'
import { codesIn } from '../read-typed.ts'

/** The kinds of change that a draft may make, each with a form of its own. */
export const kinds = ['value', 'list', 'condition', 'new-condition', 'end-condition', 'file'] as const
export type Kind = (typeof kinds)[number]

/** A change as it was typed, before it is checked. */
export function readChange(visit: Visit, kind: Kind): unknown {
  const { text, files } = visit.answers
  const day = (name: string): string | undefined => {
    const read = readDate(text, name)
    return 'date' in read ? read.date : read.code === 'day-missing' ? undefined : 'x'
  }
  const to = day('to')
  const shared = { from: day('from') ?? '', article: text.article ?? '', state: text.state ?? 'in force' }
  const [route = '', condition = ''] = (text.condition ?? '').split('/')
  switch (kind) {
    case 'value':
      return { kind, id: text.id ?? '', value: text.value ?? '', ...shared, ...(to ? { to } : {}) }
    case 'list':
      return {
        kind,
        id: text.id ?? '',
        add: codesIn(text.add ?? ''),
        remove: codesIn(text.remove ?? ''),
        ...shared,
        ...(to ? { to } : {}),
      }
    case 'condition':
      return { kind, route, id: condition, is: text.is, value: text.value ?? '', ...shared }
    case 'new-condition': {
      const [of = '', fact = ''] = (text.fact ?? '').split('/')
      const says = { kk: text['says.kk'] ?? '', ru: text['says.ru'] ?? '', en: text['says.en'] ?? '' }
      return {
        kind,
        route: of,
        id: text.id ?? '',
        fact,
        is: text.is,
        value: text.value ?? '',
        says,
        ...shared,
      }
    }
    case 'end-condition':
      return { kind, route, id: condition, from: shared.from, article: shared.article }
    case 'file': {
      const [uploaded] = files.upload ?? []
      const written = uploaded ? new TextDecoder().decode(uploaded.bytes) : (text.text ?? '')
      return { kind, file: text.file ?? '', text: written }
    }
  }
}
