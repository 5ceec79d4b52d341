import { type Config, deriveKey } from './config.ts'

/** What the installation shares with its partners, each secret derived for one purpose. In the demo both sides derive the same. */
export function partnerSecrets(config: Config) {
  const text = (purpose: string) => Buffer.from(deriveKey(config.secret, purpose)).toString('base64url')
  const webhook = (purpose: string) =>
    `whsec_${Buffer.from(deriveKey(config.secret, purpose)).toString('base64')}`
  return {
    idp: { clientId: 'qonys', clientSecret: text('partner:idp'), cookieKey: text('partner:idp-cookie') },
    gateway: {
      token: text('partner:gateway'),
      webhookSecret: webhook('partner:gateway-webhook'),
      botSecret: text('partner:gateway-bot'),
    },
    bank: { token: text('partner:bank'), webhookSecret: webhook('partner:bank-webhook') },
    border: { token: text('partner:border') },
    hotels: { token: text('partner:hotels') },
    contracts: { token: text('partner:contracts') },
    tax: { token: text('partner:tax') },
    registries: { token: text('partner:registries') },
  }
}

/** Root address of the bundled partners. */
export const partnersUrl = (config: Config): string => `http://localhost:${config.partnersPort}`
