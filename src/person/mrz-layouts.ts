export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRV-A' | 'MRV-B'

/** A stretch of a zone: line and columns counted from 1, both ends included. */
export interface Span {
  line: number
  from: number
  to: number
}

export type MrzField =
  | 'documentCode'
  | 'issuingState'
  | 'name'
  | 'documentNumber'
  | 'nationality'
  | 'birthDate'
  | 'sex'
  | 'expiryDate'
  | 'optionalData'
  | 'optionalData2'
export type MrzCheckField = 'documentNumber' | 'birthDate' | 'expiryDate' | 'personalNumber' | 'composite'

export interface MrzLayout {
  lines: number
  /** Characters in every line. */
  width: number
  /** First letters a document of this size may carry. */
  documentLetters: string
  fields: Partial<Record<MrzField, Span>>
  /** Each check digit: where it stands and what it covers, in this order. */
  checks: { field: MrzCheckField; digit: Span; over: Span[] }[]
  /** Where a document number of more than nine characters goes on (TD1 and TD2 only). */
  longNumber: Span | null
}

const at = (line: number, from: number, to = from): Span => ({ line, from, to })

const twoLines = (width: 36 | 44, documentLetters: string, optional: Span): MrzLayout => ({
  lines: 2,
  width,
  documentLetters,
  fields: {
    documentCode: at(1, 1, 2),
    issuingState: at(1, 3, 5),
    name: at(1, 6, width),
    documentNumber: at(2, 1, 9),
    nationality: at(2, 11, 13),
    birthDate: at(2, 14, 19),
    sex: at(2, 21),
    expiryDate: at(2, 22, 27),
    optionalData: optional,
  },
  checks: [
    { field: 'documentNumber', digit: at(2, 10), over: [at(2, 1, 9)] },
    { field: 'birthDate', digit: at(2, 20), over: [at(2, 14, 19)] },
    { field: 'expiryDate', digit: at(2, 28), over: [at(2, 22, 27)] },
  ],
  longNumber: null,
})

const td2 = twoLines(36, 'ACIP', at(2, 29, 35))
const td3 = twoLines(44, 'P', at(2, 29, 42))

/** The five machine readable zones of ICAO Doc 9303: parts 5 (TD1), 6 (TD2), 4 (TD3) and 7 (visas). */
export const mrzLayouts: Record<MrzFormat, MrzLayout> = {
  TD1: {
    lines: 3,
    width: 30,
    documentLetters: 'ACI',
    fields: {
      documentCode: at(1, 1, 2),
      issuingState: at(1, 3, 5),
      documentNumber: at(1, 6, 14),
      optionalData: at(1, 16, 30),
      birthDate: at(2, 1, 6),
      sex: at(2, 8),
      expiryDate: at(2, 9, 14),
      nationality: at(2, 16, 18),
      optionalData2: at(2, 19, 29),
      name: at(3, 1, 30),
    },
    checks: [
      { field: 'documentNumber', digit: at(1, 15), over: [at(1, 6, 14)] },
      { field: 'birthDate', digit: at(2, 7), over: [at(2, 1, 6)] },
      { field: 'expiryDate', digit: at(2, 15), over: [at(2, 9, 14)] },
      {
        field: 'composite',
        digit: at(2, 30),
        over: [at(1, 6, 30), at(2, 1, 7), at(2, 9, 15), at(2, 19, 29)],
      },
    ],
    longNumber: at(1, 16, 30),
  },
  TD2: {
    ...td2,
    checks: [
      ...td2.checks,
      { field: 'composite', digit: at(2, 36), over: [at(2, 1, 10), at(2, 14, 20), at(2, 22, 35)] },
    ],
    longNumber: at(2, 29, 35),
  },
  TD3: {
    ...td3,
    checks: [
      ...td3.checks,
      { field: 'personalNumber', digit: at(2, 43), over: [at(2, 29, 42)] },
      { field: 'composite', digit: at(2, 44), over: [at(2, 1, 10), at(2, 14, 20), at(2, 22, 43)] },
    ],
  },
  'MRV-A': twoLines(44, 'V', at(2, 29, 44)),
  'MRV-B': twoLines(36, 'V', at(2, 29, 36)),
}

/** What the zone shows within a span. */
export const cut = (lines: readonly string[], span: Span): string =>
  (lines[span.line - 1] ?? '').slice(span.from - 1, span.to)
