/** Documents of upper modules that a stranger scans like a permit; the module says what stands in them. */
export const certificateKinds = [
  'registration-certificate',
  'kandas-certificate',
  'kandas-card',
  'lawful-stay',
] as const

/** What the place on a face is called: a kandas settles where a permit names a place of work. */
export const placeLabel = (kind: string) =>
  kind.startsWith('kandas') ? ('checker.place-settled' as const) : ('checker.place' as const)
