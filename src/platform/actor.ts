/** Who does something. Every act, read and query runs as exactly one of these. */
export type Actor =
  | {
      kind: 'staff'
      staff: string
      name: string
      institution: string
      office: string
      regions: string[] | 'all'
      roles: Role[]
    }
  /** A person signed in by code, link or passkey: migrant or private employer. `person` is absent until they are registered. */
  | {
      kind: 'person'
      account: string
      person?: string
      name: string
      /** Set when a program acts in the name of the account: what its key opens, and nothing else. */
      key?: KeyOpens
    }
  /** A machine of another institution or company, by bearer token. */
  | {
      kind: 'client'
      client: string
      name: string
      institution: string
      scopes: string[]
      regions: string[] | 'all'
    }
  | { kind: 'public' }
  /** A job of ours. It may grant or queue, never refuse. */
  | { kind: 'system'; job: string }

/** Whether somebody's regions hold a region. */
export const covers = (regions: string[] | 'all', region: string): boolean =>
  regions === 'all' || regions.includes(region)

/** What a key of a program may open: the permits of a company, or one's own matters of kandas. */
export const keyOpens = ['company', 'kandas'] as const
export type KeyOpens = (typeof keyOpens)[number]

/** What a member of staff is posted as. What each may do is declared by each act and page. */
export type Role =
  | 'registrar'
  | 'permit-officer'
  | 'supervisor'
  | 'border-officer'
  | 'appeal-officer'
  | 'analyst'
  | 'prosecutor'
  | 'inspector'
  | 'auditor'
  | 'administrator'
  | 'complaint-officer'
  | 'asylum-officer'
  | 'consular-officer'
  | 'partner-officer'

export const roles: Role[] = [
  'registrar',
  'permit-officer',
  'supervisor',
  'border-officer',
  'appeal-officer',
  'analyst',
  'prosecutor',
  'inspector',
  'auditor',
  'administrator',
  'complaint-officer',
  'asylum-officer',
  'consular-officer',
  'partner-officer',
]

/** Who may come in, as data, so that a test can list every door with its key. */
export type Audience =
  | { to: 'everyone' }
  | { to: 'account'; key?: KeyOpens }
  | { to: 'staff'; roles: Role[] }
  | { to: 'client'; scope: string }
  | { to: 'system' }
  | { to: 'any-of'; of: Audience[] }

export const everyone: Audience = { to: 'everyone' }
export const account: Audience = { to: 'account' }
/** A program with a key of an account that opens just this. */
export const keyHolder = (key: KeyOpens): Audience => ({ to: 'account', key })
export const system: Audience = { to: 'system' }
export const staff = (...roles: Role[]): Audience => ({ to: 'staff', roles })
export const client = (scope: string): Audience => ({ to: 'client', scope })
export const anyOf = (...of: Audience[]): Audience => ({ to: 'any-of', of })

export function admits(audience: Audience, actor: Actor): boolean {
  switch (audience.to) {
    case 'everyone':
      return true
    case 'account':
      return actor.kind === 'person' && (audience.key === undefined || actor.key === audience.key)
    case 'staff':
      return actor.kind === 'staff' && audience.roles.some((role) => actor.roles.includes(role))
    case 'client':
      return actor.kind === 'client' && actor.scopes.includes(audience.scope)
    case 'system':
      return actor.kind === 'system'
    case 'any-of':
      return audience.of.some((one) => admits(one, actor))
  }
}

/** The identifier that goes into records beside the kind. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'staff':
      return actor.staff
    case 'person':
      return actor.account
    case 'client':
      return actor.client
    case 'public':
      return 'public'
    case 'system':
      return actor.job
  }
}
