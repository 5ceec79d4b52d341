/** The path to go to afterwards, only if it is a path of ours and never another site's. */
export const ownPath = (to: string | null | undefined, otherwise: string): string =>
  to && to.length < 1500 && /^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : otherwise
