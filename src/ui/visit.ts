import type { Actor, Audience } from '../platform/actor.ts'
import type { Issue } from '../platform/fault.ts'
import type { Instance } from '../platform/instance.ts'
import type { Locale } from '../platform/language.ts'
import type { Description } from './api-route.ts'
import type { PageProps } from './page.tsx'

/** What came with a form: text by field name; repeated names as a list; files apart. */
export interface Answers {
  text: Record<string, string>
  lists: Record<string, string[]>
  files: Record<string, UploadedFile[]>
}
export interface UploadedFile {
  name: string
  type: string
  bytes: Uint8Array
}

/** What the page shell shows around a page; made by the application for each visit, spread into `<Page {...visit.frame}>`. */
export type Frame = Pick<
  PageProps,
  | 'locale'
  | 'path'
  | 'query'
  | 'mode'
  | 'demo'
  | 'today'
  | 'service'
  | 'who'
  | 'signIn'
  | 'nav'
  | 'help'
  | 'saveData'
>

/** One request of one person to one page. */
export interface Visit {
  instance: Instance
  actor: Actor
  locale: Locale
  url: URL
  params: Record<string, string>
  frame: Frame
  answers: Answers
  /** The id that came with the form: the same id does the thing once. A fresh one when the page is first shown. */
  request: string
  session?: { token: string; authenticatedAt: Temporal.Instant; methods: string[] }
  /** Short message after a redirect, already taken from its cookie. */
  flash?: string
  /** The network that the request came from, for limits of rate only: never kept in the clear, never logged. Unknown without a connection. */
  address?: string
  header(name: string): string | undefined
  /** The JSON body of an API request, no larger than the route's limit. @throws Fault too-large, unsupported-media-type, invalid-input */
  json(): Promise<unknown>
  /** The body as it came, for signatures and feeds; of routes with `api` only. @throws Fault too-large */
  bytes(): Promise<Uint8Array>
  /** The same while it arrives, for files that do not fit into memory. @throws Fault too-large */
  stream(): AsyncIterable<Uint8Array>
  html(node: unknown, options?: { status?: number; headers?: Record<string, string> }): Response
  /** 303 to a path of ours; `flash` is shown once there. */
  redirect(path: string, options?: { flash?: string; cookies?: string[] }): Response
  cookie(name: string): string | undefined
}

export interface Route {
  method: 'get' | 'post'
  path: string
  who: Audience
  /** Largest body in bytes; 256 kB unless a file is expected. */
  bodyLimit?: number
  /** The page of a form: posted with `_language` it does nothing and comes back with what was typed. */
  keeps?: boolean
  /** Answers problem details instead of pages, takes bearer tokens, no cookies. */
  api?: boolean
  /** What OpenAPI says about it; every route under /api/ of a version has one (`apiRoute`). */
  describe?: Description
  handle(visit: Visit): Promise<Response>
}

type Handle = (visit: Visit) => Promise<Response>
export const get = (path: string, who: Audience, handle: Handle): Route => ({
  method: 'get',
  path,
  who,
  handle,
})
export const post = (
  path: string,
  who: Audience,
  handle: Handle,
  options: { bodyLimit?: number; keeps?: boolean } = {},
): Route => ({
  method: 'post',
  path,
  who,
  handle,
  ...options,
})

export const noAnswers = (): Answers => ({ text: {}, lists: {}, files: {} })

export interface FormView {
  values: Record<string, string>
  lists: Record<string, string[]>
  issues: Issue[]
}
