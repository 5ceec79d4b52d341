import type { Tone } from '../../ui/status-tag.tsx'
import type { HouseholdPermitRow } from '../find-household.ts'
import type { OfferRow } from '../offer-row.ts'

export const offerTones: Record<OfferRow['state'], Tone> = {
  sent: 'waiting',
  confirmed: 'success',
  declined: 'danger',
  withdrawn: 'quiet',
  expired: 'quiet',
  used: 'neutral',
}

export const permitTones: Record<HouseholdPermitRow['state'], Tone> = {
  active: 'success',
  ended: 'neutral',
  revoked: 'danger',
  expired: 'neutral',
}
