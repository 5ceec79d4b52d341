import { providerOf } from '../institution/identity-provider.ts'
import type { Config } from '../platform/config.ts'
import { partnersUrl } from '../platform/partner-secrets.ts'

/** Sites to which a form of ours may lead on: the identity provider (signing out) and the bank (paying). */
export const formTargets = (config: Config): string[] => [
  ...new Set([new URL(providerOf(config).issuer).origin, partnersUrl(config)]),
]
