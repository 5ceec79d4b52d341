/**
 * Every way the system itself can fail, as stable codes that clients may switch on. A refusal (the law says no) is not a
 * fault: it is an answer with grounds. HTTP status beside each code; the API answers with RFC 9457 problem details.
 */
export const faults = {
  'not-signed-in': 401,
  'session-ended': 401,
  'not-allowed': 403,
  'not-found': 404,
  'not-acceptable': 406,
  'stale-form': 409,
  'taken-by-another': 409,
  'wrong-state': 409,
  'already-exists': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'invalid-input': 422,
  'request-reused': 422,
  'too-many-requests': 429,
  'cross-site': 403,
  'proof-owed': 403,
  'purpose-owed': 403,
  'reason-owed': 403,
  'reading-locked': 403,
  unexpected: 500,
  'database-unavailable': 503,
  'log-stale': 503,
  'partner-unavailable': 503,
} as const

export type FaultCode = keyof typeof faults

/** One thing wrong with one field: `path` names the field, `code` is a message key the page can say in any language. */
export interface Issue {
  path: string
  code: string
  values?: Record<string, string | number>
}

export class Fault extends Error {
  readonly code: FaultCode
  readonly status: number
  readonly issues: Issue[]
  /** Facts for the page or the API answer (never personal data in the message itself). */
  readonly details: Record<string, unknown>

  constructor(
    code: FaultCode,
    options: { issues?: Issue[]; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.status = faults[code]
    this.issues = options.issues ?? []
    this.details = options.details ?? {}
  }
}

export const invalid = (path: string, code: string, values?: Issue['values']): Fault =>
  new Fault('invalid-input', { issues: [values ? { path, code, values } : { path, code }] })
