import { askPartner, type PartnerAddress, type PartnerFailure } from '../../platform/ask-partner.ts'
import type { Config } from '../../platform/config.ts'
import { partnerSecrets, partnersUrl } from '../../platform/partner-secrets.ts'
import { type GatewayMessage, GatewayReceipt } from './gateway-protocol.ts'

/** Where this installation's gateway is, and what opens it. */
export const gatewayOf = (config: Config): PartnerAddress => ({
  url: `${partnersUrl(config)}/gateway`,
  token: partnerSecrets(config).gateway.token,
})

/**
 * Hands one message to the gateway and returns the gateway's id of it, or why it was not taken and whether to try again.
 * `message.id` makes the call repeatable: a retry after a lost answer sends nothing twice. `config.url` ends in the gateway's
 * root (for the demo `…/gateway`).
 */
export async function sendThroughGateway(
  config: PartnerAddress,
  message: GatewayMessage,
): Promise<GatewayReceipt | PartnerFailure> {
  const { channel, ...body } = message
  const result = await askPartner(config, { method: 'POST', path: `/${channel}`, body }, GatewayReceipt)
  return 'answer' in result ? result.answer : result
}
