export interface NamePart {
  /** As in the zone: `VAN<DER<MUELLEN`. */
  raw: string
  /** For people: `VAN DER MUELLEN`. */
  display: string
}

/** A name in the zone's two parts. A person with one name has it as `primary`; that is a whole name, nothing is missing. */
export interface MrzName {
  primary: NamePart
  secondary: NamePart | null
  /** The last place of the field is taken, so the name may have been cut (Doc 9303 part 3 §4.6). */
  mayBeCut: boolean
}

export interface MrzNameReading {
  name: MrzName | null
  notes: ('name-begins-with-filler' | 'name-extra-filler' | 'name-truncated')[]
}

const part = (raw: string): NamePart => ({ raw, display: raw.replace(/<+/g, ' ').trim() })

/**
 * Reads a name field: primary identifier (surname), two fillers, secondary identifier (given names), each word divided by
 * one filler. A field that begins with fillers is read as a single name.
 */
export function readMrzName(field: string): MrzNameReading {
  const notes: MrzNameReading['notes'] = []
  if (field.startsWith('<')) notes.push('name-begins-with-filler')
  const body = field.replace(/^<+/, '').replace(/<+$/, '')
  if (body === '') return { name: null, notes }

  const mayBeCut = !field.endsWith('<')
  if (mayBeCut) notes.push('name-truncated')
  const gap = body.indexOf('<<')
  if (gap < 0) return { name: { primary: part(body), secondary: null, mayBeCut }, notes }
  const rest = body.slice(gap + 2)
  if (rest.startsWith('<') || rest.includes('<<')) notes.push('name-extra-filler')
  return {
    name: { primary: part(body.slice(0, gap)), secondary: part(rest.replace(/^<+/, '')), mayBeCut },
    notes,
  }
}
