/** Over https the cookie is bound to this host by name (`__Host-`); plain http is for a demo on one's own machine. */
export const sessionCookieName = (https: boolean): string => (https ? '__Host-qonys' : 'qonys')

export function sessionCookie(https: boolean, token: string | undefined, seconds = 30 * 24 * 3600): string {
  const age = token ? `Max-Age=${seconds}` : 'Max-Age=0'
  return `${sessionCookieName(https)}=${token ?? ''}; Path=/; ${age}; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`
}
