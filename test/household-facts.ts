import type { Facts } from '../src/policy/compile-route.ts'

/** An application for a household permit of which every condition is met. */
export const inOrder: Facts = {
  'worker-citizenship': 'UZB',
  'worker-age': 31,
  'employer-kind': 'natural-person',
  'last-entry-on': '2026-02-10',
  'stay-days-left': 12,
  'entry-banned': false,
  'arrival-notice-received': true,
  'workers-in-household': 1,
  'application-kind': 'first',
  'months-requested': 3,
  'months-total': 3,
  'full-term-used': false,
  'kind-of-work': 'cleaning',
  'worker-confirmed-offer': true,
  'tax-months-paid': 3,
  'document-valid-to': '2029-01-01',
  'permit-ends-on': '2026-06-01',
  'worker-iin-known': true,
  'fingerprints-registered': true,
  'medical-certificate': true,
  'medical-insurance': true,
}
