import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFault } from './setup-fault.ts'

/** What an installation is told from outside, read once at start. */
export interface Config {
  /** Folder of the checkout. */
  home: string
  /** Folder for what must outlive a restart: secret, embedded database's address. */
  dataDirectory: string
  port: number
  /** Public address, no slash at the end. It is printed in documents, so it must not change lightly. */
  baseUrl: string
  /** The owner's connection; undefined means the embedded server. */
  databaseUrl: string | undefined
  /** 32 bytes from which keys are derived, each for one purpose. */
  secret: Uint8Array
  /** Port of the bundled demo partners. */
  partnersPort: number
  /** Addresses and networks of one's own proxies, whose `X-Forwarded-For` is believed; empty: of nobody. */
  trustedProxies?: string
  /** The staff's OpenID Connect provider; the bundled one of the demo unless it is named. */
  identityProvider?: {
    issuer: string
    clientId: string
    clientSecret: string
    /** Values of `acr` that count as a strong proof (several factors); the first is asked for. */
    strong: string[]
  }
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const home = env.QONYS_HOME ?? process.cwd()
  const dataDirectory = env.QONYS_STATE ?? join(home, '.qonys')
  const { port, baseUrl } = readAddress(env)
  return {
    home,
    dataDirectory,
    port,
    baseUrl,
    databaseUrl: env.DATABASE_URL || undefined,
    secret: readSecret(dataDirectory, env.QONYS_SECRET),
    partnersPort: readPort('QONYS_PARTNERS_PORT', env.QONYS_PARTNERS_PORT || String(port + 1)),
    ...(env.QONYS_TRUSTED_PROXIES ? { trustedProxies: env.QONYS_TRUSTED_PROXIES } : {}),
    ...(env.QONYS_OIDC_ISSUER
      ? {
          identityProvider: {
            issuer: env.QONYS_OIDC_ISSUER.replace(/\/$/, ''),
            clientId: env.QONYS_OIDC_CLIENT_ID ?? 'qonys',
            clientSecret: env.QONYS_OIDC_CLIENT_SECRET ?? '',
            strong: (env.QONYS_OIDC_STRONG_ACR ?? '').split(/[\s,]+/).filter(Boolean),
          },
        }
      : {}),
  }
}

/** Where the installation answers, for a command that needs neither its secret nor its database. */
export function readAddress(env: NodeJS.ProcessEnv = process.env): { port: number; baseUrl: string } {
  const port = readPort(env.QONYS_PORT ? 'QONYS_PORT' : 'PORT', env.QONYS_PORT || env.PORT || '8080')
  return { port, baseUrl: (env.QONYS_BASE_URL || `http://localhost:${port}`).replace(/\/$/, '') }
}

function readPort(name: string, given: string): number {
  const port = Number(given)
  if (!/^\d+$/.test(given) || port < 1 || port > 65_535)
    throw new SetupFault('port-taken', `${name}=${given} is no port: it is a whole number from 1 to 65535.`)
  return port
}

function readSecret(dataDirectory: string, given: string | undefined): Uint8Array {
  if (given) return Buffer.from(given, 'base64url')
  const file = join(dataDirectory, 'secret')
  if (!existsSync(file)) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
    try {
      writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      // Two programs started together: the other one's secret counts.
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    }
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
}

/** A key for one purpose from the installation's secret (HMAC-SHA256; 32 bytes). */
export function deriveKey(secret: Uint8Array, purpose: string): Uint8Array {
  return createHmac('sha256', secret).update(`qonys:${purpose}`).digest()
}

export const rolePassword = (secret: Uint8Array, role: string): string =>
  Buffer.from(deriveKey(secret, `role:${role}`)).toString('base64url')
