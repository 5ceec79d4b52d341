import { Fault } from '../platform/fault.ts'

/**
 * A form of ours comes from a page of ours. Browsers say so themselves (Sec-Fetch-Site, Origin, or at least Referer); a POST
 * that says otherwise, or nothing at all, is refused.
 */
export function refuseCrossSite(headers: Headers, ownOrigins: string[]): void {
  const site = headers.get('sec-fetch-site')
  if (site) {
    if (site === 'same-origin' || site === 'none') return
    throw new Fault('cross-site')
  }
  const origin = headers.get('origin') ?? originOf(headers.get('referer'))
  if (!origin || !ownOrigins.includes(origin)) throw new Fault('cross-site')
}

function originOf(url: string | null): string | undefined {
  return url && URL.canParse(url) ? new URL(url).origin : undefined
}
