import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the sender's clock may be from ours, in seconds, either way; also bounds how long a stolen request is of use. */
export const webhookToleranceSeconds = 300

export interface WebhookHeaders {
  'webhook-id': string
  /** Seconds since 1970, UTC. */
  'webhook-timestamp': string
  /** One or more `v1,<base64>` parted by spaces. */
  'webhook-signature': string
}

export type WebhookVerdict =
  | { id: string; sentAt: Temporal.Instant }
  | { refused: 'header-missing' | 'timestamp-malformed' | 'too-old' | 'from-the-future' | 'signature-wrong' }

/**
 * Headers for one attempt to send `body`, after Standard Webhooks (HMAC-SHA256 over `id.timestamp.body`). The id stays the
 * same through all retries of an event, the timestamp is that of the attempt. `secret` is `whsec_` and base64 of 24-64 bytes;
 * anything else throws a TypeError, for a weak key is a fault of the installation.
 */
export function signWebhook(
  message: { id: string; body: string; at: Temporal.Instant },
  secret: string,
): WebhookHeaders {
  if (!message.id || message.id.includes('.')) throw new TypeError('a webhook id is not empty and has no dot')
  const timestamp = String(Math.floor(message.at.epochMilliseconds / 1000))
  const mac = digest(message.id, timestamp, message.body, keyOf(secret)).toString('base64')
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}

/**
 * Decides whether a request was signed by a holder of one of `secrets` (two while a secret is being changed) within the
 * tolerance. `body` is the text as received, before any parsing. The answer is `refused` with a reason for the log; the sender
 * gets 401 whichever it is. Whoever takes the event must still remember its id: a replay inside the tolerance verifies.
 */
export function verifyWebhook(
  headers: Headers,
  body: string,
  secrets: string | string[],
  now: Temporal.Instant,
): WebhookVerdict {
  const id = headers.get('webhook-id')
  const timestamp = headers.get('webhook-timestamp')
  const signatures = headers.get('webhook-signature')
  if (!id || !timestamp || !signatures) return { refused: 'header-missing' }
  if (!/^\d{1,12}$/.test(timestamp)) return { refused: 'timestamp-malformed' }

  const age = Math.floor(now.epochMilliseconds / 1000) - Number(timestamp)
  if (age > webhookToleranceSeconds) return { refused: 'too-old' }
  if (age < -webhookToleranceSeconds) return { refused: 'from-the-future' }

  const given = signatures
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice(3), 'base64'))
  // Every pair is compared, in constant time, so that the time taken tells nothing about which one failed where.
  let right = false
  for (const secret of typeof secrets === 'string' ? [secrets] : secrets) {
    const expected = digest(id, timestamp, body, keyOf(secret))
    for (const mac of given) {
      if (mac.length === expected.length && timingSafeEqual(mac, expected)) right = true
    }
  }
  if (!right) return { refused: 'signature-wrong' }
  return { id, sentAt: Temporal.Instant.fromEpochMilliseconds(Number(timestamp) * 1000) }
}

/** A key of 24-64 bytes in the written form that both sides keep in their settings. */
export const writeWebhookSecret = (key: Uint8Array): string => `whsec_${Buffer.from(key).toString('base64')}`

function digest(id: string, timestamp: string, body: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (!secret.startsWith('whsec_') || key.length < 24 || key.length > 64)
    throw new TypeError('a webhook secret is whsec_ and base64 of 24 to 64 bytes')
  return key
}
