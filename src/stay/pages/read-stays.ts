import { readDate } from '../../ui/read-date.ts'
import type { Ground, Presence } from '../count-days.ts'

export const calculatorRows = [1, 2, 3, 4] as const
/** What somebody may type as the document that lets them stay. */
export const documentKinds = [
  'visa',
  'labour-permit',
  'residence',
  'kandas',
  'union-contract',
  'other',
] as const

export interface TypedStays {
  presences: Presence[]
  grounds: Ground[]
  /** The day to count for; the day of today unless another was typed. */
  on: string
  leave?: string
  back?: string
  errors: { field: string; code: 'day' | 'required' | 'order' }[]
}

/** Reads what was typed into the calculator; what cannot be read is named by its field. */
export function readStays(values: Record<string, string>, today: string): TypedStays {
  const presences: Presence[] = []
  const errors: TypedStays['errors'] = []
  /** Undefined where nothing was typed; a day that is no day is an error. */
  const day = (name: string): string | undefined => {
    const read = readDate(values, name)
    if ('date' in read) return read.date
    if (read.code !== 'day-missing') errors.push({ field: name, code: 'day' })
    return undefined
  }
  const document = documentKinds.find((kind) => kind === values.document)
  for (const row of calculatorRows) {
    const before = errors.length
    const [entered, left] = [day(`in${row}`), day(`out${row}`)]
    if (errors.length > before) continue
    if (!entered) {
      if (left || (row === 1 && !document)) errors.push({ field: `in${row}`, code: 'required' })
    } else if (left && left < entered) errors.push({ field: `out${row}`, code: 'order' })
    else presences.push({ entered, ...(left ? { left } : {}) })
  }
  presences.sort((a, b) => (a.entered < b.entered ? -1 : 1))
  const [from, to, ended, leave, back] = [day('from'), day('to'), day('ended'), day('leave'), day('back')]
  const grounds: Ground[] = []
  if (document) {
    if (from && to && to >= from && (!ended || ended >= from))
      grounds.push({
        kind: document,
        from,
        to: ended && ended < to ? ended : to,
        early: Boolean(ended && ended < to),
      })
    else if (!errors.some(({ field }) => ['from', 'to', 'ended'].includes(field)))
      errors.push(
        from && to
          ? { field: ended && to >= from ? 'ended' : 'to', code: 'order' }
          : { field: from ? 'to' : 'from', code: 'required' },
      )
  }
  const last = presences.at(-1)
  if (back && leave && back < leave) errors.push({ field: 'back', code: 'order' })
  if (back && !leave && last && !last.left) errors.push({ field: 'leave', code: 'required' })
  if (leave && last && leave < last.entered) errors.push({ field: 'leave', code: 'order' })
  return {
    presences,
    grounds,
    on: day('on') ?? today,
    ...(leave ? { leave } : {}),
    ...(back ? { back } : {}),
    errors,
  }
}
