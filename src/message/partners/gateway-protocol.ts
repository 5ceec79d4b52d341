import { z } from 'zod'

// The contract with a message gateway. No gateway's specification was seen: this is our proposal, kept to what every
// provider of the kind offers. See demo/partners/README.md.

/** Our id of the message: the gateway answers the same id and content with the same provider id and sends nothing twice. */
const MessageId = z.string().regex(/^[A-Za-z0-9_-]{8,80}$/)

/** To one phone; E.164, so +7 and ten digits in Kazakhstan. A gateway cuts long texts into parts by itself. */
export const SmsMessage = z.object({
  id: MessageId,
  to: z.e164(),
  text: z.string().min(1).max(1000),
})
export type SmsMessage = z.infer<typeof SmsMessage>

export const EmailMessage = z.object({
  id: MessageId,
  to: z.email().max(254),
  // A line break here would begin another header.
  subject: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\r\n]*$/),
  text: z.string().min(1).max(50_000),
  html: z.string().max(200_000).optional(),
})
export type EmailMessage = z.infer<typeof EmailMessage>

/** To one chat with our bot: the chat's number as the messenger gave it when the person opened the chat. */
export const TelegramMessage = z.object({
  id: MessageId,
  to: z.string().regex(/^-?\d{1,20}$/),
  text: z.string().min(1).max(4096),
})
export type TelegramMessage = z.infer<typeof TelegramMessage>

/** To a letter box: the lines of the envelope, and the page to print, which fits a window envelope. */
export const PostMessage = z.object({
  id: MessageId,
  to: z.string().min(1).max(700),
  /** What the letter says, for people who look at the queue. */
  text: z.string().min(1).max(1000),
  /** PDF in base64. */
  pdf: z.base64().max(700_000),
})
export type PostMessage = z.infer<typeof PostMessage>

export const gatewayChannels = {
  sms: SmsMessage,
  email: EmailMessage,
  telegram: TelegramMessage,
  post: PostMessage,
} as const
export type GatewayChannel = keyof typeof gatewayChannels

export type GatewayMessage =
  | ({ channel: 'sms' } & SmsMessage)
  | ({ channel: 'email' } & EmailMessage)
  | ({ channel: 'telegram' } & TelegramMessage)
  | ({ channel: 'post' } & PostMessage)

/** The gateway took the message; whether it arrived comes later as a delivery report. */
export const GatewayReceipt = z.object({ providerId: z.string().min(1).max(100) })
export type GatewayReceipt = z.infer<typeof GatewayReceipt>

/** The gateway's signed report (Standard Webhooks). It names no recipient, so it may be logged. */
export const DeliveryReport = z.object({
  type: z.enum(['message.delivered', 'message.failed']),
  timestamp: z.iso.datetime(),
  data: z.object({
    id: MessageId,
    providerId: z.string().min(1).max(100),
    channel: z.enum(['sms', 'email', 'telegram', 'post']),
    /** Why it did not arrive, for instance `absent-subscriber` or `mailbox-full`. */
    code: z
      .string()
      .regex(/^[a-z0-9-]{1,60}$/)
      .optional(),
  }),
})
export type DeliveryReport = z.infer<typeof DeliveryReport>

/** What our bot is told when somebody writes to it: the two members we read of an Update of Telegram's Bot API. */
export const BotUpdate = z.object({
  update_id: z.int(),
  message: z.object({ chat: z.object({ id: z.int() }), text: z.string().max(4096).optional() }).optional(),
})
